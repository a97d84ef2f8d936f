"""Every demo of the bank: its form, its numbers, and the evidence recorded for it."""

import functools
import math
import random

import numpy as np
import pytest
import torch

from dlquiz.demo import examine, load_module, read_demo, run_seed, torch_version
from dlquiz.evidence import CASE, Run, Series
from dlquiz.pack import built_in
from dlquiz.record import read_record

PACK = built_in()
IDS = list(PACK.demo_ids())
every_demo = pytest.mark.parametrize("demo_id", IDS)


def global_state():
    """The state of every random generator that a demo could disturb, and of torch's other settings."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 -- the global generator is the point
    settings = (torch.get_default_dtype(), torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled())
    return random.getstate(), torch.get_rng_state().tolist(), (kind, keys.tolist(), rest), settings


def seed_of(demo_id):
    """The first seed that was recorded, so that the fresh run can be compared."""
    record = read_record(PACK, demo_id)
    return record.seeds[0] if record else 0


def run_under(demo_id, global_seed):
    """One seed of a demo with the global generators seeded in one way; fails where it leaves another state."""
    demo = read_demo(PACK.demo_path(demo_id), demo_id)
    module = load_module(demo)
    random.seed(global_seed)
    np.random.seed(global_seed)  # noqa: NPY002 -- see above
    torch.manual_seed(global_seed)
    before = global_state()
    run = run_seed(module, demo, seed_of(demo_id), {})
    assert global_state() == before, "the demo left the global state changed"
    return run


@functools.cache
def fresh_run(demo_id) -> Run:
    """The run that several tests look at."""
    return run_under(demo_id, 1)


@every_demo
def test_the_file_keeps_the_form(demo_id):
    """A demo's file breaks no rule; its case and each control differ in exactly one ingredient."""
    demo, problems = examine(PACK.demo_path(demo_id), demo_id)
    assert not problems
    for control in demo.controls.values():
        assert control.keys() == demo.case.keys()
        assert sum(control[key] != demo.case[key] for key in control) == 1


@every_demo
def test_numbers_depend_on_the_seed_alone(demo_id):
    """Under two global seeds a demo gives the same numbers, and it leaves the global random state as it was."""
    first, second = fresh_run(demo_id), run_under(demo_id, 2)
    assert not first.error
    assert repr(first.arms) == repr(second.arms)


@every_demo
def test_recorded_evidence_fits_the_source(demo_id):
    """What is recorded was measured with this very demo, lab and evidence."""
    record = read_record(PACK, demo_id)
    assert record is not None, f"nothing is recorded: dlquiz verify {demo_id} --record"
    assert not record.is_stale(read_demo(PACK.demo_path(demo_id), demo_id)), "stale: dlquiz verify --record"


@every_demo
def test_a_fresh_run_agrees_with_what_is_recorded(demo_id):
    """A recorded seed, run again, has the recorded verdict and checks; under the recorded torch its numbers too.

    A number may leave the recorded range by the range's own width: processors round differently.
    """
    record, run = read_record(PACK, demo_id), fresh_run(demo_id)
    if record is None:
        pytest.skip("nothing is recorded, which another test tells")
    assert run.verdict is record.verdict
    assert [check.name for check in run.arms[CASE].checks] == [check.name for check in record.checks]
    if record.torch != torch_version():
        return
    for arm, numbers in record.found.items():
        measured = {name: value for name, value in run.arms[arm].found.items() if not isinstance(value, Series)}
        assert measured.keys() == numbers.keys()
        for name, value in measured.items():
            assert is_near(value, numbers[name].low, numbers[name].high), (arm, name, value, numbers[name])


def is_near(value, low, high):
    """Whether `value` lies between the two, widened by their distance, and by rounding to six digits."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return True  # a control that diverges may do so a little later elsewhere
    slack = (high - low) + 1e-4 * max(abs(low), abs(high)) + 1e-9
    return low - slack <= value <= high + slack


def test_no_record_outlives_its_demo():
    """Recorded evidence is of demos that are there."""
    from dlquiz.record import read_records  # noqa: PLC0415 -- used here alone

    for topic in {path.parent.name for path in PACK.demos.glob("*/evidence.json")}:
        assert set(read_records(PACK, topic)) <= set(IDS)
