"""Evidence as JSON: between processes, and beside the demos."""

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.demo import load_module, read_demo, run_seed
from dlquiz.errors import BankError, MissingError
from dlquiz.evidence import Arm, Check, Evidence, Run, Series, Spread, Verdict
from dlquiz.pack import Pack
from dlquiz.record import (
    Curve,
    curve_of,
    pretty,
    read_record,
    read_records,
    record_of,
    records_path,
    run_from_json,
    run_to_json,
    thinned,
    write_records,
)

DEMOS = Path(__file__).parent / "demos_for_tests"
ID = "plain/doubling_doubles"

NUMBERS = st.floats()
SERIES = st.lists(NUMBERS, max_size=4).map(lambda y: Series(tuple(y), "step", scale="log"))
CHECKS = st.builds(Check, st.text(), NUMBERS, st.text(), st.booleans(), st.booleans(), st.booleans())
ARMS = st.builds(
    Arm,
    st.dictionaries(st.text(), st.one_of(NUMBERS, SERIES), max_size=3),
    st.lists(CHECKS, max_size=3).map(tuple),
)
RUNS = st.builds(
    Run,
    st.integers(),
    st.dictionaries(st.text(), ARMS, max_size=3),
    st.sampled_from(list(Verdict)),
    st.floats(0, 1e6),
    st.text(),
)


@pytest.fixture
def pack(tmp_path):
    """A pack of its own, that a test may write into."""
    shutil.copytree(DEMOS, tmp_path / "pack")
    return Pack("tests", tmp_path / "pack")


def measured(pack, seeds=(0, 1, 2)):
    """The demo, and the record of a run of it."""
    demo = read_demo(pack.demo_path(ID), ID)
    module = load_module(demo)
    evidence = Evidence(tuple(run_seed(module, demo, seed, {}) for seed in seeds))
    return demo, record_of(demo, evidence, "2.13.0")


@given(RUNS)
def test_a_run_survives_the_pipe(run):
    """A run written as a line of JSON and read again is the same run, to the last bit."""
    line = json.dumps(run_to_json(run))
    assert "\n" not in line
    assert repr(run_from_json(json.loads(line))) == repr(run)


def test_a_record_is_read_as_it_was_written(pack):
    """What is shown from a file is what was measured, to six digits."""
    demo, record = measured(pack)
    write_records(pack, {ID: record})
    read = read_record(pack, ID)
    assert replace(read, seconds=0.0) == replace(record, seconds=0.0)
    assert read.supported == 3
    assert read.found["case"]["product"] == Spread(4, 2, 6, 0)
    assert read.curves["once"]["growth"].median == (1, 1, 1, 1, 1)
    assert not read.is_stale(demo)


def test_a_changed_demo_makes_its_record_stale(pack):
    """A record does not fit a demo whose source is another."""
    demo, record = measured(pack)
    assert record.is_stale(replace(demo, source=demo.source + "# a remark\n"))


def test_writing_keeps_the_others_and_drops_those_that_have_gone(pack):
    """Recording one demo leaves other records as they are, but for those whose demo is no longer there."""
    _, record = measured(pack)
    other = pack.demos / "plain" / "other.py"
    shutil.copy(pack.demo_path(ID), other)
    write_records(pack, {ID: record, "plain/other": replace(record, demo="plain/other", supported=2)})
    write_records(pack, {ID: replace(record, supported=1)})
    assert {name: one.supported for name, one in read_records(pack, "plain").items()} == {ID: 1, "plain/other": 2}
    other.unlink()
    write_records(pack, {ID: record})
    assert list(read_records(pack, "plain")) == [ID]


def test_recording_the_same_again_changes_no_byte(pack):
    """The file depends on what was measured alone, but for the seconds, and is JSON that any program reads."""
    _, record = measured(pack)
    (path,) = write_records(pack, {ID: record})
    first = path.read_bytes()
    _, again = measured(pack)
    write_records(pack, {ID: replace(again, seconds=record.seconds)})
    assert path.read_bytes() == first
    json.loads(first, parse_constant=pytest.fail)
    assert max(len(line) for line in first.decode().splitlines()) <= 140


def test_numbers_that_are_not_finite_are_strings_in_the_file(pack):
    """Infinity and NaN, which JSON cannot say, are written as words and read as themselves."""
    _, record = measured(pack)
    found = {
        "case": {"loss": Spread(math.inf, -math.inf, math.inf, 0), "norm": Spread(math.nan, math.nan, math.nan, 0)}
    }
    (path,) = write_records(pack, {ID: replace(record, found=found)})
    assert '"-inf"' in path.read_text(encoding="utf-8")
    read = read_record(pack, ID).found["case"]
    assert read["loss"] == found["case"]["loss"]
    assert math.isnan(read["norm"].median)


def test_nothing_recorded_is_none(pack):
    """A demo or topic without a record has none; that is no error."""
    assert read_record(pack, ID) is None
    assert read_record(pack, "nowhere/nothing") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"plain/doubling_doubles": {}}', '{"a": 1}'])
def test_a_spoilt_file_is_told(pack, text):
    """A file that `verify` did not write is an error that names it."""
    records_path(pack, "plain").write_text(text, encoding="utf-8")
    with pytest.raises(BankError) as caught:
        read_record(pack, ID)
    assert "evidence.json" in caught.value.where


def test_a_file_that_cannot_be_written_is_told(pack):
    """Where the folder is not there to write to, the error is one for people."""
    _, record = measured(pack)
    missing = Pack("tests", pack.root)
    shutil.move(pack.demos / "plain", pack.demos / "moved")
    (pack.demos / "plain").write_text("in the way", encoding="utf-8")
    with pytest.raises((MissingError, BankError)):
        write_records(missing, {ID: record})


@given(st.integers(1, 300), st.integers(2, 50))
def test_thinning_keeps_the_ends(length, points):
    """A thinned curve has at most that many points, in order, the first and last among them."""
    ramp = tuple(float(place) for place in range(length))
    curve = thinned(Curve("step", "linear", "linear", ramp, ramp, ramp, ramp), points)
    assert len(curve.x) == min(length, points)
    assert list(curve.x) == sorted(set(curve.x))
    assert (curve.x[0], curve.x[-1]) == (ramp[0], ramp[-1])
    assert curve.x == curve.median == curve.low == curve.high


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), min_size=1, max_size=5))
def test_the_band_holds_every_seed(curves):
    """At each x that all seeds reach, the band goes from the lowest to the highest of them."""
    band = curve_of([Series(tuple(y), "step") for y in curves])
    shortest = min(len(y) for y in curves)
    assert len(band.x) == len(band.median) == shortest
    for place in range(shortest):
        values = [y[place] for y in curves]
        assert (band.low[place], band.high[place]) == (min(values), max(values))
        assert min(values) <= band.median[place] <= max(values)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=20,
)


@given(JSON)
def test_pretty_is_json(value):
    """However it is laid out, it says the same."""
    assert json.loads(pretty(value)) == value
