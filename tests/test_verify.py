"""Running the answers: which demos, every seed of each, and what is kept."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from dlquiz.cli import run as dlquiz
from dlquiz.errors import MissingError, UsageError
from dlquiz.evidence import Arm, Evidence, Run, Verdict, at_most, verdict
from dlquiz.load import load_bank
from dlquiz.pack import Pack, built_in
from dlquiz.record import read_record
from dlquiz.render.verify import reasons
from dlquiz.verify import claims_by_demo, demos_of, plan, records, verify

ODD = Pack("tests", Path(__file__).parent / "demos_for_tests")
PLAIN = "plain/doubling_doubles"


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """The demos for tests as the bank of the command line."""
    shutil.copytree(ODD.root, tmp_path / "pack")
    (tmp_path / "pack" / "questions").mkdir()
    monkeypatch.setenv("DLQUIZ_BANK", str(tmp_path / "pack"))
    return built_in()


# --- which ------------------------------------------------------------------------------------------


def test_no_name_is_every_demo():
    """Without a name every demo of the pack is run, once."""
    assert plan(built_in()) == list(built_in().demo_ids())


def test_every_kind_of_name_finds_its_demos():
    """A demo, its file, a topic, a question and a claim each stand for their demos, and no demo comes twice."""
    pack = built_in()
    question = next(one for one in load_bank(pack)[0].questions.values() if len(demos_of([one])) > 1)
    claim = question.claims[0]
    assert plan(pack, [question.id]) == demos_of([question])
    assert plan(pack, [claim.id]) == plan(pack, [claim.demo]) == plan(pack, [f"demos/{claim.demo}.py"]) == [claim.demo]
    assert plan(pack, [claim.demo.partition("/")[2]]) == [claim.demo]
    topic = [demo for demo in pack.demo_ids() if demo.startswith(f"{question.topic}/")]
    assert plan(pack, [question.topic, claim.demo, question.id])[: len(topic)] == topic


def test_an_unknown_name_gives_the_nearest():
    """A slip of the pen is answered with what was meant."""
    wanted = next(iter(built_in().demo_ids()))
    with pytest.raises(UsageError) as caught:
        plan(built_in(), [wanted[:-1]])
    assert wanted in caught.value.try_


def test_claims_are_those_of_the_bank():
    """Each demo that a question names settles the claims that name it."""
    claims = claims_by_demo(built_in())
    for question in load_bank(built_in())[0].questions.values():
        for claim in question.claims:
            assert not claim.demo or claim.id in claims[claim.demo]


# --- running ----------------------------------------------------------------------------------------


def test_each_demo_gets_each_seed_and_none_harms_another():
    """Over two processes, demos that are killed, hang or do not keep the form are errored, and the others are not."""
    names = [PLAIN, "odd/killed", "odd/hangs", "odd/raises", "odd/chatters"]
    seen = []
    results = verify(ODD, names, [0, 1, 2], jobs=2, timeout=1, on_run=lambda name, run: seen.append((name, run.seed)))
    assert [result.id for result in results] == names
    assert sorted(seen) == sorted((name, seed) for name in names for seed in (0, 1, 2))
    assert all([run.seed for run in result.evidence.runs] == [0, 1, 2] for result in results)
    plain, killed, hangs, raises, chatters = (result.evidence for result in results)
    assert plain.verdict is Verdict.SUPPORTED
    assert plain.supported == 3
    assert "signal 9" in killed.error
    assert hangs.error == "no result after 1 s"
    assert (raises.verdict, raises.supported) == (Verdict.ERRORED, 1)
    assert chatters.error == "chatters.py:18: a demo prints"
    kept = records(results, "2.13.0")
    assert list(kept) == [PLAIN]


def test_a_missing_device_ends_it():
    """A device that is not there is one error, not as many errored claims as there are demos."""
    with pytest.raises((MissingError, UsageError)):
        verify(ODD, [PLAIN], [0, 1], jobs=2, device="abacus")


@pytest.mark.usefixtures("bank")
def test_interrupting_it_leaves_nothing_running():
    """Ctrl-C ends the command within seconds, with the exit code of an interrupt and no traceback."""
    code = """
import sys
from dlquiz.cli import run
sys.exit(run(["verify", "odd/spins", "--seeds", "4"]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    time.sleep(3)
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in complaint


# --- why not ----------------------------------------------------------------------------------------


def evidence(case, control, *, guard=False):
    """Two seeds, in which a check wants at most one of each arm."""
    arms = {
        name: Arm({}, (at_most("x", value, 1), at_most("g", other, 1, guard=True)))
        for name, value, other in (("case", case, 0), ("control", control, 2 if guard else 0))
    }

    found = verdict(arms["case"].checks, {"control": arms["control"].checks})
    return Evidence((Run(0, arms, found, 0.1), Run(1, arms, found, 0.1)))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (evidence(2, 2), ["case: x 2, wanted ≤ 1"]),
        (evidence(0, 2, guard=True), ["control: g 2, wanted ≤ 1"]),
        (evidence(0, float("inf")), ["control: x inf, wanted ≤ 1"]),
        (evidence(0, 0), ["x holds in a control too"]),
        (evidence(0, 2), []),
        (Evidence((Run.errored(0, "no result after 60 s"),)), ["no result after 60 s"]),
    ],
)
def test_the_reason_names_the_check(found, said):
    """What is not supported says which check, in which arm, gave what."""
    assert list(reasons(found)) == said


