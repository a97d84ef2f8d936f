"""What the index is asked with, and what it answers."""

from dataclasses import dataclass
from datetime import date

from dlquiz.question import Form


@dataclass(frozen=True, slots=True)
class Scope:
    """Which questions are meant: those of the topics (none named is all), of the level, with the form."""

    topics: tuple[str, ...] = ()
    level: int | None = None
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are in which state; days are days of practice.

    `due` are due today (or were before), `week` fall due on each of the seven days after it.  `new` were never answered
    and may be asked; of those answered today `new_today` were new and `due_today` known before.  `skipped` is the
    number of files that could not be read as questions.
    """

    total: int
    due: int
    week: tuple[int, ...]
    new: int
    new_today: int
    due_today: int
    suspended: int
    flagged: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The reviews of one day of practice in one topic ("" where the question has gone) and form.

    `known` of the `reviews` were of questions seen on an earlier day, `recalled` of those were not rated Again.
    """

    day: date
    topic: str
    form: Form | None
    reviews: int
    known: int
    recalled: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that a search found; `excerpt` is the passage that matched, in pieces: (text, whether it matched)."""

    question: str
    topic: str
    level: int
    ask: str
    excerpt: tuple[tuple[str, bool], ...]
