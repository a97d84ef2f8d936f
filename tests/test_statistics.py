"""Laws of the statistics, and of how they are shown."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import mark, review, write_bank
from rich.console import Console

import dlquiz.cli.stats
from dlquiz.cli import run
from dlquiz.config import places
from dlquiz.event import Kind
from dlquiz.index import Counts, Tally
from dlquiz.journal import Journal
from dlquiz.question import Form
from dlquiz.render.statistics import bars, statistics_lines, statistics_screen
from dlquiz.statistics import AHEAD, RECENT, WEEKS, Share, Statistics, retention, retention_by, summarise

FRIDAY = date(2026, 11, 20)
NOTHING = Counts(6, 0, (0,) * 7, 6, 0, 0, 0, 0, 0)
FORECAST = [0] * AHEAD


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """The reviews of some day up to today."""
    reviews = draw(st.integers(1, 9))
    known = draw(st.integers(0, reviews))
    return Tally(
        FRIDAY - timedelta(days=draw(st.integers(0, 300))),
        draw(st.sampled_from(["rnn", "losses", ""])),
        draw(st.sampled_from(Form)),
        reviews,
        known,
        draw(st.integers(0, known)),
    )


LOGS = st.lists(tallies(), max_size=20)


def on(*days_ago: int) -> list[Tally]:
    """One review on each of these days, new ones all."""
    return [Tally(FRIDAY - timedelta(days=ago), "rnn", Form.RECALL, 1, 0, 0) for ago in days_ago]


@given(LOGS)
def test_the_totals_are_the_sums(log) -> None:
    """Reviews are counted once in the total, once in the calendar where it reaches, and days are days."""
    found = summarise(log, NOTHING, FORECAST, FRIDAY)
    by_day = Counter[date]()
    for one in log:
        by_day[one.day] += one.reviews

    assert found.reviews == sum(by_day.values())
    assert found.days == len(by_day)
    assert found.today == by_day[FRIDAY]
    assert found.calendar == {day: by_day[day] for day in found.calendar}
    first, *_, last = found.calendar
    assert (first.weekday(), last, len(found.calendar)) == (0, FRIDAY, 7 * (WEEKS - 1) + 5)


@given(LOGS)
def test_true_retention_is_of_what_was_known_before(log) -> None:
    """Its parts by topic add up to the whole; without a known review there is none."""
    known, recalled = sum(one.known for one in log), sum(one.recalled for one in log)
    parts = retention_by(log, lambda one: one.topic)

    assert retention(log) == (recalled / known if known else None)
    assert sum(part.known for part in parts.values()) == known
    assert all(0 <= part.share <= 1 for part in parts.values())


def test_recent_is_the_last_thirty_days() -> None:
    """A review of 29 days ago counts as recent, one of 30 days ago does not; the weakest topic comes first."""
    old = Tally(FRIDAY - timedelta(days=RECENT), "rnn", Form.RECALL, 4, 4, 4)
    new = Tally(FRIDAY - timedelta(days=RECENT - 1), "losses", Form.MYTH, 4, 4, 1)
    found = summarise([old, new], NOTHING, FORECAST, FRIDAY)

    assert (found.recent, found.overall) == (Share(4, 1), Share(8, 5))
    assert list(found.topics.items()) == [("losses", Share(4, 1)), ("rnn", Share(4, 4))]
    assert list(found.forms) == ["myth", "recall"]


@pytest.mark.parametrize(
    ("days_ago", "streak"), [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2, 4], 3), ([1, 2, 3], 3), ([0, 2], 1)]
)
def test_a_streak_ends_with_a_day_left_out(days_ago, streak) -> None:
    """Days in a row up to today, or up to yesterday while today is not over."""
    assert summarise(on(*days_ago), NOTHING, FORECAST, FRIDAY).streak == streak


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_bars_rise_with_their_values(values) -> None:
    """A bar a value: a dot for nothing only, the highest block for the largest, none lower than a smaller one's."""
    shown = bars(values)

    assert len(shown) == len(values)
    for value, bar in zip(values, shown, strict=True):
        assert (bar == "·") == (value == 0)
        assert (bar == "█") >= (value == max(values) > 0)
    order = "·▁▂▃▄▅▆▇█"
    assert [order.index(bar) for _, bar in sorted(zip(values, shown, strict=True))] == sorted(map(order.index, shown))


