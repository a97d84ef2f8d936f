"""The sabotage table: what is broken under which demo, one module a subject.

To add an entry, write a function that breaks something, under `@sabotage(demo, what is broken)`; `patch` undoes it
afterwards.  What a module imports at its top is unbroken, even while the function's work lasts.

Trap: the runner works inside `torch.device(…)`, under which Python functions of torch call themselves again by their
global name.  A patched one that calls the original therefore runs twice: patch what it calls, or something idempotent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

# The lab binds torch.relu when it is first imported, which must not be while that is broken.
import dlquiz.lab  # noqa: F401

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "reliability.md"

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Sabotage:
    """Something that `break_it` breaks under a demo."""

    demo: str
    broken: str
    break_it: Callable[[Patch], None]


_TABLE: list[Sabotage] = []


def sabotage(demo, broken):
    """Put the decorated function into the table."""

    def add(break_it):
        _TABLE.append(Sabotage(demo, broken, break_it))
        return break_it

    return add


def table():
    """Every entry of every module, by demo."""
    for module in sorted(HERE.glob("[a-z]*.py")):
        import_module(f"sabotage.{module.stem}")
    return sorted(_TABLE, key=lambda one: (one.demo, one.broken))


def documented():
    """The rows of the table in docs/reliability.md: (demo, what was broken, verdict)."""
    return re.findall(r"(?m)^\| `(.+?)` \| (.+) \| (\w+) \|$", DOCUMENT.read_text(encoding="utf-8"))
