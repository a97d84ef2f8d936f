"""A demo's file: what is read from it, the rules it must keep, and one seed of it."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from dlquiz.demo import check_device, examine, load_module, read_demo, run_seed, show_literal
from dlquiz.errors import BankError, MissingError, UsageError
from dlquiz.evidence import Verdict

PLAIN = Path(__file__).parent / "demos_for_tests" / "demos" / "plain" / "doubling_doubles.py"
SOURCE = PLAIN.read_text(encoding="utf-8")


def examined(tmp_path, source):
    """What `examine` says of a demo with that source."""
    path = tmp_path / "demo.py"
    path.write_text(source, encoding="utf-8")
    return examine(path, "plain/demo")


def test_reading_gives_what_the_file_states():
    """Claim, argument, case, controls and knobs are those of the file, and a sound file has no problem."""
    demo, problems = examine(PLAIN, "plain/doubling_doubles")
    assert not problems
    assert demo.claim == "Twice a number is the number added to itself."
    assert demo.argument.startswith("Multiplying by two")
    assert demo.case == {"factor": 2.0}
    assert demo.controls == {"three times": {"factor": 3.0}, "once": {"factor": 1.0}}
    assert {name: knob.default for name, knob in demo.knobs.items()} == {"start": 1, "steps": 5}


def test_reading_executes_nothing(tmp_path):
    """A file that would fail when it is run can still be read."""
    demo, problems = examined(tmp_path, SOURCE + "\nraise SystemExit\n")
    assert demo is not None
    assert not problems


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("CASE = {", "CASE = {{", "not Python"),
        (SOURCE[: SOURCE.index("from dlquiz")], "", "no claim"),
        ("added to itself.", "added to itself", "not a sentence"),
        ("\n\nMultiplying by two and adding are one operation, whatever the number; multiplying by three is another.\n",
         "\n", "no argument"),
        ("CASE = {", "KASE = {", "no literal CASE"),
        ('CASE = {"factor": 2.0}', "CASE = dict(factor=2.0)", "no literal CASE"),
        ("CONTROLS", "KONTROLS", "no literal CONTROL"),
        ('"once": {"factor": 1.0}', '"once": {"factor": 2.0}', "differs from CASE in 0 keys"),
        ('"once": {"factor": 1.0}', '"once": {"other": 1.0}', "other keys than CASE"),
        ('"once"', '"case"', "cannot be called 'case'"),
        ("def measure", "def weigh", "no function measure"),
        ("factor: float, seed: int", "factor: float, sead: int", "does not take seed"),
        ("def judge", "def decide", "no function judge"),
        ("start: int = 1", "start=1", "needs a literal default"),
        ("start: int = 1", "start: int = int()", "needs a literal default"),
        ("    number = ", "    print(seed)\n    number = ", "prints"),
        ("from dlquiz.evidence", "import requests\nfrom dlquiz.evidence", "imports requests"),
        ("from dlquiz.evidence", "import subprocess\nfrom dlquiz.evidence", "imports subprocess"),
        ("from dlquiz.evidence", "from dlquiz.worker import Worker\nfrom dlquiz.evidence", "imports dlquiz.worker"),
        ("def judge", "class Thing:\n    pass\n\n\ndef judge", "a class"),
        ("def judge", 'if __name__ == "__main__":\n    pass\n\n\ndef judge', "a main"),
    ],
)  # fmt: skip
def test_each_rule_of_the_form_is_told(tmp_path, old, new, says):
    """A file that breaks one rule is told so, with a line and what to do, and nothing else is."""
    assert old in SOURCE
    _, problems = examined(tmp_path, SOURCE.replace(old, new, 1))
    assert any(says in problem.what for problem in problems), problems
    assert all(problem.line >= 1 and problem.try_ for problem in problems)


def test_a_file_that_is_no_demo_names_its_line(tmp_path):
    """Reading for use raises an error with file and line."""
    path = tmp_path / "demo.py"
    path.write_text("x = (\n", encoding="utf-8")
    with pytest.raises(BankError) as caught:
        read_demo(path, "plain/demo")
    assert str(path) in caught.value.where


def test_knobs_are_typed_by_their_annotation():
    """What a person writes after --set becomes a value of the knob's type, or an error that lists the knobs."""
    demo = read_demo(PLAIN.parent.parent / "odd" / "knobs.py", "odd/knobs")
    written = {"depth": "7", "rate": "1/2", "widths": "3, 4", "name": "adam", "fast": "True"}
    turned = demo.turned(written)
    assert turned == {"depth": 7, "rate": 0.5, "widths": (3, 4), "name": "adam", "fast": True}
    assert demo.turned({name: show_literal(value) for name, value in turned.items()}) == turned
    for name, text in {"depth": "1.5", "rate": "fast", "widths": "1,x", "fast": "1", "height": "1"}.items():
        with pytest.raises(UsageError) as caught:
            demo.turned({name: text})
        assert "depth=1" in caught.value.try_


