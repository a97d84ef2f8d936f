"""What an experiment found: checks, arms, runs over seeds, and the verdict.

A demo's `judge` turns the numbers that `measure` found into checks, once for the case and once for
each control.  The verdict follows from those checks alone (`verdict`); it is what decides whether an
answer in the bank stands.
"""

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from dlquiz.number import show_number

Scale = Literal["linear", "log"]
CASE = "case"
"""The name of the arm in which the claim must hold."""


class Verdict(IntEnum):
    """What one seed, or all seeds, said of a claim; the larger, the worse."""

    SUPPORTED = 0
    VACUOUS = 1
    CONFOUNDED = 2
    REFUTED = 3
    ERRORED = 4

    @property
    def word(self) -> str:
        """The verdict as a person reads it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Check:
    """One measured number against what was wanted.

    A `guard` must hold in the controls too: it shows that nothing but the one ingredient changed.
    `may_diverge` allows a number that is not finite (a loss that is expected to overflow).
    """

    name: str
    value: float
    wanted: str
    holds: bool
    guard: bool = False
    may_diverge: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A measured curve: `y` over `x` (1, 2, 3, … where none is given), for the picture.

    `axis` names x with its unit; `scale` is the scale of y, `x_scale` that of x.
    """

    y: tuple[float, ...]
    axis: str
    scale: Scale = "linear"
    x: tuple[float, ...] = ()
    x_scale: Scale = "linear"

    def __post_init__(self) -> None:
        object.__setattr__(self, "y", tuple(float(value) for value in self.y))
        object.__setattr__(self, "x", tuple(float(value) for value in self.x or range(1, len(self.y) + 1)))
        if len(self.x) != len(self.y):
            message = f"a series needs as many x as y, not {len(self.x)} and {len(self.y)}"
            raise ValueError(message)


Found = Mapping[str, float | Series]
"""What `measure` returns: name → number or curve."""


# --- checks -----------------------------------------------------------------------------------------


def _check(name: str, value: float, wanted: str, inside: bool, guard: bool, may_diverge: bool) -> Check:  # noqa: FBT001 -- private
    # An overflow is no success, even where it lies on the wanted side of a bound, unless the check says so.
    holds = inside and (math.isfinite(value) or (may_diverge and not math.isnan(value)))
    return Check(name, float(value), wanted, bool(holds), guard, may_diverge)


def close(
    name: str,
    value: float,
    target: float,
    *,
    rel: float = 0.0,
    abs: float = 0.0,  # noqa: A002 -- the field's word, as in math.isclose
    guard: bool = False,
    may_diverge: bool = False,
) -> Check:
    """`value` lies within `abs + rel·|target|` of `target`."""
    margin = abs + rel * math.fabs(target)
    parts = []
    if rel:
        parts.append(f"{show_number(100 * rel)} %")
    if abs or not rel:
        parts.append(show_number(abs))
    wanted = f"{show_number(target)} ± {' ± '.join(parts)}"
    return _check(name, value, wanted, math.fabs(value - target) <= margin, guard, may_diverge)


def at_most(name: str, value: float, bound: float, *, guard: bool = False, may_diverge: bool = False) -> Check:
    """`value` ≤ `bound`."""
    return _check(name, value, f"≤ {show_number(bound)}", value <= bound, guard, may_diverge)


def at_least(name: str, value: float, bound: float, *, guard: bool = False, may_diverge: bool = False) -> Check:
    """`value` ≥ `bound`."""
    return _check(name, value, f"≥ {show_number(bound)}", value >= bound, guard, may_diverge)


def between(
    name: str, value: float, low: float, high: float, *, guard: bool = False, may_diverge: bool = False
) -> Check:
    """`low` ≤ `value` ≤ `high`."""
    wanted = f"{show_number(low)} to {show_number(high)}"
    return _check(name, value, wanted, low <= value <= high, guard, may_diverge)


def exactly(name: str, value: float, target: float, *, guard: bool = False) -> Check:
    """`value` equals `target`: for counts, and for statements that are true (1) or not (0)."""
    return _check(name, value, f"= {show_number(target)}", value == target, guard, may_diverge=False)


def binomial_bound(trials: int, tail: float = 1e-6) -> int:
    """Fewest wins out of `trials` that fair coin tosses reach with probability below `tail`.

    The bound for "A is better than B": with that many wins, chance is ruled out at `tail`.
    """
    total = 2**trials
    reached = 0
    for wins in range(trials, -1, -1):
        reached += math.comb(trials, wins)
        if reached >= tail * total:
            return wins + 1
    return 0


# --- verdicts ---------------------------------------------------------------------------------------


