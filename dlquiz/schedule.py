"""What a person remembers, and when a question comes back: FSRS-6 over days of practice.

The arithmetic is that of the `fsrs` package, imported only when an answer is rated.  It counts elapsed
time in spans of 24 hours; people count nights.  So it is fed midnights of the days of practice (`day_of`),
never the times of the answers: a Good at 22:00 and the next one 22 hours later are a day apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from dlquiz.event import Event, Kind, Rating, net_of_undo

if TYPE_CHECKING:
    import fsrs

SCHEDULER = "fsrs-6 default"
"""The algorithm and its parameters, as each review's event names them."""

AGAIN_AFTER = timedelta(minutes=10)
"""How soon a forgotten question comes back: on the same day of practice."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reviews of one question say.

    `stability` is the number of days after which nine answers of ten are still remembered, `difficulty` runs from
    1 to 10.  `last` and `due` are days of practice; after Again the question is `again` due on the same day,
    `AGAIN_AFTER` its last review (`last_at`, UTC).  A lapse is an Again on a question that was not already again due.
    """

    stability: float
    difficulty: float
    last: date
    due: date
    reviews: int
    lapses: int
    again: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """What days and intervals depend on.

    `retention` is the share to remember when due, `day_starts` the local hour at which a day of practice starts,
    `zone` the person's time zone (None: the one that the system is set to).
    """

    retention: float = 0.9
    day_starts: int = 4
    zone: tzinfo | None = None

    def day_of(self, at: datetime) -> date:
        """The day of practice that the moment `at` belongs to."""
        return day_of(at, self.zone, self.day_starts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one question stands for this person: the fold of its events.

    `first` is the day of its first review; `memory` and `first` are None until there is one.  It is not asked while
    `suspended`, nor before the day `buried_until`.  `flag` is the person's note (it may be empty), None without a flag.
    """

    memory: Memory | None = None
    first: date | None = None
    suspended: bool = False
    buried_until: date | None = None
    flag: str | None = None


def day_of(at: datetime, zone: tzinfo | None, day_starts: int) -> date:
    """The day of practice at the moment `at`: the local date, where a new one starts at `day_starts` o'clock.

    `zone` None is the system's own time zone.
    """
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local - timedelta(hours=day_starts)).date()


def remember(memory: Memory | None, rating: Rating, at: datetime, day: date, retention: float) -> Memory:
    """The memory after an answer at the moment `at` (UTC) of the day of practice `day`; None is a question never seen.

    A `day` before that of the last review (a clock set back, a flight west) counts as the same day.
    """
    today = day if memory is None else max(day, memory.last)
    state = _reviewed(memory, rating, today, retention)
    assert state.stability is not None  # noqa: S101 -- fsrs sets both with the first review
    assert state.difficulty is not None  # noqa: S101
    again = rating is Rating.AGAIN
    return Memory(
        stability=state.stability,
        difficulty=state.difficulty,
        last=today,
        due=today if again else state.due.date(),
        reviews=(memory.reviews if memory else 0) + 1,
        lapses=memory.lapses + (again and not memory.again) if memory else 0,
        again=again,
        last_at=at,
    )


def intervals(memory: Memory | None, day: date, retention: float) -> dict[Rating, int]:
    """Days until the question is due again after each rating on `day`; 0 after Again, which is `AGAIN_AFTER`."""
    today = day if memory is None else max(day, memory.last)
    days = {rating: (_reviewed(memory, rating, today, retention).due.date() - today).days for rating in Rating}
    return {**days, Rating.AGAIN: 0}


def retrievability(memory: Memory, day: date) -> float:
    """The probability of a right answer on `day`: (1 + (0.9^(−1/w₂₀) − 1)·t/S)^(−w₂₀) after t days (FSRS-6)."""
    return _scheduler(0.9).get_card_retrievability(_state(memory), _midnight(max(day, memory.last)))


def fold(events: Iterable[Event], schedule: Schedule) -> Standing:
    """Where a question stands after its `events`, in their order (with the undos among them)."""
    standing = Standing()
    for event in net_of_undo(events):
        standing = follow(standing, event, schedule)
    return standing


def follow(standing: Standing, event: Event, schedule: Schedule) -> Standing:
    """Where a question stands after one more event; an undo among them is `fold`'s affair."""
    match event.kind:
        case Kind.REVIEW if event.rating is not None:
            day = schedule.day_of(event.at)
            memory = remember(standing.memory, event.rating, event.at, day, schedule.retention)
            return replace(standing, memory=memory, first=standing.first or memory.last)
        case Kind.BURY:
            return replace(standing, buried_until=schedule.day_of(event.at) + timedelta(days=1))
        case Kind.SUSPEND:
            return replace(standing, suspended=True)
        case Kind.RESUME:
            return replace(standing, suspended=False)
        case Kind.FLAG:
            return replace(standing, flag=event.detail)
    return standing


def _reviewed(memory: Memory | None, rating: Rating, day: date, retention: float) -> "fsrs.Card":
    import fsrs  # noqa: PLC0415 -- a question can be asked without it

    state, _ = _scheduler(retention).review_card(_state(memory), fsrs.Rating(rating), _midnight(day))
    return state


@lru_cache
def _scheduler(retention: float) -> "fsrs.Scheduler":
    import fsrs  # noqa: PLC0415 -- a question can be asked without it

    # No steps: Again comes back within the session by our own rule.  No fuzz: it draws from global randomness.
    return fsrs.Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _state(memory: Memory | None) -> "fsrs.Card":
    import fsrs  # noqa: PLC0415 -- a question can be asked without it

    # Everything is passed in: what is left out would be taken from the clock, after a sleep.
    if memory is None:
        return fsrs.Card(card_id=1, due=_midnight(date(1970, 1, 1)))
    return fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_midnight(memory.due),
        last_review=_midnight(memory.last),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
