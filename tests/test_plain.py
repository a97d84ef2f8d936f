"""The command line in pipes: plain lines, bad input, and what each gets."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dlquiz.cli import VERBS

ROOT = Path(__file__).parent.parent
SMALL_BANK = Path(__file__).parent / "small_bank"


def dlquiz(
    *arguments: str, home: Path, typed: str = "", bank: Path = SMALL_BANK, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a pipe."""
    chosen = {"DLQUIZ_HOME": str(home), "DLQUIZ_BANK": str(bank), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "dlquiz", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **chosen, **environment},
        check=False,
        timeout=120,
    )


def is_three_lines(done: subprocess.CompletedProcess[str], code: int) -> bool:
    """Whether a run failed as a person should see it: what, where, try; no traceback."""
    lines = done.stderr.rstrip("\n").split("\n")
    form = lines[0].startswith("error: ") and len(lines) == 3 and lines[2].startswith("  try: ")
    return done.returncode == code and form and "Traceback" not in done.stderr


def test_a_question_is_asked_judged_and_recorded_in_a_pipe(home: Path) -> None:
    """One answer and one Enter in a pipe are judged, recorded, and end with 0."""
    done = dlquiz("quiz", "--form", "recognise", "--seed", "7", "-n", "1", home=home, typed="b\n\n")
    reviews = dlquiz("export", "reviews", "-", home=home).stdout.splitlines()

    assert done.returncode == 0
    assert "Question 1 of 1. Topic: alpha. Level: screening." in done.stdout
    assert "Right: " in done.stdout
    assert "Traceback" not in done.stderr
    assert len(reviews) == 1
    assert json.loads(reviews[0])["question"] == "twice"


def test_input_that_ends_early_keeps_what_was_answered(home: Path) -> None:
    """An answer that was rated before the input ended is in the journal; one that was not is not."""
    done = dlquiz("quiz", "--form", "recall", "--seed", "7", "-n", "2", home=home, typed="\nabc\n\n\n")
    reviews = dlquiz("export", "reviews", "-", home=home).stdout.splitlines()

    assert done.returncode == 0
    assert len(reviews) == 1


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        ("select", "0\n\n", "Don't know."),
        ("myth", "c\n\n", "To an interviewer who believes it: It does for positive numbers"),
        ("order", ":h\nxx\n:0\n\n", "Hint: Think of addition."),
        ("recall", "my words\n\nab\n\n", "You said 2 of 3 points."),
    ],
)
def test_each_form_in_plain_lines(home: Path, form: str, typed: str, said: str) -> None:
    """Each form can be answered line by line."""
    done = dlquiz("quiz", "--form", form, "--seed", "7", "-n", "1", home=home, typed=typed)

    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert "\x1b" not in done.stdout


def test_prediction_in_plain_lines(home: Path) -> None:
    """A number is read as people type it, and the demo is run with the values that were asked about."""
    done = dlquiz("quiz", "--form", "predict", "--seed", "7", "-n", "1", home=home, typed="what\n4.2e1\n\n")

    assert "that is not a number I can read" in done.stdout
    assert "Measured: " in done.stdout
    assert done.returncode == 0


def test_run_source_and_info_in_plain_lines(home: Path) -> None:
    """r, s and i answer in plain lines too."""
    done = dlquiz("quiz", "--form", "myth", "--seed", "7", "-n", "1", home=home, typed="b\nr\ns\ni\nu\n\n")

    assert "supported in 1 of 1 seeds, seed " in done.stdout
    assert 'CASE = {"factor": 2}' in done.stdout
    assert "never answered before" in done.stdout
    assert "nothing to undo in this session" in done.stdout


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}, {"NO_COLOR": "1"}, {"COLUMNS": "40"}])
def test_no_escape_reaches_a_pipe(home: Path, environment: dict[str, str]) -> None:
    """Lists and pages hold no escape sequence in a pipe, whatever the environment says."""
    for verb in (
        ["list"],
        ["list", "--myths"],
        ["show", "twice"],
        ["topics"],
        ["stats"],
        [],
        ["config"],
        ["search", "number"],
    ):
        done = dlquiz(*verb, home=home, **environment)

        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
        assert "\x1b" not in done.stdout


def test_a_locale_without_unicode(home: Path) -> None:
    """Where the output cannot write Unicode, the nearest characters are written and nothing fails."""
    done = dlquiz("show", "twice", home=home, PYTHONIOENCODING="ascii")

    assert done.returncode == 0, done.stderr
    assert "alpha - screening - twice" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["quiz", "alpa"], "alpha"),
        (["show", "twic"], "twice"),
        (["demo", "alpha/twice_is_twic"], "alpha/twice_is_twice"),
        (["verify", "doubling-add"], "doubling-adds"),
        (["quizz"], "--help"),
        (["quiz", "--form", "guess"], "--help"),
        (["quiz", "-n", "0"], "--help"),
        (["config", "retention", "2"], "0.7"),
        (["quiz", "--resume"], "dlquiz quiz"),
        (["list", "--level", "9"], "--help"),
    ],
)
def test_a_wrong_argument_gets_three_lines(home: Path, arguments: list[str], hint: str) -> None:
    """What is wrong, where, and the nearest right name; exit code 2."""
    done = dlquiz(*arguments, home=home)

    assert is_three_lines(done, 2), done.stderr
    assert hint in done.stderr


