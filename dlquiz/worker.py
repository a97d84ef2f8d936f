"""A process that runs demos, so that nothing a demo does can hurt the one who asked.

`Worker` is the asking side.  The process (`python -m dlquiz.worker`) imports torch once and speaks JSON
lines: a request names a demo and its seeds, and each seed is answered by one run.  It ends when its
standard input does, so it never outlives its parent, however that ends.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dlquiz.demo import Demo, Literal, check_device, load_module, no_torch, read_demo, run_seed
from dlquiz.errors import DlquizError, MissingError, UsageError
from dlquiz.evidence import Run
from dlquiz.record import run_from_json, run_to_json

START_LIMIT = 180.0
"""Seconds within which a process must have imported torch."""

_LIKELY_VICTIM = "1000"  # the most that oom_score_adj takes: rather this process than the one that asked
_REFUSALS = {error.__name__: error for error in (MissingError, UsageError)}


# --- the asking side --------------------------------------------------------------------------------


class Worker:
    """Runs demos in a process of its own, one after the other.

    `warm` has it import the parts of torch that load late (optimisers: 0.7 s) before the first demo, so
    that seconds are a demo's own; `low_priority` keeps it behind whatever the person does.  A process
    that was lost is started again for the next demo.
    """

    def __init__(self, *, warm: bool = False, low_priority: bool = False) -> None:
        self._options = ["--warm"] * warm + ["--low-priority"] * low_priority
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._ready = False
        self._lost = ""  # why no more replies will come
        self._told = False  # whether a seed has been errored for it; those after it were not tried
        self._job = 0
        self._pending: deque[int] = deque()  # seeds of the newest request that have no run yet
        self._runs: deque[Run] = deque()  # runs that nobody has taken yet

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process without waiting for it (about a millisecond); nothing where it runs already."""
        if self._process is not None and not self._lost:
            return
        self._process = subprocess.Popen(  # noqa: S603 -- our own module
            [sys.executable, "-P", "-m", "dlquiz.worker", *self._options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is not meant for it
        )
        self._replies = queue.SimpleQueue()
        self._ready, self._lost, self._told = False, "", False
        threading.Thread(target=_forward, args=(self._process, self._replies), daemon=True).start()

    def close(self) -> None:
        """End the process at once, whatever it does, and wait for nothing."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(OSError):
            assert self._process.stdin is not None  # noqa: S101 -- it was asked for
            self._process.stdin.close()
        self._lost = self._lost or "the worker was closed"

    @property
    def ready(self) -> bool:
        """Whether torch is imported and a demo would start at once; does not wait."""
        while self._hear(0):
            pass
        return self._ready and not self._lost

    def submit(
        self, demo: Demo, seeds: Sequence[int], knobs: Mapping[str, Literal] | None = None, device: str = "cpu"
    ) -> None:
        """Ask for `seeds` of `demo`, without waiting; it takes the place of an earlier request.

        `poll` and `wait` give the runs, one a seed, in order.
        """
        self.start()
        self._job += 1
        self._pending, self._runs = deque(seeds), deque()
        request = {
            "job": self._job,
            "demo": demo.id,
            "path": str(demo.path),
            "seeds": list(seeds),
            "knobs": dict(knobs or {}),
            "device": device,
        }
        assert self._process is not None  # noqa: S101 -- just started
        assert self._process.stdin is not None  # noqa: S101 -- it was asked for
        with suppress(OSError):  # a process that has died says so at the other end
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def poll(self) -> Run | None:
        """The next run of the newest request, or None where it is not there yet; does not wait.

        Raises:
            MissingError: torch or the device is not there.
        """
        return self.wait(0)

    def wait(self, timeout: float) -> Run | None:
        """The next run of the newest request, or None where `timeout` seconds pass without one.

        None at once where every run has been taken.  A process that died gives an errored run for each seed
        that is left.

        Raises:
            MissingError: torch or the device is not there.
            UsageError: no device is called so.
        """
        deadline = time.monotonic() + timeout
        while self._pending and not self._runs and not self._lost:
            if not self._hear(max(0.0, deadline - time.monotonic())):
                return None
        if not self._pending:
            return None
        seed = self._pending.popleft()
        if self._runs:
            return self._runs.popleft()
        error = f"not tried: {self._lost}" if self._told else self._lost
        self._told = True
        return Run.errored(seed, error)

    def run(
        self,
        demo: Demo,
        seeds: Sequence[int],
        knobs: Mapping[str, Literal] | None = None,
        device: str = "cpu",
        timeout: float = 60.0,
    ) -> Iterator[Run]:
        """One run for each of `seeds`, as they come; each has `timeout` seconds, the import of torch not counted.

        After a crash, a hang or a kill the remaining seeds are not tried, and errored too.

        Raises:
            MissingError: torch or the device is not there.
            UsageError: no device is called so.
        """
        self.submit(demo, seeds, knobs, device)
        started = time.monotonic()
        while not self._ready and not self._lost:
            if not self._hear(started + START_LIMIT - time.monotonic()):
                self._give_up(f"torch was not imported within {START_LIMIT:g} s")
        for _ in seeds:
            run = self.wait(timeout)
            if run is None:
                self._give_up(f"no result after {timeout:g} s")
                run = self.wait(0)
                assert run is not None  # noqa: S101 -- a lost process answers at once
            yield run

    def _give_up(self, reason: str) -> None:
        self._lost = reason
        self.close()

    def _hear(self, timeout: float) -> bool:
        """Take one message from the process; False where none comes within `timeout` seconds."""
        if self._process is None:
            return False
        try:
            message = self._replies.get(timeout=max(0.0, timeout))
        except queue.Empty:
            return False
        if isinstance(message, int):
            self._lost = self._lost or _reason(message)
        elif message.get("job", self._job) != self._job:
            pass  # an answer to a request that another has replaced
        elif "refused" in message:
            self._pending.clear()
            kind, *said = message["refused"]
            raise _REFUSALS[kind](*said)
        elif "run" in message:
            self._runs.append(run_from_json(message["run"]))
        else:
            self._ready = True
        return True


def _environment() -> dict[str, str]:
    """This process's, with one thread for every library, and our own search path: the same code on both sides."""
    path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": path,
    }


