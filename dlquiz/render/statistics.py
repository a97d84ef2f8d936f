"""The statistics on a screen, and in plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dlquiz.statistics import AHEAD, RECENT, WEEKS, Share, Statistics

_BARS = "▁▂▃▄▅▆▇█"
_NONE = "·"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WIDE = 10


def statistics_screen(found: Statistics) -> RenderableType:
    """All of it, from top to bottom; on the first day, what will stand here."""
    if not found.reviews:
        return Group(*(Padding(Text(line), (0, 1)) for line in _first_day(found)))
    parts: list[RenderableType] = [_title("practice"), *map(_line, _practice(found))]
    for name, shares in (("remembered, by topic", found.topics), ("remembered, by form", found.forms)):
        if shares:
            parts += [Text(""), _title(name), _shares(shares)]
    parts += [Text(""), _title(f"due, next {AHEAD} days"), _line(Text(bars(found.forecast), "topic"))]
    parts += [_line(_ahead(found)), Text(""), _title(f"reviews a day, last {WEEKS} weeks"), *_calendar(found.calendar)]
    return Group(*parts)


def statistics_lines(found: Statistics) -> Iterator[str]:
    """The same in plain sentences, without bars."""
    if not found.reviews:
        yield from _first_day(found)
        return
    yield from _practice(found)
    for name, shares in (("topic", found.topics), ("form", found.forms)):
        for one, share in shares.items():
            yield f"Remembered, {name} {one}: {_percent(share)} of {share.known}"
    yield f"Due: {_ahead(found)}"
    for monday, reviews in _weeks(found.calendar):
        if any(reviews):
            practised = sum(count > 0 for count in reviews)
            yield f"Week of {monday}: {_many(sum(reviews), 'review')} on {_many(practised, 'day')}"


def statistics_json(found: Statistics) -> dict[str, Any]:
    """The same for programs; shares are from 0 to 1, null where nothing came back yet."""
    counts = found.counts
    return {
        "day": found.day.isoformat(),
        "reviews": {"total": found.reviews, "today": found.today, "days": found.days, "streak": found.streak},
        "questions": {
            "total": counts.total,
            "new": counts.new,
            "due": counts.due,
            "suspended": counts.suspended,
            "flagged": counts.flagged,
        },
        "retention": {
            "overall": _share_json(found.overall),
            "recent": _share_json(found.recent),
            "topics": {name: _share_json(share) for name, share in found.topics.items()},
            "forms": {name: _share_json(share) for name, share in found.forms.items()},
        },
        "forecast": [
            {"day": (found.day + timedelta(days=ahead)).isoformat(), "due": due}
            for ahead, due in enumerate(found.forecast)
        ],
        "calendar": [{"day": day.isoformat(), "reviews": reviews} for day, reviews in found.calendar.items()],
    }


def bars(values: Sequence[int]) -> str:
    """One block character a value, as high as its share of the largest; a dot for nothing."""
    return "".join(_bar(value, max(values, default=0)) for value in values)


def _bar(value: int, largest: int) -> str:
    return _BARS[(len(_BARS) * value - 1) // largest] if value else _NONE


def _first_day(found: Statistics) -> Iterator[str]:
    yield "No reviews yet."
    yield f"{_many(found.counts.total, 'question')} to learn. Start with: dlquiz"
    yield "Here you will see how much you remember, what is due, and on which days you practised."


def _practice(found: Statistics) -> Iterator[str]:
    yield f"{_many(found.reviews, 'review')} on {_many(found.days, 'day')}, {found.today} of them today"
    if found.streak > 1:
        yield f"{found.streak} days in a row"
    if found.overall is None:
        yield "remembered: not known until questions come back on a later day"
        return
    if found.recent is not None:
        yield f"remembered {_percent(found.recent)} of {found.recent.known} in {RECENT} days"
    yield f"remembered {_percent(found.overall)} of {found.overall.known} in all"


def _ahead(found: Statistics) -> str:
    today, tomorrow, *_ = found.forecast
    week, month = sum(found.forecast[:7]), sum(found.forecast)
    return f"today {today}, tomorrow {tomorrow}, 7 days {week}, {AHEAD} days {month}"


def _title(text: str) -> RenderableType:
    return Text(f" {text}", "strong")


def _line(text: str | Text) -> RenderableType:
    return Padding(text if isinstance(text, Text) else Text(text), (0, 0, 0, 3), expand=False)


def _shares(shares: Mapping[str, Share]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for name, share in shares.items():
        filled = round(_WIDE * share.share)
        bar = Text.assemble(("█" * filled, "topic"), ("·" * (_WIDE - filled), "quiet"), (f" of {share.known}", "quiet"))
        table.add_row(name, _percent(share), bar)
    return Padding(table, (0, 0, 0, 3), expand=False)


def _calendar(calendar: Mapping[date, int]) -> Iterator[RenderableType]:
    largest = max(calendar.values(), default=0)
    weeks = [reviews for _, reviews in _weeks(calendar)]
    for place, weekday in enumerate(_WEEKDAYS):
        row = "".join(_bar(reviews[place], largest) for reviews in weeks if place < len(reviews))
        yield _line(Text.assemble((f"{weekday} ", "quiet"), (row, "topic")))
    if largest:
        yield _line(Text(f"{_NONE} none, {_BARS[-1]} {largest}, the most in a day", "quiet"))


def _weeks(calendar: Mapping[date, int]) -> Iterator[tuple[date, list[int]]]:
    """The Monday of each week, and its reviews day by day."""
    days = list(calendar)
    for start in range(0, len(days), 7):
        yield days[start], [calendar[day] for day in days[start : start + 7]]


def _share_json(share: Share | None) -> dict[str, Any] | None:
    return None if share is None else {"known": share.known, "recalled": share.recalled, "share": share.share}


def _percent(share: Share) -> str:
    return f"{100 * share.share:.0f} %"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
