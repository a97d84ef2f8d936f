"""What each input does: functions from a state to a step."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from dlquiz.errors import DlquizError
from dlquiz.event import Event, Kind, Rating
from dlquiz.number import read_number
from dlquiz.question import Form, Question
from dlquiz.schedule import AGAIN_AFTER
from dlquiz.session.asked import LETTERS, Asked, ask
from dlquiz.session.state import Answer, Done, Phase, Request, State, Step, Turn

LookUp = Callable[[str], Question]

ENTER, SPACE = "enter", "space"

_OUTSIDE = {
    "r": Request.RUN_DEMO,
    "s": Request.SOURCE,
    "i": Request.INFO,
    "e": Request.EDIT,
    "?": Request.HELP,
}


def begin(id: str, turns: Sequence[Turn], seed: int, at: datetime, look_up: LookUp, *, cram: bool = False) -> Step:  # noqa: A002, PLR0913
    """A new session over `turns`, its first question asked."""
    plan = json.dumps({"seed": seed, "cram": cram, "turns": [[turn.question, turn.form.value] for turn in turns]})
    state = State(id, seed, cram, queue=tuple(turns))
    state, event = _event(state, Kind.SESSION, at, detail=plan)
    return Step(_ask_next(state, at, look_up), (event,))


def end(state: State, at: datetime) -> Step:
    """The session brought to its end: nothing is left to be resumed."""
    state, event = _event(state, Kind.END, at)
    return Step(state, (event,), Request.QUIT)


def press(state: State, key: str, at: datetime, look_up: LookUp) -> Step:
    """One key: a character, `enter` or `space`.  A key that means nothing here changes nothing."""
    key = key if key in {ENTER, SPACE} else key.lower()
    state = replace(state, message="")
    if key == "q":
        return end(state, at) if state.phase is Phase.OVER else Step(state, request=Request.QUIT)
    if key == "u":
        return _undo(state, at)
    if key == "?":
        return Step(state, request=Request.HELP)
    if state.phase is Phase.OVER:
        return end(state, at) if key in {ENTER, SPACE} else Step(state)
    if key == "-":
        return _set_aside(state, Kind.BURY, at, look_up)
    act = {Phase.ASKING: _press_asking, Phase.TICKING: _press_ticking, Phase.REVEALED: _press_revealed}.get(state.phase)
    return act(state, key, at, look_up) if act else Step(state)


def type_line(state: State, line: str, at: datetime, look_up: LookUp) -> Step:
    """One typed line, where the state expects one; with a colon in front, the key that follows it."""
    text = line.strip()
    state = replace(state, message="")
    if state.phase is Phase.NOTING:
        return _flag(state, text, at)
    if text.startswith(":") and len(text) == 2:
        return press(state, text[1], at, look_up)
    asked = _asked(state)
    if asked.form is Form.PREDICT:
        return _type_number(state, text, at)
    if asked.form is Form.ORDER:
        return _type_order(state, text, at)
    if text:
        return Step(replace(state, typed=(*state.typed, text)))
    return Step(_to_ticks(state, at))


def measured(state: State, values: Sequence[float], error: str = "") -> Step:
    """What the demo measured for a prediction, one value a seed; or why it could not.

    The prediction is graded against the median; one that lies inside the measured range is right too.
    """
    from statistics import median as median_of  # noqa: PLC0415 -- not needed to ask

    asked, answer = _asked(state), state.answer or Answer()
    predict = asked.question.predict
    if predict is None or not values:
        reason = error or "the demo gave no number"
        return Step(replace(state, phase=Phase.REVEALED, answer=replace(answer, right=None, error=reason)))
    median = median_of(values)
    right = answer.number is not None and (
        predict.within.accepts(answer.number, median) or min(values) <= answer.number <= max(values)
    )
    graded = replace(answer, right=right, measurements=tuple(values), median=median)
    return Step(replace(state, phase=Phase.REVEALED, answer=graded))


def proposed(state: State) -> Rating | None:
    """The rating that Enter confirms, or None where only the person can say."""
    answer = state.answer
    if answer is None or answer.error:
        return None
    if answer.gave_up or answer.right is False:
        return Rating.AGAIN
    if _asked(state).form is Form.RECALL:
        return _rating_of_ticks(len(state.toggled), len(_asked(state).options))
    return Rating.GOOD


def ratings_offered(state: State) -> tuple[Rating, ...]:
    """The ratings that can be given: after a wrong pick, or none at all, only Again."""
    answer = state.answer
    if answer is not None and (answer.gave_up or answer.right is False):
        return (Rating.AGAIN,)
    return tuple(Rating)


def _rating_of_ticks(ticked: int, points: int) -> Rating:
    share = ticked / points if points else 0.0
    if share >= 1:
        return Rating.GOOD
    return Rating.HARD if share >= 0.5 else Rating.AGAIN


# --- asking -----------------------------------------------------------------------------------------


def _asked(state: State) -> Asked:
    if state.asked is None:
        message = f"no question is being asked in phase {state.phase.value}"
        raise ValueError(message)
    return state.asked


def _ask_next(state: State, at: datetime, look_up: LookUp) -> State:
    """The next question asked; one that cannot be read any more is passed over and said so."""
    state = replace(
        state,
        phase=Phase.OVER,
        turn=None,
        asked=None,
        answer=None,
        shown_at=at,
        answered_at=None,
        toggled=frozenset(),
        cursor=None,
        typed=(),
        hint=False,
    )
    while state.queue:
        turn = _due_turn(state.queue, at)
        number = state.asked_so_far + 1
        queue = tuple(other for other in state.queue if other is not turn)
        state = replace(state, queue=queue, asked_so_far=number)
        try:
            asked = ask(look_up(turn.question), turn.form, f"{state.seed}/{turn.question}/{number}")
        except DlquizError as error:
            state = replace(state, message=f"{turn.question} was passed over: {error.what}")
            continue
        return replace(state, phase=Phase.ASKING, turn=turn, asked=asked)
    return state


def _due_turn(queue: Sequence[Turn], at: datetime) -> Turn:
    """What was answered wrong ten minutes ago, else the next one, else (at the end) what still waits."""
    returning = [turn for turn in queue if turn.not_before is not None and turn.not_before <= at]
    untouched = [turn for turn in queue if turn.not_before is None]
    return (returning or untouched or list(queue))[0]


def _press_asking(state: State, key: str, at: datetime, look_up: LookUp) -> Step:  # noqa: ARG001 -- one signature
    asked = _asked(state)
    if key == "0":
        return Step(_answered(state, Answer(gave_up=True, right=False), at))
    if key == "h":
        return Step(replace(state, hint=True))
    if asked.form is Form.RECALL:
        return Step(_to_ticks(state, at)) if key == SPACE else Step(state)
    if asked.is_typed:
        return Step(state)
    if key in {"j", "k"}:
        return Step(_moved(state, 1 if key == "j" else -1))
    place = _place(key, asked)
    if asked.form is Form.SELECT:
        return _press_select(state, key, place, at)
    if key == ENTER:
        place = state.cursor
    return Step(state) if place is None else Step(_picked(state, frozenset({place}), at))


def _press_select(state: State, key: str, place: int | None, at: datetime) -> Step:
    if key == SPACE:
        place = state.cursor
    if place is not None:
        return Step(replace(state, toggled=state.toggled ^ {place}))
    if key == ENTER and state.toggled:
        return Step(_picked(state, state.toggled, at))
    if key == ENTER:
        return Step(replace(state, message="pick at least one, or 0 for don't know"))
    return Step(state)


def _place(key: str, asked: Asked) -> int | None:
    place = LETTERS.find(key.upper()) if len(key) == 1 else -1
    return place if 0 <= place < len(asked.options) else None


def _moved(state: State, by: int) -> State:
    options = len(_asked(state).options)
    start = -1 if by > 0 else options
    return replace(state, cursor=((start if state.cursor is None else state.cursor) + by) % options)


def _picked(state: State, places: frozenset[int], at: datetime) -> State:
    options = _asked(state).options
    right = places == {place for place, option in enumerate(options) if option.right}
    text = "; ".join(options[place].text for place in sorted(places))
    return _answered(state, Answer(text, right, places), at)


def _answered(state: State, answer: Answer, at: datetime) -> State:
    return replace(state, phase=Phase.REVEALED, answer=answer, answered_at=at, cursor=None)


def _to_ticks(state: State, at: datetime) -> State:
    answer = Answer("\n".join(state.typed))
    return replace(state, phase=Phase.TICKING, answer=answer, answered_at=at, toggled=frozenset(), cursor=None)


def _type_number(state: State, text: str, at: datetime) -> Step:
    number = read_number(text)
    if number is None:
        example = "a number, such as 7920, 2.5k, 1/4, 25% or 4e-12; :0 for don't know"
        return Step(replace(state, message=f"that is not a number I can read: type {example}"))
    answered = _answered(state, Answer(text, number=number), at)
    return Step(replace(answered, phase=Phase.MEASURING), request=Request.MEASURE)


def _type_order(state: State, text: str, at: datetime) -> Step:
    asked = _asked(state)
    if text == "0":
        return press(state, "0", at, _no_look_up)
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    if sorted(letters) != sorted(asked.solution):
        message = f"type each letter once, such as {asked.solution[::-1].lower()}; :0 for don't know"
        if asked.solution[::-1] == asked.solution:
            message = "type each letter once; :0 for don't know"
        return Step(replace(state, message=message))
    return Step(_answered(state, Answer(letters, letters == asked.solution), at))


def _no_look_up(question: str) -> Question:
    raise LookupError(question)


# --- ticking and rating -----------------------------------------------------------------------------


def _press_ticking(state: State, key: str, at: datetime, look_up: LookUp) -> Step:  # noqa: ARG001 -- one signature
    if key == ENTER:
        return Step(replace(state, phase=Phase.REVEALED, cursor=None))
    if key == "0":
        return Step(replace(state, phase=Phase.REVEALED, toggled=frozenset(), cursor=None))
    if key in {"j", "k"}:
        return Step(_moved(state, 1 if key == "j" else -1))
    place = state.cursor if key == SPACE else _place(key, _asked(state))
    return Step(state) if place is None else Step(replace(state, toggled=state.toggled ^ {place}))


def _press_revealed(state: State, key: str, at: datetime, look_up: LookUp) -> Step:
    if key in {ENTER, SPACE}:
        rating = proposed(state)
        if rating is None:
            return Step(replace(state, message="rate it yourself, 1 to 4, or - to leave it until tomorrow"))
        return _rate(state, rating, at, look_up)
    if key in {"1", "2", "3", "4"}:
        rating = Rating(int(key))
        if rating not in ratings_offered(state):
            return Step(replace(state, message="after a wrong answer only 1 (again) is offered"))
        return _rate(state, rating, at, look_up)
    if key == "f":
        return Step(replace(state, phase=Phase.NOTING))
    if key == "@":
        return _set_aside(state, Kind.SUSPEND, at, look_up)
    return Step(state, request=_OUTSIDE.get(key, Request.NOTHING))


def _rate(state: State, rating: Rating, at: datetime, look_up: LookUp) -> Step:
    asked, answer = _asked(state), state.answer or Answer()
    seconds = _seconds(state)
    kind = Kind.CRAM if state.cram else Kind.REVIEW
    after, event = _event(
        state, kind, at, form=asked.form, rating=rating, right=answer.right, answer=answer.text, seconds=seconds
    )
    queue = after.queue
    if rating is Rating.AGAIN:
        queue = (*queue, Turn(asked.question.id, asked.form, at + AGAIN_AFTER))
    done = Done(asked.question.id, asked.form, rating, answer.right, seconds)
    after = replace(after, queue=queue, done=(*after.done, done), undoable=(*after.undoable, (event.id, state)))
    return Step(_ask_next(after, at, look_up), (event,))


def _seconds(state: State) -> float:
    if state.shown_at is None or state.answered_at is None:
        return 0.0
    return max(0.0, round((state.answered_at - state.shown_at).total_seconds(), 1))


def _set_aside(state: State, kind: Kind, at: datetime, look_up: LookUp) -> Step:
    if state.phase not in {Phase.ASKING, Phase.TICKING, Phase.REVEALED}:
        return Step(state)
    after, event = _event(state, kind, at)
    after = replace(after, undoable=(*after.undoable, (event.id, state)))
    return Step(_ask_next(after, at, look_up), (event,))


def _flag(state: State, note: str, at: datetime) -> Step:
    after = replace(state, phase=Phase.REVEALED)
    if not note:
        return Step(replace(after, message="not flagged: there was no note"))
    after, event = _event(after, Kind.FLAG, at, detail=note)
    return Step(replace(after, message="flagged; dlquiz list --flagged shows it"), (event,))


def _undo(state: State, at: datetime) -> Step:
    if not state.undoable:
        return Step(replace(state, message="nothing to undo in this session"))
    *earlier, (target, before) = state.undoable
    state, event = _event(state, Kind.UNDO, at, target=target, about=before)
    restored = replace(before, events=state.events, undoable=tuple(earlier), message="undone")
    if restored.phase is Phase.ASKING:
        restored = replace(restored, shown_at=at)
    return Step(replace(restored, asked_so_far=state.asked_so_far), (event,))


def _event(
    state: State, kind: Kind, at: datetime, *, about: State | None = None, **rest: object
) -> tuple[State, Event]:
    """The next event of this session; its id is the session's and a number, so it is unique and sorts."""
    asked = (about or state).asked
    question = asked.question.id if asked is not None else ""
    event = Event(f"{state.id}.{state.events:05d}", kind, at, state.id, question, **rest)  # type: ignore[arg-type]
    return replace(state, events=state.events + 1), event