def _forward(process: subprocess.Popen[bytes], replies: "queue.SimpleQueue[Any]") -> None:
    """Put every reply, and at the end the exit code, where the asking side can take it without waiting."""
    assert process.stdout is not None  # noqa: S101 -- it was asked for
    with process.stdout:
        for line in process.stdout:
            replies.put(json.loads(line))
    replies.put(process.wait())


def _reason(code: int) -> str:
    if code >= 0:
        return f"the process that ran it ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else "a signal"
    hint = ": out of memory?" if name == "SIGKILL" else ""
    return f"killed by signal {-code} ({name}{hint})"


# --- the process ------------------------------------------------------------------------------------


def main(options: Sequence[str]) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a demo reads or prints must not touch the protocol: it gets the null device in place of both.
    requests_in, replies_out = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, mode), descriptor)
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests_in, requests), daemon=True).start()
    _step_back(low_priority="--low-priority" in options)

    def reply(message: object) -> None:
        print(json.dumps(message), file=replies_out, flush=True)

    try:
        _import_torch(warm="--warm" in options)
    except ImportError:
        reply({"refused": _said(no_torch())})
        return
    reply({"ready": True})
    while True:
        request = requests.get()
        try:
            for run in _answer(request):
                reply({"job": request["job"], "run": run_to_json(run)})
                if not requests.empty():
                    break
        except (MissingError, UsageError) as error:
            reply({"job": request["job"], "refused": _said(error)})


def _listen(lines: Iterator[str], requests: "queue.SimpleQueue[dict[str, Any]]") -> None:
    for line in lines:
        requests.put(json.loads(line))
    os._exit(0)  # the parent has gone: not even the demo that is running is waited for


def _step_back(*, low_priority: bool) -> None:
    with suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text(_LIKELY_VICTIM, encoding="ascii")
    if low_priority and hasattr(os, "nice"):
        os.nice(10)


def _import_torch(*, warm: bool) -> None:
    import torch  # noqa: PLC0415 -- the process is to listen first

    torch.set_num_threads(1)
    if warm:
        layer = torch.nn.Linear(2, 2)
        optimizer = torch.optim.Adam(layer.parameters())
        layer(torch.ones(1, 2)).sum().backward()
        optimizer.step()


def _answer(request: Mapping[str, Any]) -> Iterator[Run]:
    check_device(request["device"])
    knobs = {name: tuple(value) if isinstance(value, list) else value for name, value in request["knobs"].items()}
    try:
        demo = read_demo(Path(request["path"]), request["demo"])
        module = load_module(demo)
    except DlquizError as error:
        failed = f"{error.what} ({error.where})"
    except Exception as error:  # noqa: BLE001 -- a file that cannot be executed is a verdict, not a crash
        failed = f"{type(error).__name__}: {error}"
    else:
        yield from (run_seed(module, demo, seed, knobs, request["device"]) for seed in request["seeds"])
        return
    yield from (Run.errored(seed, failed) for seed in request["seeds"])


def _said(error: DlquizError) -> tuple[str, str, str, str]:
    return type(error).__name__, error.what, error.where, error.try_


if __name__ == "__main__":
    main(sys.argv[1:])
