"""Loading: strict, bounded, every problem with its line, and a round trip for the index."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlquiz.bank import Bank, nearest
from dlquiz.errors import UsageError
from dlquiz.load import Loaded, load_bank, load_file
from dlquiz.pack import pack_at
from dlquiz.question import (
    Claim,
    Comparison,
    Form,
    Myth,
    MythVerdict,
    Predict,
    Question,
    Retired,
    Revision,
    Source,
    Tolerance,
    Wrong,
)
from dlquiz.stored import fingerprint, from_json, to_json

GOOD = Path(__file__).parent / "good_bank"
TWICE = GOOD / "questions" / "sums" / "twice.yaml"

texts = st.text(max_size=12)
tuples = st.lists(texts, max_size=3).map(tuple)
values = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), texts)
questions = st.builds(
    Question,
    id=texts,
    topic=texts,
    ask=texts,
    level=st.integers(1, 3),
    answer=texts,
    hint=texts,
    points=tuples,
    claims=st.lists(st.builds(Claim, texts, texts, texts, texts, tuples), max_size=2).map(tuple),
    table=st.none() | st.builds(Comparison, tuples, st.lists(tuples, max_size=3).map(tuple)),
    tags=tuples,
    right=tuples,
    wrong=st.lists(st.builds(Wrong, texts, texts), max_size=2).map(tuple),
    select=st.booleans(),
    myth=st.none() | st.builds(Myth, texts, st.sampled_from(MythVerdict), texts),
    steps=tuples,
    task=texts,
    predict=st.none()
    | st.builds(
        Predict,
        texts,
        texts,
        texts,
        st.builds(Tolerance, st.none() | st.floats(0, 1), st.none(), st.none()),
        texts,
        texts,
        texts,
        st.none() | st.dictionaries(texts, st.lists(values, max_size=2).map(tuple), min_size=1, max_size=2),
    ),
    follow_ups=tuples,
    sources=st.none() | st.dictionaries(texts, st.builds(Source, texts, texts, texts, texts, texts), max_size=2),
    revised=st.lists(st.builds(Revision, texts, texts), max_size=2).map(tuple),
)


def load(tmp_path: Path, text: str | bytes) -> Loaded:
    """What a file with `text` in it loads as."""
    path = tmp_path / "questions" / "sums" / "one.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_file(path)


@settings(max_examples=60)
@given(questions)
def test_json_gives_the_question_back(question: Question) -> None:
    """What the index keeps is the whole question."""
    assert from_json(to_json(question)) == question


def test_a_good_file_loads_whole() -> None:
    """Every field of a file without mistakes arrives, typed, and nothing is found wrong."""
    loaded = load_file(TWICE)
    question = loaded.question

    assert loaded.findings == ()
    assert question is not None
    assert question.forms == (Form.RECOGNISE, Form.RECALL, Form.ORDER, Form.PREDICT)
    assert question.task == "Double a number by hand."
    assert question.table == Comparison(("number", "doubled"), (("three", "six"), ("four", "eight")))
    assert question.predict is not None
    assert question.predict.vary == {"number": (21, 34, 55)}
    assert question.predict.within == Tolerance(rel=0)
    assert question.claims[0].notes == ("C001",)
    assert question.sources is not None
    assert question.sources["euclid"].read == "2026-11-21"
    assert question.revised[0].date == "2026-11-21"
    assert (question.topic, question.id) == ("sums", "twice")


def test_each_value_knows_its_line() -> None:
    """The line of a place is the line on which an editor shows it."""
    loaded = load_file(TWICE)
    lines = TWICE.read_text(encoding="utf-8").splitlines()

    assert lines[loaded.line("wrong", 1, "because") - 1].strip().startswith("because: That is squaring")
    assert lines[loaded.line("claims", "doubling-adds", "demo") - 1].strip().startswith("demo:")
    assert loaded.line("wrong", 1, "nothing such") == loaded.line("wrong", 1)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="ask: -[]{}&*!|>\n'\"#%@`1e\\x", max_size=80)))
def test_no_file_is_too_bad_to_be_reported(tmp_path: Path, content: str | bytes) -> None:
    """Whatever a file holds, loading ends, with a finding, and no question."""
    loaded = load(tmp_path, content)

    assert loaded.findings
    assert loaded.question is None


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_gives_a_finding_or_a_question(tmp_path: Path, data: st.DataObject) -> None:
    """A good file with any stretch cut out loads as a question, or says what is wrong with it."""
    text = TWICE.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    loaded = load(tmp_path, text[:start] + text[end:])

    assert loaded.question or loaded.retired or loaded.findings
    assert all(1 <= finding.line <= text.count("\n") + 1 for finding in loaded.findings)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a, *a]\n" for i in range(9)),
        "[" * 60_000,
        "a: " + "{a: " * 10_000,
        "- " * 30_000,
        "x" * 10_000_000,
        "? " * 30_000,
    ],
    ids=["aliases", "lists", "keys", "dashes", "size", "questions"],
)
def test_a_bomb_is_a_finding(tmp_path: Path, bomb: str) -> None:
    """A file made to blow up a parser is refused within a second."""
    start = time.perf_counter()
    loaded = load(tmp_path, bomb)

    assert loaded.findings
    assert loaded.question is None
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "trap",
    [
        "no",
        "Yes",
        "off",
        "y",
        "null",
        "~",
        "1e-5",
        "1.5e3",
        "010",
        "0x1F",
        "0b11",
        "3:30",
        "1_000",
        ".5",
        "5.",
        "+5",
        ".inf",
        ".NaN",
        "-.inf",
        "=",
        "<<",
        "1e400",
        "0o17",
        "True",
    ],
)
def test_yaml_never_guesses(tmp_path: Path, trap: str) -> None:
    """What YAML would take for something of its own is found, as a text and as a number alike."""
    text = TWICE.read_text(encoding="utf-8")
    as_text = load(tmp_path, text.replace("[arithmetic]", f"[{trap}]"))
    as_number = load(tmp_path, text.replace("rel: 0", f"rel: {trap}"))

    assert [finding.rule for finding in as_text.findings] == ["yaml-trap"]
    assert [finding.rule for finding in as_number.findings] == ["yaml-trap"]


@pytest.mark.parametrize("written", ["2026-11-21", "a no", "'no'", '"1e-5"', "3 gates", "v2", "x:y"])
def test_text_needs_no_quotation_marks_where_it_is_plain(tmp_path: Path, written: str) -> None:
    """Dates, phrases and quoted text are the text that they are."""
    loaded = load(tmp_path, TWICE.read_text(encoding="utf-8").replace("[arithmetic]", f"[{written}]"))

    assert loaded.question is not None
    assert loaded.question.tags == (written.strip("'\""),)


@pytest.mark.parametrize(("written", "value"), [("0.05", 0.05), ("0", 0), ("12", 12), ("1.50", 1.5)])
def test_plain_decimals_are_numbers(tmp_path: Path, written: str, value: float) -> None:
    """A number without an exponent is read as one."""
    loaded = load(tmp_path, TWICE.read_text(encoding="utf-8").replace("rel: 0", f"rel: {written}"))

    assert loaded.question is not None
    assert loaded.question.predict is not None
    assert loaded.question.predict.within.rel == value


def test_no_escape_reaches_the_screen(tmp_path: Path) -> None:
    """An escape sequence in a text, a key or a value that is found wrong is made visible."""
    text = TWICE.read_text(encoding="utf-8")
    for spoiled in (
        text.replace("Think of addition.", '"\\e]0;owned\\a"'),
        text.replace("hint:", '"\\e[31m": x\nhint:'),
        text.replace("level: 1", 'level: "\\e[31m"'),
    ):
        loaded = load(tmp_path, spoiled)
        assert "hidden-character" in {finding.rule for finding in loaded.findings}
        assert "\x1b" not in "".join(finding.what + finding.try_ for finding in loaded.findings)
        assert "\x1b" not in repr(loaded.draft)


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    """A file saved on Windows is the same question."""
    loaded = load(tmp_path, TWICE.read_text(encoding="utf-8").replace("\n", "\r\n"))

    assert loaded.findings == ()


def test_one_run_reports_every_problem(tmp_path: Path) -> None:
    """Mistakes in different fields of a file do not hide each other."""
    text = TWICE.read_text(encoding="utf-8")
    text = (
        text.replace("level: 1", "level: 9").replace("hint: Think of addition.\n", "").replace("[arithmetic]", "[no]")
    )
    rules = [finding.rule for finding in load(tmp_path, text).findings]

    assert sorted(rules) == ["missing-field", "not-a-choice", "yaml-trap"]


def test_the_fingerprint_is_of_the_wording() -> None:
    """It changes with what a person reads, and not with level, links or where a line is wrapped."""
    question = load_file(TWICE).question
    assert question is not None
    same = replace(question, level=3, follow_ups=(), tags=(), topic="x", answer=question.answer.replace(" ", "\n"))

    assert fingerprint(same) == fingerprint(question)
    for changed in (
        replace(question, ask="Another?"),
        replace(question, answer=question.answer + "!"),
        replace(question, wrong=question.wrong[1:]),
        replace(question, claims=(replace(question.claims[0], says="Another."),)),
    ):
        assert fingerprint(changed) != fingerprint(question)


def test_a_bank_holds_what_can_be_asked(tmp_path: Path) -> None:
    """A broken file costs its own question alone; a tombstone is kept."""
    load(tmp_path, TWICE.read_text(encoding="utf-8"))
    (tmp_path / "questions" / "sums" / "bad.yaml").write_text("ask: [", encoding="utf-8")
    (tmp_path / "questions" / "sums" / "gone.yaml").write_text("retired: dull", encoding="utf-8")
    bank, findings = load_bank(pack_at(tmp_path))

    assert set(bank.questions) == {"one"}
    assert set(bank.retired) == {"gone"}
    assert [finding.rule for finding in findings] == ["not-yaml"]


def test_an_unknown_id_gets_the_nearest_names() -> None:
    """A slip of the finger is answered with what was meant."""
    bank, _ = load_bank(pack_at(GOOD))
    with pytest.raises(UsageError) as error:
        bank.question("twise")

    assert "twice" in error.value.try_
    assert nearest("twise", bank.questions) == ["twice"]


def test_a_moved_question_is_found_where_it_is() -> None:
    """An old id leads to the new one; a circle of tombstones ends, and a withdrawn one says why."""
    question = load_file(TWICE).question
    assert question is not None
    moved = {"old": Retired("old", "sums", moved_to="twice"), "a": Retired("a", "s", "b"), "b": Retired("b", "s", "a")}
    bank = Bank({"twice": question}, {**moved, "gone": Retired("gone", "sums", why="it was dull")})

    assert bank.question("old") is question
    for name in ("a", "gone"):
        with pytest.raises(UsageError):
            bank.question(name)
