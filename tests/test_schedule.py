"""Laws of the schedule: FSRS-6, days of practice, and the fold of events."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import START, mark, review

from dlquiz.event import Event, Kind, Rating
from dlquiz.schedule import (
    Memory,
    Schedule,
    Standing,
    _reviewed,
    day_of,
    fold,
    intervals,
    remember,
    retrievability,
)

FIRST = date(2026, 1, 1)
RATINGS = st.sampled_from(Rating)
REVIEWS = st.lists(st.tuples(RATINGS, st.integers(0, 400)), min_size=1, max_size=8)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago")

# (rating, days since the last review) …, stability, difficulty, interval in days at 90 %
HISTORIES = [
    ([(3, 0)], 2.306500, 2.118104, 2),
    ([(1, 0)], 0.212000, 6.413300, 1),
    ([(3, 0), (3, 2), (3, 11), (3, 46)], 162.862202, 2.097455, 163),
    ([(4, 0), (4, 8), (4, 60)], 374.764993, 1.000000, 375),
    ([(1, 0), (1, 1), (1, 1), (3, 1)], 0.329365, 9.578504, 1),
    ([(3, 0), (1, 5), (3, 1), (3, 5)], 9.115640, 7.370183, 9),
    ([(1, 0), (3, 0), (3, 0), (3, 2)], 2.832753, 6.379779, 3),
    ([(2, 0), (2, 1), (3, 3), (4, 9), (1, 40), (2, 0), (3, 3)], 5.125620, 9.006156, 5),
    ([(3, 0), (3, 100)], 51.058433, 2.111214, 51),
    ([(3, 0), (3, 1), (3, 1), (3, 1)], 16.408588, 2.097455, 16),
    ([(3, 0), (3, 2), (3, 11), (3, 46), (3, 163), (3, 498)], 1346.747996, 2.083724, 1347),
    ([(4, 0), (2, 0), (1, 0)], 2.562508, 8.016556, 3),
    ([(3, 0), (3, 2), (1, 11), (1, 0), (3, 0), (3, 1), (2, 2)], 2.564705, 9.387958, 3),
]


def noon(day: date) -> datetime:
    """Noon of `day`, UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def after(history: list[tuple[int, int]]) -> tuple[Memory | None, Memory]:
    """The memory before the last review of `history`, and after it."""
    before, memory, day = None, None, FIRST
    for rating, days in history:
        day += timedelta(days=days)
        before, memory = memory, remember(memory, Rating(rating), noon(day), day, 0.9)
    assert memory is not None
    return before, memory


# --- FSRS -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("history", "stability", "difficulty", "interval"), HISTORIES)
def test_the_thirteen_histories(history, stability, difficulty, interval) -> None:
    """Stability and difficulty agree with three independent implementations of FSRS-6 to 1e-6, intervals exactly."""
    before, memory = after(history)
    fsrs_due = _reviewed(before, Rating(history[-1][0]), memory.last, 0.9).due.date()

    assert memory.stability == pytest.approx(stability, abs=1e-6)
    assert memory.difficulty == pytest.approx(difficulty, abs=1e-6)
    assert (fsrs_due - memory.last).days == interval
    assert memory.due == (memory.last if memory.again else fsrs_due)


@given(REVIEWS, st.integers(0, 400), st.floats(0.7, 0.99))
def test_the_interval_shown_beside_a_rating_is_the_one_that_it_gives(history, days, retention) -> None:
    """`intervals` promises what `remember` then does; Again is due on the same day."""
    _, memory = after(history)
    day = memory.last + timedelta(days=days)
    promised = intervals(memory, day, retention)

    for rating in Rating:
        assert (remember(memory, rating, noon(day), day, retention).due - day).days == promised[rating]
    assert promised[Rating.AGAIN] == 0 < promised[Rating.HARD] <= promised[Rating.GOOD] <= promised[Rating.EASY]


@given(REVIEWS, REVIEWS, st.integers(0, 1000))
def test_most_forgotten_is_most_time_over_stability(one, other, days) -> None:
    """Elapsed days over stability order questions as their retrievability does, the other way round."""
    (_, first), (_, second) = after(one), after(other)
    day = max(first.last, second.last) + timedelta(days=days)
    ratio = [(day - memory.last).days / memory.stability for memory in (first, second)]
    recall = [retrievability(memory, day) for memory in (first, second)]

    assert all(0 <= one <= 1 for one in recall)
    if ratio[0] < ratio[1]:
        assert recall[0] >= recall[1]
    elif ratio[0] > ratio[1]:
        assert recall[0] <= recall[1]


@given(REVIEWS)
def test_what_is_due_is_remembered_at_about_the_wanted_retention(history) -> None:
    """On the day it is due, a question of some stability is remembered with probability 0.9."""
    _, memory = after(history)
    if memory.stability > 10 and not memory.again:
        assert retrievability(memory, memory.due) == pytest.approx(0.9, abs=0.005)


@given(REVIEWS)
def test_a_memory_counts_its_reviews_and_lapses(history) -> None:
    """Every review counts; an Again counts as a lapse once, however often it is repeated at once."""
    _, memory = after(history)
    ratings = [rating for rating, _ in history]
    lapses = sum(now == 1 and before != 1 for before, now in pairwise(ratings))

    assert (memory.reviews, memory.lapses, memory.again) == (len(history), lapses, ratings[-1] == 1)
    assert memory.stability > 0