# --- shown ------------------------------------------------------------------------------------------


def practised() -> Statistics:
    """A person's statistics after some weeks."""
    log = [
        Tally(FRIDAY - timedelta(days=ago), topic, form, 1 + ago % 5, 1, ago % 3 > 0)
        for ago in range(0, 120, 2)
        for topic, form in [("normalization", Form.RECALL), ("rnn", Form.PREDICT)]
    ]
    return summarise(log, NOTHING, [*range(AHEAD)], FRIDAY)


def screen(found: Statistics, width: int) -> str:
    """The screen at `width` columns."""
    console = Console(width=width, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(statistics_screen(found))
    return capture.get()


@pytest.mark.parametrize("width", [40, 80])
def test_the_screen_folds_and_loses_nothing(width) -> None:
    """At 40 columns as at 80 no line is wider, and every figure is there."""
    found = practised()
    text = screen(found, width)
    words = " ".join(text.split())

    assert max(map(len, text.splitlines())) <= width
    for figure in (f"{found.reviews} reviews", "normalization", "predict", f"30 days {sum(range(AHEAD))}", "Sun"):
        assert figure in words
    for share in found.topics.values():
        assert f"{100 * share.share:.0f} %" in words


def test_plain_lines_say_the_same_without_bars() -> None:
    """In plain mode there are sentences with numbers, and no block characters."""
    found = practised()
    text = "\n".join(statistics_lines(found))

    assert not set(text) & set("▁▂▃▄▅▆▇█·")
    assert f"Remembered, topic rnn: {100 * found.topics['rnn'].share:.0f} % of {found.topics['rnn'].known}" in text
    assert sum(line.startswith("Week of") for line in text.splitlines()) == 18


def test_the_first_day_puzzles_nobody() -> None:
    """Before the first review: what to do, and what will stand here; no empty chart."""
    found = summarise([], NOTHING, FORECAST, FRIDAY)

    for text in ("\n".join(statistics_lines(found)), screen(found, 40)):
        assert "No reviews yet" in text
        assert "6 questions" in text
        assert not set(text) & set("▁▂▃▄▅▆▇█·%")


# --- the verb ---------------------------------------------------------------------------------------


def test_stats_counts_what_was_answered(tmp_path: Path, monkeypatch, capsys) -> None:
    """Net of undo and cramming, in plain lines and in JSON."""
    monkeypatch.setenv("DLQUIZ_BANK", str(write_bank(tmp_path / "bank")))
    monkeypatch.setattr(dlquiz.cli.stats, "now", lambda: datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert run(["stats"]) == 0
    assert "No reviews yet" in capsys.readouterr().out
    undone = review("q2", days=1)
    events = [
        review("q0"),
        review("q1", 1),
        review("q0", 3, 2),
        review("q1", 1, 2),
        undone,
        mark(Kind.UNDO, target=undone.id),
        mark(Kind.CRAM, "q3"),
    ]
    with Journal.open(places().journal, write=True) as journal:
        for event in events:
            journal.append(event)
    assert run(["stats"]) == 0
    assert "4 reviews on 2 days, 2 of them today" in capsys.readouterr().out
    assert run(["stats", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["reviews"] == {"total": 4, "today": 2, "days": 2, "streak": 1}
    assert found["retention"]["overall"] == {"known": 2, "recalled": 1, "share": 0.5}
    assert found["retention"]["topics"]["losses"]["recalled"] == 0
    assert [one["reviews"] for one in found["calendar"]][-3:] == [2, 0, 2]
    assert len(found["forecast"]) == AHEAD
    assert found["questions"]["new"] == 4