def verdict(case: Sequence[Check], controls: Mapping[str, Sequence[Check]]) -> Verdict:
    """The verdict of one seed: the first that applies of refuted, confounded, vacuous, supported.

    Raises:
        ValueError: the arms were not judged by the same checks (names, in order, and which are guards).
    """
    asked = [(check.name, check.guard) for check in case]
    for name, checks in controls.items():
        if [(check.name, check.guard) for check in checks] != asked:
            message = f"control {name!r} was judged by other checks than the case"
            raise ValueError(message)
    if not all(check.holds for check in case):
        return Verdict.REFUTED
    if any(_confounds(check) for checks in controls.values() for check in checks):
        return Verdict.CONFOUNDED
    if _is_vacuous(case, controls):
        return Verdict.VACUOUS
    return Verdict.SUPPORTED


def _confounds(check: Check) -> bool:
    if check.guard and not check.holds:
        return True
    return not math.isfinite(check.value) and not check.may_diverge


def _is_vacuous(case: Sequence[Check], controls: Mapping[str, Sequence[Check]]) -> bool:
    tested = [position for position, check in enumerate(case) if not check.guard]
    never_fails = any(all(checks[position].holds for checks in controls.values()) for position in tested)
    no_control_fails = any(all(check.holds for check in checks) for checks in controls.values())
    return never_fails or no_control_fails or not tested or not controls


# --- runs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arm:
    """What one arm of one seed found, and how it was judged."""

    found: dict[str, float | Series] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One seed of a demo: its arms (the case first), the verdict, and the seconds it took.

    `error` is empty, or says why the seed is errored; then there may be no arms.
    """

    seed: int
    arms: dict[str, Arm]
    verdict: Verdict
    seconds: float
    error: str = ""

    @classmethod
    def errored(cls, seed: int, error: str, seconds: float = 0.0) -> "Run":
        """A seed that crashed, hung or was killed."""
        return cls(seed, {}, Verdict.ERRORED, seconds, error)


@dataclass(frozen=True, slots=True)
class Spread:
    """One number over seeds: median, range, and in how many seeds its check held."""

    median: float
    low: float
    high: float
    holds: int


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """One check over all seeds: what was wanted, and what the case and each control gave."""

    name: str
    wanted: str
    guard: bool
    case: Spread
    controls: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All runs of one demo, one for each seed."""

    runs: tuple[Run, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst seed decides; no seed at all is errored."""
        return max((run.verdict for run in self.runs), default=Verdict.ERRORED)

    @property
    def supported(self) -> int:
        """In how many seeds the claim was supported: the k of k/n."""
        return sum(run.verdict is Verdict.SUPPORTED for run in self.runs)

    @property
    def seconds(self) -> float:
        """Seconds of all seeds together."""
        return math.fsum(run.seconds for run in self.runs)

    @property
    def error(self) -> str:
        """The first error, or nothing."""
        return next((run.error for run in self.runs if run.error), "")

    def arms(self) -> list[str]:
        """Names of the arms, the case first."""
        return list(next((run.arms for run in self.runs if run.arms), {}))

    def checks(self) -> list[CheckSummary]:
        """Each check over the seeds that ran to their end."""
        ran = [run for run in self.runs if run.arms]
        if not ran:
            return []
        controls = [name for name in ran[0].arms if name != CASE]
        return [
            CheckSummary(
                check.name,
                check.wanted,
                check.guard,
                summarise(run.arms[CASE].checks[position] for run in ran),
                {name: summarise(run.arms[name].checks[position] for run in ran) for name in controls},
            )
            for position, check in enumerate(ran[0].arms[CASE].checks)
        ]

    def values(self, quantity: str, arm: str = CASE) -> list[float]:
        """What each seed measured for `quantity` in `arm`."""
        found = (run.arms[arm].found.get(quantity) for run in self.runs if arm in run.arms)
        return [value for value in found if isinstance(value, (int, float))]

    def curves(self, arm: str = CASE) -> Iterator[tuple[str, list[Series]]]:
        """Each curve of `arm`, by name, one `Series` a seed."""
        ran = [run.arms[arm].found for run in self.runs if arm in run.arms]
        for name in ran[0] if ran else ():
            series = [found[name] for found in ran]
            curves = [one for one in series if isinstance(one, Series)]
            if curves:
                yield name, curves


def summarise(checks: Iterable[Check]) -> Spread:
    """Median, range and count of one check over seeds (NaN sorts last, so that it shows)."""
    listed = list(checks)
    return spread([check.value for check in listed], sum(check.holds for check in listed))


def spread(values: Sequence[float], holds: int = 0) -> Spread:
    """Median and range of `values`, at least one; a NaN among them makes all three NaN."""
    if any(math.isnan(value) for value in values):
        return Spread(math.nan, math.nan, math.nan, holds)
    median = statistics.median(values)
    if math.isinf(median):  # two in the middle may be finite, and their sum not
        median = 2 * statistics.median(value / 2 for value in values)
    return Spread(median, min(values), max(values), holds)