def test_neither_clock_nor_sleep_nor_global_randomness(monkeypatch) -> None:
    """A review takes its time from its arguments, and leaves the global random state as it was."""
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it slept"))
    state = random.getstate()
    _, memory = after([(3, 0), (3, 9), (4, 30)])

    assert random.getstate() == state
    assert memory == after([(3, 0), (3, 9), (4, 30)])[1]


def test_twenty_two_hours_over_night_are_a_day() -> None:
    """A Good at 22:00 and the next one 22 hours later are reviews of two days."""
    schedule = Schedule(zone=UTC)
    evening = datetime(2026, 5, 1, 22, tzinfo=UTC)
    first = Event("a", Kind.REVIEW, evening, question="q", rating=Rating.GOOD)
    second = Event("b", Kind.REVIEW, evening + timedelta(hours=22), question="q", rating=Rating.GOOD)

    assert fold([first, second], schedule).memory == remember(
        remember(None, Rating.GOOD, evening, date(2026, 5, 1), 0.9), Rating.GOOD, second.at, date(2026, 5, 2), 0.9
    )


# --- days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("day_starts", [0, 4])
def test_no_day_is_lost_or_doubled(name, day_starts) -> None:
    """Hour by hour through a year, both clock changes in it, the days follow each other and have 23 to 25 hours."""
    zone, start = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
    hours = [day_of(start + timedelta(hours=hour), zone, day_starts) for hour in range(24 * 365)]
    days = list(dict.fromkeys(hours))

    assert hours == sorted(hours)
    assert days == [days[0] + timedelta(days=ahead) for ahead in range(len(days))]
    assert {hours.count(day) for day in days[1:-1]} <= {23, 24, 25}


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-03-29T03:59", "2026-03-28"),  # the clock went from 02:00 to 03:00
        ("2026-03-29T04:00", "2026-03-29"),
        ("2026-10-25T03:59", "2026-10-24"),  # the clock went from 03:00 back to 02:00
        ("2026-10-25T04:00", "2026-10-25"),
        ("2026-11-21T00:30", "2026-11-20"),
    ],
)
def test_a_day_ends_at_four_on_the_wall_clock(local, day) -> None:
    """The roll-over is at 04:00 local time, on the nights of a clock change too."""
    zone = ZoneInfo("Europe/Berlin")
    at = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)

    assert day_of(at, zone, 4) == date.fromisoformat(day)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001 -- UTC is added
def test_the_systems_zone_is_the_one_it_is_set_to(naive, name) -> None:
    """Without a zone the system's own decides, clock changes included."""
    at = naive.replace(tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()

        assert day_of(at, None, 4) == day_of(at, ZoneInfo(name), 4)
    time.tzset()


@given(st.lists(st.tuples(RATINGS, st.integers(0, 200)), min_size=1), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_a_change_of_zone_loses_no_review_and_turns_no_time_back(steps, home, away) -> None:
    """Folded in another zone the same reviews count, no interval is negative, and no day is off by more than one."""
    at, events = START, []
    for number, (rating, hours) in enumerate(steps):
        at += timedelta(hours=hours)
        events.append(Event(str(number), Kind.REVIEW, at, question="q", rating=rating))
    for upto in range(1, len(events) + 1):
        here, there = (fold(events[:upto], Schedule(zone=ZoneInfo(zone))).memory for zone in (home, away))

        assert here is not None
        assert there is not None
        assert here.reviews == there.reviews == upto
        assert abs((here.last - there.last).days) <= 1
        assert here.due >= here.last


def test_a_day_before_the_last_one_counts_as_the_same_day() -> None:
    """After a flight west, or with a clock set back, a review is one of the same day."""
    _, memory = after([(3, 0)])
    yesterday = memory.last - timedelta(days=1)

    assert remember(memory, Rating.GOOD, noon(yesterday), yesterday, 0.9) == remember(
        memory, Rating.GOOD, noon(yesterday), memory.last, 0.9
    )
    assert retrievability(memory, yesterday) == 1


# --- the fold ---------------------------------------------------------------------------------------


@given(st.lists(RATINGS, min_size=1, max_size=6), st.data())
def test_an_undone_review_was_never_there(ratings, data) -> None:
    """The fold of a log with an undo is the fold of the log without what was undone."""
    events = [review("q", rating, days) for days, rating in enumerate(ratings)]
    gone = data.draw(st.sampled_from(events))
    schedule = Schedule(zone=UTC)

    assert fold([*events, mark(Kind.UNDO, target=gone.id)], schedule) == fold(
        [event for event in events if event is not gone], schedule
    )


def test_marks_stand_beside_the_memory() -> None:
    """Bury lasts until tomorrow, suspend until resume, a flag keeps its note, and cramming changes nothing."""
    schedule = Schedule(zone=UTC)
    events = [
        review("q"),
        mark(Kind.CRAM, "q", 1),
        mark(Kind.BURY, "q", 1),
        mark(Kind.SUSPEND, "q", 2),
        mark(Kind.FLAG, "q", 2, detail="is it?"),
    ]
    standing = fold(events, schedule)

    assert standing == Standing(
        memory=fold(events[:1], schedule).memory,
        first=START.date(),
        suspended=True,
        buried_until=START.date() + timedelta(days=2),
        flag="is it?",
    )
    assert not fold([*events, mark(Kind.RESUME, "q", 3)], schedule).suspended
