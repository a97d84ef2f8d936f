"""Whole sessions in a real terminal, as a person would have them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from terminal_of import SMALL_BANK, Person


def exported(home: Path, what: str = "reviews") -> list[dict]:
    """The lines that `export` writes for this home."""
    done = subprocess.run(
        [sys.executable, "-m", "dlquiz", "export", what, "-"],
        capture_output=True,
        text=True,
        env={**os.environ, "DLQUIZ_HOME": str(home), "DLQUIZ_BANK": str(SMALL_BANK)},
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def letter_before(text: str, option: str) -> str:
    """The letter beside an option on the screen."""
    line = next(line for line in text.splitlines() if option in line)
    return line.split(option)[0].split()[-1].lower()


def test_recognise_wrong_reason_evidence_run_rating_undo_quit(home: Path) -> None:
    """A wrong answer shows reason and evidence, r measures anew, Enter rates Again, u takes it back."""
    with Person("quiz", "alpha", "--form", "recognise", "--seed", "7", "-n", "1", home=home) as person:
        screen = person.sees("What does doubling a number do to it?", "A–D answer")
        person.types(letter_before(screen, "It multiplies it by itself."))
        person.sees(
            "✗",
            "That is squaring it.",
            "✓",
            "It adds the number to itself.",
            "say it",
            "evidence",
            "Enter again, in 10 min",
        )
        person.types("r")
        person.sees("just now", "supported 1/1 seeds", "product − sum 0 (wanted = 0)", "control 21")
        person.types("s")
        person.sees("twice_is_twice.py", "def measure(factor: int, seed: int")
        person.types("i")
        person.sees("dlquiz demo doubling-adds", "never answered before")
        person.types("enter")
        person.sees("What does doubling a number do to it?", "2/2")
        person.types("u")
        person.sees("undone", "Enter again, in 10 min")
        person.types("enter")
        screen = person.sees("2/2", "A–D answer")
        person.types(letter_before(screen, "It adds the number to itself."))
        person.sees("1 again 10 min", "2 hard", "3 good", "4 easy", "Enter = 3")
        person.types("enter")
        person.sees("2 answers", "1 right, 1 wrong", "worth another look", "Enter ends")
        person.types("enter")

        assert person.leaves() == 0
    reviews = exported(home)

    assert [(review["question"], review["form"], review["rating"]) for review in reviews] == [
        ("twice", "recognise", 1),
        ("twice", "recognise", 3),
    ]
    assert len([event for event in exported(home, "events") if event["kind"] == "undo"]) == 1
    assert {"id", "question", "form", "rating", "at"} <= set(reviews[0])


def test_select_toggles_and_submits(home: Path) -> None:
    """Letters toggle, j and Space toggle at the cursor, Enter submits; all and only the right ones are right."""
    with Person("quiz", "beta", "--form", "select", "--seed", "3", "-n", "1", home=home) as person:
        screen = person.sees("Which of these numbers are even?", "Enter submit")
        person.types("enter")
        person.sees("pick at least one")
        person.types(letter_before(screen, "the number four"), letter_before(screen, "the number six"), "enter")
        person.sees("Enter = 3")
        person.types("4")
        person.sees("1 right, 0 wrong")
        person.types("q")

        assert person.leaves() == 0
    assert [review["rating"] for review in exported(home)] == [4]


def test_myth_tells_what_to_say(home: Path) -> None:
    """The myth form judges true, depends or myth, and gives the sentence for the interviewer."""
    with Person("quiz", "--form", "myth", "-n", "1", home=home) as person:
        person.sees("Doubling always makes a number larger.", "A True", "B It depends", "C Myth")
        person.types("b")
        person.sees("tell them It does for positive numbers", "Enter = 3")
        person.types("q")

        assert person.leaves() == 0
    assert exported(home) == []


def test_recall_ticks_propose_the_rating(home: Path) -> None:
    """Recall takes lines, shows the points, and proposes what the ticks say."""
    with Person("quiz", "alpha", "--form", "recall", "-n", "1", home=home) as person:
        person.sees("What does doubling a number do to it?", "an empty line reveals")
        person.types("it adds it", "enter", ":h", "enter")
        person.sees("Think of addition.")
        person.types("enter")
        person.sees("you said", "it adds it", "Which of these did you say?", "It holds for every number.")
        person.types("a", "c", "enter")
        person.sees("Enter = 2")
        person.types("space")
        person.sees("1 answer in")
        person.types("enter")

        assert person.leaves() == 0
    assert [(review["rating"], review["answer"]) for review in exported(home)] == [(2, "it adds it")]


def test_order_takes_letters(home: Path) -> None:
    """Order takes the letters of the steps; what is no order is asked again."""
    with Person("quiz", "--form", "order", "-n", "1", "--seed", "1", home=home) as person:
        screen = person.sees("Take the number.", "letters, then Enter")
        steps = ["Take the number.", "Write it down twice.", "Put a plus between the two.", "Add them up."]
        person.types("aab", "enter")
        person.sees("type each letter once")
        person.types("".join(letter_before(screen, step) for step in steps), "enter")
        person.sees("✓", "Enter = 3")
        person.types("enter", "enter")

        assert person.leaves() == 0
    assert [review["rating"] for review in exported(home)] == [3]


def test_predict_is_measured_with_the_values_asked(home: Path) -> None:
    """A prediction is graded by running the demo with the values of the question; words are asked again."""
    with Person("quiz", "--form", "predict", "-n", "1", home=home) as person:
        screen = person.sees("What is 2 ×", "(exact)")
        number = int(screen.split("2 × ")[1].split("?")[0])
        person.types("lots", "enter")
        person.sees("that is not a number I can read")
        person.types(str(2 * number + 2), "enter")
        person.sees(f"measured {2 * number}", "2 too many", f"{number} + {number} = {2 * number}", seconds=60)
        person.types("enter")
        person.sees("2/2")
        person.types(":q", "enter")

        assert person.leaves() == 0
    assert [(review["rating"], review["right"]) for review in exported(home)] == [(1, False)]


@pytest.mark.parametrize("how", ["ctrl-c", "ctrl-d", "hangup", "terminate"])
def test_leaving_at_any_moment_keeps_the_answers(home: Path, how: str) -> None:
    """Ctrl-C, Ctrl-D, a closed terminal or a request to end keep what was answered and put the terminal back."""
    with Person("quiz", "--form", "myth", "--seed", "1", "-n", "1", home=home) as person:
        before = termios.tcgetattr(person.child.child_fd)
        person.sees("A True")
        person.types("a", "enter")
        person.sees("2/2")
        if how.startswith("ctrl"):
            person.types(how)
        else:
            person.child.kill(signal.SIGHUP if how == "hangup" else signal.SIGTERM)
        deadline = time.monotonic() + 5
        while person.child.isalive() and time.monotonic() < deadline:
            time.sleep(0.05)

        assert not person.child.isalive()
        assert termios.tcgetattr(person.child.child_fd)[3] == before[3]
        assert "Traceback" not in person.text
    assert [review["rating"] for review in exported(home)] == [1]


def test_an_interrupted_session_is_resumed(home: Path) -> None:
    """Home offers what is left of an interrupted session, and goes on with it."""
    with Person("quiz", "-n", "2", "--form", "recall", "--seed", "1", home=home) as person:
        person.sees("1/2")
        person.types("enter", "a", "b", "c", "enter", "enter")
        person.sees("2/2")
        person.types(":q", "enter")
        person.leaves()
    with Person(home=home) as person:
        person.sees("Enter goes on with the interrupted session (1 question left)")
        person.types("enter")
        person.sees("1/1")
        person.types("enter", "a", "b", "c", "enter", "enter")
        person.sees("1 right, 0 wrong")
        person.types("enter")

        assert person.leaves() == 0
    assert len(exported(home)) == 2


def test_home_on_the_first_day_and_after(home: Path) -> None:
    """Home is never empty: on the first day it offers a review of new questions."""
    with Person(home=home) as person:
        person.sees("0 due today", "2 new today", "2 questions in 2 topics", "Enter starts the review")
        person.types("q")

        assert person.leaves() == 0


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_nothing_is_lost_at_any_width(home: Path, columns: int) -> None:
    """At 40 columns the same words are on the screen as at 120, only folded."""
    with Person("quiz", "alpha", "--form", "recognise", "--seed", "7", "-n", "1", home=home, columns=columns) as person:
        person.sees("What does doubling a number do to it?", "It multiplies it by itself.", "0 don't know", "? help")
        person.types("0")
        person.sees("don't know", "whatever the number is.", "Twice a number is that number added to itself.", "u undo")


def test_a_resized_window_is_drawn_anew(home: Path) -> None:
    """A window made narrow in the middle of a question shows the whole question again."""
    with Person("quiz", "alpha", "--form", "recognise", "--seed", "7", "-n", "1", home=home) as person:
        person.sees("A–D answer")
        person.screen.resize(60, 40)
        person.screen.reset()
        person.child.setwinsize(60, 40)
        person.sees("What does doubling a number do to it?", "It multiplies it by itself.", "? help")


def test_flag_suspend_and_bury(home: Path) -> None:
    """F keeps a note, @ suspends, - buries; list shows the first two."""
    with Person("quiz", "--form", "recall", "-n", "2", "--seed", "1", home=home) as person:
        person.sees("1/2")
        person.types("enter", "enter", "f")
        person.sees("What is wrong with it?")
        person.types("a doubtful word", "enter")
        person.sees("flagged")
        person.types("@")
        person.sees("1/1")
        person.types(":-", "enter", "enter")

        assert person.leaves() == 0
    kinds = [event["kind"] for event in exported(home, "events")]

    assert [kind for kind in kinds if kind in {"flag", "suspend", "bury"}] == ["flag", "suspend", "bury"]


def test_edit_opens_the_file_and_comes_back(home: Path, tmp_path: Path) -> None:
    """E opens the question's file in the person's editor; what it wrote is asked from the next time on."""
    bank = Path(shutil.copytree(SMALL_BANK, tmp_path / "bank"))
    editor = "sed -i s/Doubling.always/Doubling.never/"
    with Person("quiz", "--form", "myth", "-n", "1", home=home, bank=bank, EDITOR=editor, VISUAL="") as person:
        person.sees("Doubling always makes a number larger.")
        person.types("a", "e")
        person.sees("asked from the next time on", "Enter again")
        person.types("enter")
        person.sees("Doubling.never makes a number larger.", "2/2")
        person.types("q")

        assert person.leaves() == 0


def test_no_colour_when_asked(home: Path) -> None:
    """NO_COLOR leaves no colour in what is written; the marks stay."""
    with Person("quiz", "--form", "myth", "-n", "1", home=home, NO_COLOR="1") as person:
        person.sees("A True")
        person.types("a")
        person.sees("✗", "✓")

        assert b"\x1b[3" not in person.raw
        assert b"\x1b[9" not in person.raw


def test_the_worker_never_outlives_the_session(home: Path) -> None:
    """However the session ends, killed outright too, its worker is gone."""
    with Person("quiz", "--form", "myth", "-n", "1", home=home) as person:
        person.sees("A True")
        deadline = time.monotonic() + 10
        while not (workers := _workers_of(person.child.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        person.child.kill(signal.SIGKILL)
        deadline = time.monotonic() + 5
        while any(map(_runs, workers)) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert workers
        assert not any(map(_runs, workers))


def _runs(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _workers_of(parent: int) -> list[int]:
    if not Path("/proc").exists():
        pytest.skip("reads /proc")
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []
