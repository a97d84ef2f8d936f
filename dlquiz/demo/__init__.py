"""Demos: read one without running it (`read`), and run one seed of it (`run`)."""

from dlquiz.demo.read import Demo, Knob, Literal, Problem, examine, read_demo, show_literal
from dlquiz.demo.run import check_device, has_torch, load_module, no_torch, run_seed, torch_version

__all__ = [
    "Demo",
    "Knob",
    "Literal",
    "Problem",
    "check_device",
    "examine",
    "has_torch",
    "load_module",
    "no_torch",
    "read_demo",
    "run_seed",
    "show_literal",
    "torch_version",
]
