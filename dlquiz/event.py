"""Events: the lines of the log, which is the only truth about a person's practice."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

from dlquiz.question import Form


class Rating(IntEnum):
    """How well an answer was remembered, in FSRS's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Kind(StrEnum):
    """What an event records."""

    SESSION = "session"
    """A session began; `detail` holds its plan, so that it can be resumed."""
    REVIEW = "review"
    CRAM = "cram"
    """An answer that does not count towards the schedule."""
    UNDO = "undo"
    """Takes the event `target` back."""
    BURY = "bury"
    """Not before tomorrow."""
    SUSPEND = "suspend"
    RESUME = "resume"
    """The end of a suspension."""
    FLAG = "flag"
    """Something is wrong with the question; `detail` is the note."""
    END = "end"
    """The session came to its end."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log; what a kind does not use stays empty.

    `id` is unique across machines, `at` is UTC, `seconds` is how long the answer took, `fingerprint` that of
    the wording that was asked, `scheduler` the algorithm and parameters that were in force.
    """

    id: str
    kind: Kind
    at: datetime
    session: str = ""
    question: str = ""
    fingerprint: str = ""
    form: Form | None = None
    rating: Rating | None = None
    right: bool | None = None
    answer: str = ""
    seconds: float | None = None
    confidence: float | None = None
    scheduler: str = ""
    target: str = ""
    detail: str = ""


def new_id(at: datetime) -> str:
    """An id that no other machine will give, and that sorts by time: 12 hex digits of milliseconds, 20 random."""
    return f"{int(at.astimezone(UTC).timestamp() * 1000):012x}{os.urandom(10).hex()}"


def undone(events: Iterable[Event]) -> set[str]:
    """The ids of the events that the undos among `events` take back; the order of the log is that of `events`.

    An undo may itself be undone.
    """
    undos = [event for event in events if event.kind is Kind.UNDO]
    taken_back: set[str] = set()
    for undo in reversed(undos):
        if undo.id not in taken_back:
            taken_back.add(undo.target)
    return taken_back


def net_of_undo(events: Iterable[Event]) -> list[Event]:
    """The events that still stand, in their order: without those undone, and without the undos."""
    listed = list(events)
    taken_back = undone(listed)
    return [event for event in listed if event.kind is not Kind.UNDO and event.id not in taken_back]
