"""Running a demo: one seed, every arm, on torch's device."""

import re
import time
import traceback
from collections.abc import Mapping
from importlib import metadata, util
from pathlib import Path
from types import ModuleType
from typing import Any

from dlquiz.demo.read import Demo, Literal
from dlquiz.errors import MissingError, UsageError
from dlquiz.evidence import CASE, Arm, Run, Series, verdict


def has_torch() -> bool:
    """Whether torch is installed; it is not imported."""
    return util.find_spec("torch") is not None


def torch_version() -> str:
    """The version of torch that runs demos, without its build (`+cpu`), and without importing it.

    Raises:
        MissingError: torch is not installed.
    """
    try:
        return metadata.version("torch").partition("+")[0]
    except metadata.PackageNotFoundError:
        raise no_torch() from None


def no_torch() -> MissingError:
    """The error of a command that runs demos where torch is not installed."""
    where = "to run demos; what they found is recorded: dlquiz show ID"
    return MissingError("torch is not installed", where, 'pip install "dlquiz[demos]"')


def check_device(device: str) -> None:
    """Return where `device` is one that torch can use here.

    Raises:
        UsageError: no device is called so.
        MissingError: this machine, or this build of torch, has none.
    """
    import torch  # noqa: PLC0415 -- imported only where a demo runs

    where = f"in: --device {device}"
    try:
        torch.device(device)
    except RuntimeError:
        raise UsageError(f"no device is called {device!r}", where, "cpu, cuda, cuda:1 or mps") from None
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):  # torch says it in each of these ways
        raise MissingError(f"torch finds no device {device!r} here", where, "--device cpu") from None


def load_module(demo: Demo) -> ModuleType:
    """The demo's source, executed: just what was read, and no bytecode is left beside it.

    Raises:
        MissingError: torch is not installed.
        Exception: whatever the file itself raises.
    """
    if not has_torch():
        raise no_torch()
    module = ModuleType("dlquiz_demo_" + re.sub(r"\W", "_", demo.id))
    module.__file__ = str(demo.path)
    code = compile(demo.source, str(demo.path), "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 -- running demos is what the tool is for
    return module


def run_seed(module: ModuleType, demo: Demo, seed: int, knobs: Mapping[str, Literal], device: str = "cpu") -> Run:
    """One seed of a loaded demo: every arm measured and judged.

    A demo that raises gives an errored run; it does not raise here.
    """
    import torch  # noqa: PLC0415 -- imported only where a demo runs

    start = time.perf_counter()
    torch.set_num_threads(1)
    try:
        with torch.device(device):
            arms = {
                name: _run_arm(module, {**ingredients, **knobs}, seed)
                for name, ingredients in {CASE: demo.case, **demo.controls}.items()
            }
        found = verdict(arms[CASE].checks, {name: arm.checks for name, arm in arms.items() if name != CASE})
    except Exception as error:  # noqa: BLE001 -- whatever a demo raises is a verdict, not a crash
        return Run.errored(seed, _describe(error, demo.path), time.perf_counter() - start)
    return Run(seed, arms, found, time.perf_counter() - start)


def _run_arm(module: ModuleType, arguments: dict[str, Literal], seed: int) -> Arm:
    found = {name: _number(name, value) for name, value in module.measure(**arguments, seed=seed).items()}
    return Arm(found, tuple(module.judge(found)))


def _number(name: str, value: Any) -> float | Series:  # noqa: ANN401 -- a demo may return anything; this is the gate
    if isinstance(value, Series):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        message = f"measure returned {type(value).__name__} for {name!r}, not a number or a Series"
        raise TypeError(message) from None


def _describe(error: Exception, path: Path) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    place = f" ({path.name}:{lines[-1]})" if lines else ""
    message = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {message}{place}"
