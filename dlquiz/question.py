"""A question, its forms and its claims, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = int | float | str | bool


class Form(StrEnum):
    """A way of asking a question."""

    RECOGNISE = "recognise"
    SELECT = "select"
    MYTH = "myth"
    RECALL = "recall"
    ORDER = "order"
    PREDICT = "predict"


class MythVerdict(StrEnum):
    """What a sentence that people say turns out to be."""

    TRUE = "true"
    DEPENDS = "depends"
    MYTH = "myth"


LEVELS = {1: "screening", 2: "on-site", 3: "specialist"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A tempting wrong option, and why it is wrong."""

    says: str
    because: str


@dataclass(frozen=True, slots=True)
class Myth:
    """A sentence people say, what it is, and what to tell an interviewer who believes it."""

    says: str
    verdict: MythVerdict
    tell: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How near a prediction must come: exactly one of the three is set.

    `rel` is a share of the measured value, `abs` is in its unit, `factor` ≥ 1 allows value/factor to value·factor.
    """

    rel: float | None = None
    abs: float | None = None
    factor: float | None = None

    def accepts(self, predicted: float, measured: float) -> bool:
        """Whether `predicted` is near enough to `measured`."""
        if self.factor is not None:
            same_sign = predicted * measured > 0
            return same_sign and 1 / self.factor <= predicted / measured <= self.factor
        margin = (self.rel or 0.0) * abs(measured) + (self.abs or 0.0)
        # A number is typed in decimals: allow the rounding of a float, and no more.
        return abs(predicted - measured) <= margin + 1e-9 * abs(measured)


@dataclass(frozen=True, slots=True)
class Predict:
    """A number to commit to before it is measured: quantity `quantity` of `arm` of the demo `demo`."""

    asks: str
    demo: str
    quantity: str
    within: Tolerance
    because: str
    unit: str = ""
    arm: str = "case"
    vary: Mapping[str, tuple[Value, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One true sentence, settled by the demo `demo` or, where no experiment can, by the source `source`."""

    id: str
    says: str
    demo: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was looked up, on which day, and what it says."""

    title: str
    url: str
    says: str
    read: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A day on which the meaning of the answer changed, and why."""

    date: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table to say aloud: the first cell of each row names what is compared, `columns` heads all cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank: what is asked, and everything that is shown and graded."""

    id: str
    topic: str
    ask: str
    level: int
    answer: str
    hint: str
    points: tuple[str, ...]
    claims: tuple[Claim, ...]
    table: Comparison | None = None
    tags: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    select: bool = False
    myth: Myth | None = None
    steps: tuple[str, ...] = ()
    task: str = ""
    predict: Predict | None = None
    follow_ups: tuple[str, ...] = ()
    sources: Mapping[str, Source] | None = None
    revised: tuple[Revision, ...] = ()

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms that this question has, recall always among them."""
        has = {
            Form.RECOGNISE: bool(self.right) and not self.select,
            Form.SELECT: bool(self.right) and self.select,
            Form.MYTH: self.myth is not None,
            Form.RECALL: True,
            Form.ORDER: bool(self.steps),
            Form.PREDICT: self.predict is not None,
        }
        return tuple(form for form, there in has.items() if there)


@dataclass(frozen=True, slots=True)
class Retired:
    """What is left of a question that was withdrawn: where it went, or why."""

    id: str
    topic: str
    moved_to: str = ""
    why: str = ""
