"""What the log says of a person's practice: how much is remembered, what is coming, how regular it was."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dlquiz.index import Counts, Index, Tally

WEEKS = 26
AHEAD = 30
RECENT = 30


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the reviews of questions `known` from an earlier day were `recalled` (better than Again)."""

    known: int
    recalled: int

    @property
    def share(self) -> float:
        """The true retention, 0 to 1, of at least one review."""
        return self.recalled / self.known


@dataclass(frozen=True, slots=True)
class Statistics:
    """A person's practice up to `day`.

    The shares are of all time, `recent` of the last `RECENT` days; None where nothing came back yet.  `calendar` has
    the reviews of each day from the Monday `WEEKS` - 1 weeks ago through `day`, `forecast` what falls due on each of
    `AHEAD` days from `day` on.  `streak` is the number of days of practice in a row, up to `day` or the one before.
    """

    day: date
    counts: Counts
    reviews: int
    days: int
    today: int
    streak: int
    overall: Share | None
    recent: Share | None
    topics: dict[str, Share]
    forms: dict[str, Share]
    calendar: dict[date, int]
    forecast: tuple[int, ...]


def statistics_of(index: Index, day: date) -> Statistics:
    """The statistics of what `index` has folded."""
    return summarise(index.tallies(), index.counts(day), index.forecast(day, AHEAD), day)


def summarise(tallies: Sequence[Tally], counts: Counts, forecast: Iterable[int], day: date) -> Statistics:
    """The statistics of `tallies` as they stand on `day`."""
    reviews = Counter[date]()
    for tally in tallies:
        reviews[tally.day] += tally.reviews
    monday = day - timedelta(days=day.weekday(), weeks=WEEKS - 1)
    calendar = {monday + timedelta(days=ahead): 0 for ahead in range((day - monday).days + 1)}
    return Statistics(
        day=day,
        counts=counts,
        reviews=reviews.total(),
        days=len(reviews),
        today=reviews[day],
        streak=_streak(reviews.keys(), day),
        overall=_share(tallies),
        recent=_share([tally for tally in tallies if tally.day > day - timedelta(days=RECENT)]),
        topics=_lowest_first(retention_by(tallies, lambda tally: tally.topic)),
        forms=_lowest_first(retention_by(tallies, lambda tally: tally.form or "")),
        calendar={one: reviews[one] for one in calendar},
        forecast=tuple(forecast),
    )


def retention(tallies: Iterable[Tally]) -> float | None:
    """The share of reviews of questions seen on an earlier day that were remembered; None without any."""
    found = _share(tallies)
    return None if found is None else found.share


def retention_by(tallies: Iterable[Tally], key: Callable[[Tally], str]) -> dict[str, Share]:
    """The retention in each group of `tallies` that `key` names, where something came back."""
    groups: dict[str, list[Tally]] = {}
    for tally in tallies:
        groups.setdefault(key(tally), []).append(tally)
    shares = {name: _share(group) for name, group in groups.items()}
    return {name: share for name, share in shares.items() if share is not None}


def _share(tallies: Iterable[Tally]) -> Share | None:
    listed = list(tallies)
    known = sum(tally.known for tally in listed)
    return Share(known, sum(tally.recalled for tally in listed)) if known else None


def _lowest_first(shares: dict[str, Share]) -> dict[str, Share]:
    """By share; what has gone from the bank ("") is left out."""
    return {name: shares[name] for name in sorted(shares, key=lambda name: (shares[name].share, name)) if name}


def _streak(practised: Iterable[date], day: date) -> int:
    days = set(practised)
    newest = day if day in days else day - timedelta(days=1)
    length = 0
    while newest - timedelta(days=length) in days:
        length += 1
    return length
