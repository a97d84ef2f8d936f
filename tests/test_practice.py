"""One person's practice over days: what a review asks, what is resumed, what home says."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from making import START, mark, review, write_bank

from dlquiz.errors import UsageError
from dlquiz.event import Event, Kind, Rating
from dlquiz.index import Scope
from dlquiz.practice import Practice
from dlquiz.question import Form
from dlquiz.session import press, type_line


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path):  # noqa: ARG001 -- its environment is what counts
    """A practice of six questions over three topics."""
    monkeypatch.setenv("DLQUIZ_BANK", str(write_bank(tmp_path / "bank", 6)))
    with Practice.open(write=True) as practice:
        yield practice


def test_a_review_asks_what_is_due_first_and_the_most_forgotten_first(practice: Practice) -> None:
    """Due questions come before new ones; among them what has waited longest beside its stability."""
    practice.record([review("q0", 4, days=0), review("q1", 1, days=0), review("q1", 3, days=0.01)])
    turns = practice.review_turns(START + timedelta(days=30), seed=1)

    assert [turn.question for turn in turns[:2]] == ["q1", "q0"]
    assert {turn.question for turn in turns} == {f"q{number}" for number in range(6)}


def test_a_review_keeps_the_limits_of_the_day(practice: Practice) -> None:
    """No more new questions than the day allows, with those already asked today counted in."""
    practice.config = type(practice.config)(new_per_day=2)
    first = practice.review_turns(START, seed=1)
    practice.record([review(first[0].question, 3, days=0)])
    second = practice.review_turns(START + timedelta(minutes=5), seed=1)

    assert len(first) == 2
    assert len(second) == 1


def test_topics_are_interleaved(practice: Practice) -> None:
    """No two questions of one topic follow each other while another topic has some left."""
    turns = practice.quiz_turns(Scope(), seed=3, limit=6)
    topics = [practice.look_up(turn.question).topic for turn in turns]

    assert all(one != other for one, other in pairwise(topics))


def test_a_quiz_follows_its_seed(practice: Practice) -> None:
    """The same seed plans the same session; another one another."""
    plans = [practice.quiz_turns(Scope(), seed=seed, limit=4) for seed in (1, 1, 2)]

    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_nothing_to_ask_says_so(practice: Practice) -> None:
    """A scope without a question is an error that says what to try."""
    with pytest.raises(UsageError) as caught:
        practice.begin(practice.quiz_turns(Scope(form=Form.ORDER), seed=1, limit=4), 1, START)

    assert caught.value.try_


def test_answers_carry_the_wording_and_the_scheduler(practice: Practice) -> None:
    """A review in the journal names the fingerprint of the wording and the algorithm that was in force."""
    practice.record([review("q0")])
    written = list(practice.journal.events())[-1]

    assert len(written.fingerprint) == 16
    assert written.scheduler.startswith("fsrs-6")


def test_what_is_left_of_today_is_resumed(practice: Practice) -> None:
    """A session without an end is resumed on the same day with what was not answered, and on no other day."""
    turns = practice.quiz_turns(Scope(form=Form.MYTH), seed=1, limit=3)
    step = practice.begin(turns, 1, START)
    practice.record(step.events)
    assert step.state.asked is not None
    answered = press(press(step.state, "c", START, practice.look_up).state, "enter", START, practice.look_up)
    practice.record(answered.events)
    left = practice.interrupted(START + timedelta(minutes=1))

    assert left is not None
    assert [turn.question for turn in left.turns] == [turn.question for turn in turns[1:]]
    assert practice.interrupted(START + timedelta(days=1)) is None


def test_a_session_brought_to_its_end_is_not_resumed(practice: Practice) -> None:
    """After the end nothing is left."""
    step = practice.begin(practice.quiz_turns(Scope(form=Form.RECALL), seed=1, limit=1), 1, START)
    practice.record(step.events)
    state = type_line(step.state, "", START, practice.look_up).state
    for key in ("a", "b", "c", "enter", "enter", "enter"):
        step = press(state, key, START, practice.look_up)
        practice.record(step.events)
        state = step.state

    assert practice.interrupted(START) is None
    assert practice.journal.last(Kind.END) is not None


def test_a_cram_leaves_the_memories_alone(practice: Practice) -> None:
    """What is crammed is logged, and changes no memory."""
    practice.record([Event("1", Kind.CRAM, START, "s", "q0", form=Form.RECALL, rating=Rating.EASY)])

    assert practice.index.memory("q0") is None
    assert len(list(practice.journal.events())) == 1


def test_suspended_and_buried_questions_are_not_reviewed(practice: Practice) -> None:
    """A suspended question never, a buried one not before tomorrow."""
    practice.record([mark(Kind.SUSPEND, "q0"), mark(Kind.BURY, "q1")])
    today = {turn.question for turn in practice.review_turns(START, seed=1)}
    tomorrow = {turn.question for turn in practice.review_turns(START + timedelta(days=1), seed=1)}

    assert today == {"q2", "q3", "q4", "q5"}
    assert tomorrow == today | {"q1"}


def test_home_counts_what_a_review_would_ask(practice: Practice) -> None:
    """The numbers on the home screen are those of the review that Enter starts."""
    practice.record([review("q0", 3, days=0)])
    at = START + timedelta(days=10)
    today = practice.today(at)

    assert today.to_review == len(practice.review_turns(at, seed=1))
    assert today.counts.due == 1
    assert today.retention is None


def test_intervals_grow_with_the_rating(practice: Practice) -> None:
    """Again is ten minutes, and a better rating never brings a question back sooner."""
    offered = practice.intervals("q0", START)

    assert offered[Rating.AGAIN] == 0
    assert offered[Rating.HARD] <= offered[Rating.GOOD] <= offered[Rating.EASY]
