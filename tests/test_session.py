"""The session as a pure machine: what keys do, and what no sequence of keys can break."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.errors import BankError
from dlquiz.event import Event, Kind, Rating, net_of_undo
from dlquiz.question import Claim, Form, Myth, MythVerdict, Predict, Question, Tolerance, Wrong
from dlquiz.session import (
    Candidate,
    Phase,
    Request,
    State,
    Step,
    Turn,
    arrange,
    ask,
    begin,
    choose_form,
    measured,
    press,
    proposed,
    remaining,
    summarise,
    type_line,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEYS = [
    "a",
    "b",
    "c",
    "d",
    "j",
    "k",
    "0",
    "1",
    "2",
    "3",
    "4",
    "h",
    "r",
    "s",
    "i",
    "f",
    "e",
    "@",
    "-",
    "u",
    "?",
    "enter",
    "space",
    "x",
    "",
]
LINES = ["", "abcd", "badc", "12", "1/4", "nonsense", "0", ":0", ":u", ":h", ":-", ":q", "a note"]


def make_question(name: str) -> Question:
    """A question that has every form, and is a select question when its name says so."""
    return Question(
        id=name,
        topic="topic",
        ask=f"What is {name}?",
        level=1,
        answer="It is what it is.",
        hint="Think.",
        points=("one", "two", "three", "four"),
        claims=(Claim(f"claim-{name}", "It is.", demo=f"topic/{name}"),),
        right=("right", "right too") if name.startswith("select") else ("right",),
        select=name.startswith("select"),
        wrong=(Wrong("wrong 1", "because 1"), Wrong("wrong 2", "because 2"), Wrong("wrong 3", "because 3")),
        myth=Myth("They say it.", MythVerdict.MYTH, "It is not."),
        steps=("first", "second", "third", "fourth"),
        predict=Predict("How many is {n}?", f"topic/{name}", "n", Tolerance(rel=0.0), "n is {n}", vary={"n": (3, 5)}),
    )


QUESTIONS = {name: make_question(name) for name in ("q1", "q2", "q3", "select1", "select2")}
ALL_FORMS = [(name, form) for name, question in QUESTIONS.items() for form in question.forms]


def look_up(name: str) -> Question:
    """The question called `name`."""
    return QUESTIONS[name]


def started(*turns: tuple[str, Form], seed: int = 7) -> State:
    """A session over `turns`."""
    return begin("s", [Turn(name, form) for name, form in turns], seed, NOW, look_up).state


def letter_of_right(state: State, *, right: bool = True) -> str:
    """The letter of a right (or a wrong) option."""
    assert state.asked is not None
    return next("abcdef"[place] for place, option in enumerate(state.asked.options) if option.right is right)


def feed(state: State, word: str, minute: int = 0) -> Step:
    """One input, given as a line or as a key, whichever the state expects; a measurement where one is awaited."""
    at = NOW + timedelta(minutes=minute)
    if state.phase is Phase.MEASURING:
        return measured(state, [3.0, 3.0])
    return type_line(state, word, at, look_up) if state.expects_line else press(state, word, at, look_up)


sequences = st.lists(st.sampled_from(KEYS + LINES), max_size=60)
plans = st.lists(st.sampled_from(ALL_FORMS), min_size=1, max_size=5, unique_by=lambda turn: turn[0])


@given(plans, sequences, st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_no_sequence_of_keys_crashes_or_loses_a_question(plan: list, words: list[str], seed: int) -> None:
    """After any keys, each planned question is being asked, still to come, answered, or set aside."""
    step = begin("s", [Turn(*turn) for turn in plan], seed, NOW, look_up)
    events = list(step.events)
    state = step.state
    for minute, word in enumerate(words):
        step = feed(state, word, minute)
        events += step.events
        state = step.state
        if step.request is Request.QUIT:
            break
    standing = net_of_undo(events)
    settled = {event.question for event in standing if event.kind in {Kind.REVIEW, Kind.BURY, Kind.SUSPEND}}
    open_ = {turn.question for turn in state.queue} | ({state.turn.question} if state.turn else set())

    assert {name for name, _ in plan} <= settled | open_
    assert len(state.done) == sum(event.kind is Kind.REVIEW for event in standing)


@given(plans, sequences, st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_every_rating_can_be_undone(plan: list, words: list[str], seed: int) -> None:
    """Undo after a rating, a burial or a suspension brings the state before it back, and takes the event back."""
    state = begin("s", [Turn(*turn) for turn in plan], seed, NOW, look_up).state
    for minute, word in enumerate(words):
        before, step = state, feed(state, word, minute)
        state = step.state
        written = [event for event in step.events if event.kind in {Kind.REVIEW, Kind.BURY, Kind.SUSPEND}]
        if step.request is Request.QUIT:
            break
        if not written:
            continue
        at = NOW + timedelta(minutes=minute)
        undone = type_line(state, ":u", at, look_up) if state.expects_line else press(state, "u", at, look_up)

        assert undone.events[0].kind is Kind.UNDO
        assert undone.events[0].target == written[0].id
        assert undone.state.turn == before.turn
        assert undone.state.queue == before.queue
        assert undone.state.done == before.done
        assert undone.state.phase is before.phase


@given(plans, sequences)
@settings(max_examples=100, deadline=None)
def test_event_ids_are_unique(plan: list, words: list[str]) -> None:
    """No two events of a session share an id, undo or not."""
    step = begin("s", [Turn(*turn) for turn in plan], 1, NOW, look_up)
    events, state = list(step.events), step.state
    for word in words:
        step = feed(state, word)
        events += step.events
        state = step.state
        if step.request is Request.QUIT:
            break

    assert len({event.id for event in events}) == len(events)


def test_a_right_answer_is_proposed_good() -> None:
    """Enter after a right pick rates it Good, and the session is over when nothing is left."""
    state = started(("q1", Form.RECOGNISE))
    revealed = press(state, letter_of_right(state), NOW, look_up).state
    step = press(revealed, "enter", NOW, look_up)

    assert revealed.phase is Phase.REVEALED
    assert step.events[0].rating is Rating.GOOD
    assert step.events[0].right is True
    assert step.state.phase is Phase.OVER


def test_after_a_wrong_pick_only_again_is_offered() -> None:
    """A wrong answer cannot be rated Good, and returns before the session ends."""
    state = started(("q1", Form.RECOGNISE), ("q2", Form.RECOGNISE))
    revealed = press(state, letter_of_right(state, right=False), NOW, look_up).state
    refused = press(revealed, "3", NOW, look_up)
    after = press(revealed, "enter", NOW, look_up)

    assert refused.events == ()
    assert after.events[0].rating is Rating.AGAIN
    assert [turn.question for turn in after.state.queue] == ["q1"]


def test_a_forgotten_question_returns_after_ten_minutes() -> None:
    """Ten minutes after Again the question comes before those not yet asked; sooner, it waits for them."""
    state = started(("q1", Form.MYTH), ("q2", Form.MYTH), ("q3", Form.MYTH))
    state = press(press(state, "0", NOW, look_up).state, "enter", NOW, look_up).state
    late = NOW + timedelta(minutes=11)
    soon = press(press(state, "c", NOW, look_up).state, "enter", NOW, look_up).state
    later = press(press(state, "c", late, look_up).state, "enter", late, look_up).state

    assert soon.turn is not None
    assert soon.turn.question == "q3"
    assert later.turn is not None
    assert later.turn.question == "q1"


@pytest.mark.parametrize(("ticks", "rating"), [("", Rating.AGAIN), ("ab", Rating.HARD), ("abcd", Rating.GOOD)])
def test_ticks_propose_a_rating(ticks: str, rating: Rating) -> None:
    """Recall: all points propose Good, half of them Hard, fewer Again."""
    state = type_line(started(("q1", Form.RECALL)), "", NOW, look_up).state
    for letter in ticks:
        state = press(state, letter, NOW, look_up).state
    state = press(state, "enter", NOW, look_up).state

    assert proposed(state) is rating


def test_typed_recall_is_kept() -> None:
    """What was typed in recall is the answer in the log; an empty line ends it."""
    state = started(("q1", Form.RECALL))
    for line in ("first thought", "second thought", ""):
        state = type_line(state, line, NOW, look_up).state
    state = press(press(state, "a", NOW, look_up).state, "enter", NOW, look_up).state
    step = press(state, "2", NOW, look_up)

    assert step.events[0].answer == "first thought\nsecond thought"
    assert step.events[0].rating is Rating.HARD


def test_an_unreadable_number_is_asked_again() -> None:
    """What is no number is not marked wrong; the state still asks."""
    state = started(("q1", Form.PREDICT))
    step = type_line(state, "many", NOW, look_up)

    assert step.state.phase is Phase.ASKING
    assert step.state.message
    assert step.events == ()


@pytest.mark.parametrize(
    ("typed", "values", "right"),
    [("3", [3.0], True), ("4", [3.0], False), ("3.1", [3.0, 3.2, 3.2], True)],
)
def test_the_measurement_grades_a_prediction(typed: str, values: list[float], *, right: bool) -> None:
    """A prediction is right within the tolerance of the median, or inside the measured range."""
    step = type_line(started(("q1", Form.PREDICT)), typed, NOW, look_up)
    graded = measured(step.state, values).state

    assert step.request is Request.MEASURE
    assert graded.answer is not None
    assert graded.answer.right is right
    assert graded.phase is Phase.REVEALED


def test_a_failed_measurement_proposes_nothing() -> None:
    """When the demo fails, the person rates; Enter alone records nothing."""
    state = type_line(started(("q1", Form.PREDICT)), "3", NOW, look_up).state
    state = measured(state, [], "no result after 60 s").state
    entered = press(state, "enter", NOW, look_up)
    rated = press(state, "3", NOW, look_up)

    assert entered.events == ()
    assert rated.events[0].rating is Rating.GOOD
    assert rated.events[0].right is None


def test_order_wants_each_letter_once() -> None:
    """An order is right only in full; what is no order of the letters is asked again."""
    state = started(("q1", Form.ORDER))
    assert state.asked is not None
    solution = state.asked.solution
    wrong = solution[::-1]

    assert type_line(state, "aab", NOW, look_up).state.phase is Phase.ASKING
    assert type_line(state, " ".join(solution.lower()), NOW, look_up).state.answer.right is True  # type: ignore[union-attr]
    assert type_line(state, wrong, NOW, look_up).state.answer.right is False  # type: ignore[union-attr]


@pytest.mark.parametrize(("task", "asked"), [("", "What is q1?"), ("Show it.", "Show it.")])
def test_an_order_names_what_its_steps_show(task: str, asked: str) -> None:
    """Where the steps answer another question than `ask`, the order form asks that one."""
    question = replace(QUESTIONS["q1"], task=task)

    assert ask(question, Form.ORDER, "a seed").text == asked
    assert ask(question, Form.RECALL, "a seed").text == "What is q1?"


@given(st.integers(0, 10_000))
def test_shuffles_follow_the_seed(seed: int) -> None:
    """The same seed shuffles options, orders steps and draws values alike; and steps never stand solved."""
    for form in QUESTIONS["q1"].forms:
        one, two = started(("q1", form), seed=seed), started(("q1", form), seed=seed)

        assert one.asked == two.asked
    order = started(("q1", Form.ORDER), seed=seed).asked

    assert order is not None
    assert order.solution != "ABCD"


def test_select_needs_all_and_only_the_right_options() -> None:
    """Select is right only with every right option and no other."""
    state = started(("select1", Form.SELECT))
    assert state.asked is not None
    letters = ["abcdef"[place] for place, option in enumerate(state.asked.options) if option.right]
    half = press(press(state, letters[0], NOW, look_up).state, "enter", NOW, look_up).state
    for letter in letters:
        state = press(state, letter, NOW, look_up).state
    full = press(state, "enter", NOW, look_up).state

    assert half.answer is not None
    assert half.answer.right is False
    assert full.answer is not None
    assert full.answer.right is True


def test_a_flag_keeps_its_note_and_the_question() -> None:
    """f, then a line, writes a flag with that note and stays on the question."""
    state = press(started(("q1", Form.MYTH)), "c", NOW, look_up).state
    noting = press(state, "f", NOW, look_up).state
    step = type_line(noting, "the control is odd", NOW, look_up)

    assert noting.expects_line
    assert step.events[0].kind is Kind.FLAG
    assert step.events[0].detail == "the control is odd"
    assert step.state.phase is Phase.REVEALED


def test_a_question_that_cannot_be_read_is_passed_over() -> None:
    """A question whose file broke since the session was planned is passed over and named; the others are asked."""

    def broken(name: str) -> Question:
        if name == "q1":
            raise BankError("its file cannot be read", "somewhere", "dlquiz check")
        return look_up(name)

    state = begin("s", [Turn("q1", Form.MYTH), Turn("q2", Form.MYTH)], 1, NOW, broken).state

    assert state.turn is not None
    assert state.turn.question == "q2"
    assert "q1" in state.message


candidates = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(str),
        st.sampled_from(["a", "b", "c"]),
        st.just((Form.RECALL, Form.MYTH)),
        st.lists(st.sampled_from(["x", "y", "z"]), max_size=1).map(tuple),
    ),
    max_size=15,
)


@given(candidates)
def test_arranging_keeps_every_question(listed: list[Candidate]) -> None:
    """Interleaving neither loses nor repeats a question."""
    assert sorted(one.question for one in arrange(listed)) == sorted(one.question for one in listed)


def test_topics_are_interleaved_and_claims_kept_apart() -> None:
    """Topics alternate while they can, and questions that share a claim do not stand side by side."""
    forms = (Form.RECALL,)
    listed = [
        Candidate("1", "a", forms, ("x",)),
        Candidate("2", "a", forms, ("x",)),
        Candidate("3", "b", forms, ("y",)),
    ]

    assert [one.question for one in arrange(listed)] == ["1", "3", "2"]


def test_forms_fit_what_is_there() -> None:
    """Unseen questions are not recalled first; without torch nothing is predicted; a wanted form or none."""
    both = Candidate("q", "t", (Form.RECALL, Form.PREDICT))
    rng = Random(0)

    assert choose_form(both, rng) is Form.PREDICT
    assert choose_form(both, rng, can_measure=False) is Form.RECALL
    assert choose_form(both, rng, wanted=Form.MYTH) is None
    assert {choose_form(replace(both, seen=True), rng) for _ in range(50)} == {Form.RECALL, Form.PREDICT}


def test_an_interrupted_plan_keeps_what_was_not_answered() -> None:
    """What is left after an interruption: the unanswered and those last rated Again."""
    turns = [Turn(name, Form.RECALL) for name in ("q1", "q2", "q3", "select1")]
    events = [
        Event("1", Kind.REVIEW, NOW, "s", "q1", rating=Rating.GOOD),
        Event("2", Kind.REVIEW, NOW, "s", "q2", rating=Rating.AGAIN),
        Event("3", Kind.BURY, NOW, "s", "select1"),
    ]

    assert [turn.question for turn in remaining(turns, events)] == ["q2", "q3"]


def test_the_summary_counts_each_answer() -> None:
    """Right and wrong add up to the answers, and a wrong question's claim is worth another look."""
    state = started(("q1", Form.MYTH), ("q2", Form.MYTH))
    for word in ("0", "enter", "c", "enter"):
        state = feed(state, word).state
    summary = summarise(state.done, look_up)

    assert summary.answered == 2
    assert summary.right + len(summary.wrong) == 2
    assert [claim.id for claim in summary.look_again] == ["claim-q1"]