# --- the verbs --------------------------------------------------------------------------------------


def test_verify_prints_json_and_records(bank, capfd):
    """`verify --json --record` prints the documented keys, exits 0 and leaves a fresh record."""
    assert dlquiz(["verify", PLAIN, "--seeds", "2", "--first-seed", "5", "--jobs", "1", "--json", "--record"]) == 0
    printed = json.loads(capfd.readouterr().out)
    (claim,) = printed["claims"]
    assert set(claim) == {"claim", "demo", "verdict", "supported", "seeds", "seconds", "error"}
    assert (claim["claim"], claim["verdict"], claim["supported"], claim["seeds"]) == (PLAIN, "supported", 2, 2)
    assert printed["summary"]["demos"] == printed["summary"]["supported"] == 1
    assert read_record(bank, PLAIN).seeds == (5, 6)


@pytest.mark.usefixtures("bank")
def test_verify_fails_with_one_claim(capfd):
    """One claim that is not supported makes the exit code 1, and its reason is printed."""
    assert dlquiz(["verify", PLAIN, "odd/raises", "--seeds", "2"]) == 1
    out = capfd.readouterr().out
    assert "Not supported: odd/raises, errored (1/2). RuntimeError: no such luck" in out
    assert "1 of 2 demos supported" in out


@pytest.mark.usefixtures("bank")
def test_demo_prints_json(capfd):
    """`demo --json` prints the documented keys, the turned knob among them, and numbers over the seeds."""
    assert dlquiz(["demo", PLAIN, "--seeds", "2", "--set", "start=4", "--json"]) == 0
    printed = json.loads(capfd.readouterr().out)
    assert set(printed) == {
        "demo", "claim", "knobs", "turned", "first_seed", "seeds", "device", "torch", "checks", "verdict", "supported",
        "seconds", "error",
    }  # fmt: skip
    assert (printed["knobs"], printed["turned"]) == ({"start": 4, "steps": 5}, ["start"])
    check = printed["checks"][1]
    assert set(check) == {"name", "wanted", "guard", "case", "controls"}
    assert check["case"] == {"median": 1, "range": [1, 1], "holds": 2}
    assert check["controls"]["three times"] == {"median": 1.5, "range": [1.5, 1.5], "holds": 0}


@pytest.mark.usefixtures("bank")
def test_demo_fails_where_a_claim_is_not_supported_unless_a_knob_was_turned(capfd):
    """Exit 1 is for a claim that fails as it stands; a person who turned a knob was experimenting."""
    assert dlquiz(["demo", "odd/raises", "--seeds", "1"]) == 1
    assert "RuntimeError: no such luck" in capfd.readouterr().out
    assert dlquiz(["demo", "odd/knobs", "--seeds", "1", "--set", "depth=3"]) == 0
    assert "(turned)" in capfd.readouterr().out


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["demo", "plain/doubling_double"], "no demo, claim", 2),
        (["demo", PLAIN, "--set", "start"], "KNOB=VALUE", 2),
        (["demo", PLAIN, "--set", "stop=1"], "no knob called 'stop'", 2),
        (["demo", PLAIN, "--set", "start=many"], "must be a whole number", 2),
        (["demo", PLAIN, "--save", "picture.pdf"], "SVG or PNG", 2),
        (["demo", PLAIN, "--device", "abacus"], "no device", 2),
        (["verify", "nothing"], "no demo, claim", 2),
        (["verify", "--record", "--device", "cuda"], "recorded on the cpu", 2),
    ],
)
def test_wrong_usage_is_three_lines(capfd, arguments, said, code):
    """What is wrong, where, and what to try: three lines and an exit code."""
    assert dlquiz(arguments) == code
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 3
    assert said in lines[0]
    assert lines[2].startswith("  try: ")


@pytest.mark.usefixtures("bank")
def test_without_torch_it_says_how_to_get_it(capfd, monkeypatch):
    """Where torch is missing, demo and verify exit 3 and say how to install it and where the recorded evidence is."""

    def no_version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("dlquiz.demo.run.metadata.version", no_version)
    monkeypatch.setattr("dlquiz.demo.run.util.find_spec", lambda _name: None)
    for arguments in (["demo", PLAIN], ["verify", PLAIN]):
        assert dlquiz(arguments) == 3
        complaint = capfd.readouterr().err
        assert "pip install" in complaint
        assert "dlquiz show" in complaint


def test_the_list_has_every_demo_with_its_claim(bank, capfd):
    """`demo` without an id lists each demo with its claim, and a topic lists its own."""
    assert dlquiz(["demo"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == len(list(bank.demo_ids()))
    assert f"{PLAIN}: Twice a number is the number added to itself." in lines
    assert dlquiz(["demo", "odd", "--json"]) == 0
    assert all(one["demo"].startswith("odd/") for one in json.loads(capfd.readouterr().out)["demos"])