def test_an_empty_bank(home: Path, tmp_path: Path) -> None:
    """A bank without a question says so, with exit code 2, and home still shows."""
    (tmp_path / "empty" / "questions").mkdir(parents=True)

    assert is_three_lines(dlquiz("quiz", home=home, bank=tmp_path / "empty"), 2)
    assert is_three_lines(dlquiz("quiz", home=home, bank=tmp_path / "nowhere"), 2)
    assert dlquiz(home=home, bank=tmp_path / "empty").returncode == 0


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    """A home below a file cannot be made: three lines and exit code 3."""
    (tmp_path / "file").write_text("")

    assert is_three_lines(dlquiz("quiz", home=tmp_path / "file" / "home"), 3)


def test_a_damaged_journal_is_left_alone(home: Path) -> None:
    """A journal that is no database is refused, with exit code 3, and not a byte of it changes."""
    home.mkdir()
    damaged = b"not a database at all" * 100
    (home / "journal.db").write_bytes(damaged)

    assert is_three_lines(dlquiz("quiz", home=home), 3)
    assert (home / "journal.db").read_bytes() == damaged


def test_a_journal_from_the_future_is_left_alone(home: Path) -> None:
    """A journal of a newer version is refused, with exit code 3."""
    dlquiz("quiz", "--form", "myth", "-n", "1", home=home, typed="a\n\n")
    with sqlite3.connect(home / "journal.db") as connection:
        connection.execute("PRAGMA user_version = 99")

    assert is_three_lines(dlquiz("quiz", home=home), 3)


def test_a_damaged_index_is_made_anew(home: Path) -> None:
    """The index is derived: a damaged one costs nothing but time."""
    dlquiz("list", home=home)
    (home / "index.db").write_bytes(b"nonsense" * 1000)
    done = dlquiz("list", home=home)

    assert done.returncode == 0, done.stderr
    assert "twice" in done.stdout


def test_a_second_session_is_told(home: Path) -> None:
    """While one session writes, a second one is refused with a clear message; reading goes on."""
    first = subprocess.Popen(
        [sys.executable, "-m", "dlquiz", "quiz", "--form", "myth", "-n", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "DLQUIZ_HOME": str(home), "DLQUIZ_BANK": str(SMALL_BANK)},
    )
    assert first.stdout is not None
    while b"Level" not in first.stdout.readline():
        pass
    second = dlquiz("quiz", home=home)
    reading = dlquiz("list", home=home)
    first.communicate(b"")

    assert is_three_lines(second, 3)
    assert "another session" in second.stderr
    assert reading.returncode == 0


def test_a_reader_that_goes_away(home: Path) -> None:
    """`dlquiz list | head -1` ends quietly."""
    command = f"{sys.executable} -m dlquiz list | head -1"
    done = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        env={**os.environ, "DLQUIZ_HOME": str(home), "DLQUIZ_BANK": str(SMALL_BANK)},
        check=False,
    )

    assert done.stderr == ""


def test_version_and_help_name_each_verb(home: Path) -> None:
    """--help lists every verb that exists and no other; --version says which this is."""
    listed = dlquiz("--help", home=home).stdout

    assert all(f"  {verb} " in listed for verb in VERBS)
    assert not any(f"  {verb} " in listed for verb in ("fit", "pack", "sync", "backup", "plan", "interview"))
    assert dlquiz("--version", home=home).stdout.startswith("dlquiz 0.")


def test_config_is_kept(home: Path) -> None:
    """A setting that was changed is there the next time, and the others have their defaults."""
    dlquiz("config", "new_per_day", "3", home=home)
    shown = json.loads(dlquiz("config", "--json", home=home).stdout)

    assert shown["new_per_day"] == 3
    assert shown["due_per_day"] == 80


def test_doctor_finds_what_is_wrong(home: Path) -> None:
    """A sound home has no problem; a damaged journal is one, with exit code 3."""
    sound = dlquiz("doctor", "--json", home=home)
    (home / "journal.db").write_bytes(b"nonsense" * 1000)
    damaged = dlquiz("doctor", home=home)

    assert sound.returncode == 0, sound.stdout
    assert {one["health"] for one in json.loads(sound.stdout)["diagnoses"]} <= {"ok", "warning"}
    assert damaged.returncode == 3
    assert "problem" in damaged.stdout
    assert "Traceback" not in damaged.stderr


def test_review_ends_when_nothing_is_left(home: Path) -> None:
    """A review asks what is due and new; when today's limit is reached it says so."""
    dlquiz("config", "new_per_day", "1", home=home)
    first = dlquiz("review", "--seed", "1", home=home, typed="0\n\n")
    dlquiz("review", home=home, typed="0\n\n")
    home_text = dlquiz(home=home).stdout

    assert "Question 1 of 1." in first.stdout
    assert "1 due today" in home_text


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dlquiz quiz al", "alpha"),
        ("dlquiz show tw", "twice"),
        ("dlquiz demo doub", "doubling-adds"),
        ("dlquiz verify be", "beta"),
    ],
)
def test_the_shell_completes_ids_and_topics(home: Path, typed: str, wanted: str) -> None:
    """What the shell asks for while one types is answered with topics and ids of the bank."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_DLQUIZ_COMPLETE": "complete_bash"}
    done = dlquiz(home=home, **words)

    assert wanted in done.stdout.split()