def test_fingerprint_follows_the_source(tmp_path):
    """Another source has another fingerprint; the same has the same."""
    first, _ = examined(tmp_path, SOURCE)
    second, _ = examined(tmp_path, SOURCE + "# a remark\n")
    again, _ = examined(tmp_path, SOURCE)
    assert first.fingerprint() == again.fingerprint() != second.fingerprint()


def test_a_seed_runs_every_arm():
    """One seed gives the case and each control their numbers, checks and one verdict."""
    demo = read_demo(PLAIN, "plain/doubling_doubles")
    run = run_seed(load_module(demo), demo, 4, {"start": 2})
    assert run.verdict is Verdict.SUPPORTED
    assert list(run.arms) == ["case", "three times", "once"]
    assert [arm.found["product"] for arm in run.arms.values()] == [12, 18, 6]


def test_what_was_read_is_what_runs(tmp_path):
    """A file that changes after it was read is run as it was read."""
    path = tmp_path / "demo.py"
    path.write_text(SOURCE, encoding="utf-8")
    demo = read_demo(path, "plain/demo")
    path.write_text(SOURCE.replace("factor * number", "0 * number"), encoding="utf-8")
    assert run_seed(load_module(demo), demo, 0, {}).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("factor * number", '"seven"', "not a number or a Series"),
        ("factor * number", "1 / 0", "ZeroDivisionError: division by zero (demo.py:16)"),
        ('close("product / double"', "close(f'product {found[\"product\"]}'", "judged by other checks"),
    ],
)
def test_a_demo_that_raises_is_errored(tmp_path, old, new, says):
    """Whatever a demo raises is an errored run that says what and where, not a crash."""
    assert old in SOURCE
    demo, _ = examined(tmp_path, SOURCE.replace(old, new))
    run = run_seed(load_module(demo), demo, 0, {})
    assert run.verdict is Verdict.ERRORED
    assert says in run.error


def test_running_leaves_no_file_and_no_random_state_behind(tmp_path):
    """A run writes nothing beside the demo and touches no global generator."""
    demo, _ = examined(tmp_path, SOURCE)
    before = (random.getstate(), torch.get_rng_state(), np.random.get_state()[1].tolist())  # noqa: NPY002
    run_seed(load_module(demo), demo, 0, {})
    after = (random.getstate(), torch.get_rng_state(), np.random.get_state()[1].tolist())  # noqa: NPY002
    assert (before[0], before[2]) == (after[0], after[2])
    assert torch.equal(before[1], after[1])
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["demo.py"]


def test_devices():
    """The cpu is always there; a device that is not, and a word that is none, are told apart."""
    check_device("cpu")
    with pytest.raises(UsageError):
        check_device("abacus")
    if not torch.cuda.is_available():
        with pytest.raises(MissingError):
            check_device("cuda")
