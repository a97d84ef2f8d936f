"""Checks and verdicts: what decides whether an answer in the bank stands."""

import math
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dlquiz.evidence import (
    CASE,
    Arm,
    Check,
    Evidence,
    Run,
    Series,
    Verdict,
    at_least,
    at_most,
    between,
    binomial_bound,
    close,
    exactly,
    spread,
    verdict,
)

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def judged(draw):
    """A case and its controls, judged by the same checks, which hold or fail in any combination."""
    kinds = draw(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=0, max_size=4))

    def arm():
        return [
            Check(f"check {place}", draw(st.sampled_from([1.0, math.inf, -math.inf, math.nan])), "", holds, guard, may)
            for place, (guard, may) in enumerate(kinds)
            for holds in [draw(st.booleans())]
        ]

    return arm(), {f"control {place}": arm() for place in range(draw(st.integers(0, 3)))}


def oracle(case, controls):
    """The rules of the design, one after the other, slow and plain."""
    if [check for check in case if not check.holds]:
        return Verdict.REFUTED
    in_controls = [check for checks in controls.values() for check in checks]
    guards_failed = [check for check in in_controls if check.guard and not check.holds]
    strays = [check for check in in_controls if str(check.value) in {"nan", "inf", "-inf"} and not check.may_diverge]
    if guards_failed or strays:
        return Verdict.CONFOUNDED
    failed = {check.name for check in in_controls if not check.holds}
    tested = {check.name for check in case if not check.guard}
    idle = [name for name, checks in controls.items() if not [check for check in checks if not check.holds]]
    if not tested or tested - failed or idle:
        return Verdict.VACUOUS
    return Verdict.SUPPORTED


@given(judged())
def test_verdict_is_the_first_rule_that_applies(arms):
    """Any case and controls get the verdict that the rules of the design give, read one after the other."""
    assert verdict(*arms) is oracle(*arms)


def test_every_verdict_can_be_reached():
    """The rules can tell all the verdicts of one seed apart."""
    good, bad = Check("x", 1.0, "", holds=True), Check("x", 2.0, "", holds=False)
    guarded = Check("g", 2.0, "", holds=False, guard=True)
    passed = Check("g", 1.0, "", holds=True, guard=True)
    assert verdict([good], {"control": [bad]}) is Verdict.SUPPORTED
    assert verdict([good], {"control": [good]}) is Verdict.VACUOUS
    assert verdict([good, passed], {"control": [bad, guarded]}) is Verdict.CONFOUNDED
    assert verdict([bad], {"control": [bad]}) is Verdict.REFUTED


@given(judged(), st.integers(0, 3))
def test_arms_must_be_judged_alike(arms, place):
    """A control that was judged by other checks than the case is a mistake, not a verdict."""
    case, controls = arms
    if not controls or not case:
        return
    name = list(controls)[place % len(controls)]
    with pytest.raises(ValueError, match="other checks"):
        verdict(case, controls | {name: controls[name][1:]})


@given(NUMBERS, FINITE, st.booleans())
def test_not_a_number_and_overflow_are_no_success(value, bound, may_diverge):
    """NaN never holds, and an infinite number only where the check says that it may diverge."""
    checks = [
        at_most("x", value, bound, may_diverge=may_diverge),
        at_least("x", value, bound, may_diverge=may_diverge),
        between("x", value, bound, math.inf, may_diverge=may_diverge),
        close("x", value, bound, abs=math.inf, may_diverge=may_diverge),
        exactly("x", value, bound),
    ]
    for check in checks:
        assert not (check.holds and math.isnan(value))
        assert not (check.holds and math.isinf(value) and not check.may_diverge)


@given(FINITE, FINITE, FINITE)
def test_checks_compare_as_they_say(value, low, high):
    """A finite number holds exactly where its bound says so."""
    assert at_most("x", value, high).holds == (value <= high)
    assert at_least("x", value, low).holds == (value >= low)
    assert between("x", value, low, high).holds == (low <= value <= high)
    assert exactly("x", value, high).holds == (value == high)
    assert close("x", value, low, rel=0.1).holds == (abs(value - low) <= 0.1 * abs(low))


@pytest.mark.parametrize("trials", [20, 32, 64, 200])
def test_binomial_bound_is_the_fewest_wins_that_rule_out_chance(trials):
    """Fair coins reach the bound with probability below the tail, and one win fewer with more."""

    def tail(wins):
        return sum(math.comb(trials, count) for count in range(wins, trials + 1)) / 2**trials

    bound = binomial_bound(trials)
    assert tail(bound) < 1e-6 <= tail(bound - 1)


def test_too_few_trials_cannot_rule_out_chance():
    """Where even every win is likely enough by chance, the bound is more than all of them."""
    assert binomial_bound(10) == 11


@given(st.lists(NUMBERS, min_size=1, max_size=9))
@example([sys.float_info.max, sys.float_info.max])
def test_spread_orders_low_median_high(values):
    """The median lies in the range, and a NaN anywhere shows everywhere."""
    found = spread(values)
    if any(math.isnan(value) for value in values):
        assert math.isnan(found.median)
        assert math.isnan(found.low)
    elif not math.isnan(found.median):  # the mean of +inf and -inf in the middle
        assert found.low <= found.median <= found.high


@given(st.lists(st.sampled_from(list(Verdict)), max_size=6))
def test_worst_seed_decides(verdicts):
    """Evidence is as good as its worst seed, counts the supported ones, and is errored where there is no seed."""
    runs = tuple(
        Run(seed, {}, one, 0.5, "broke" if one is Verdict.ERRORED else "") for seed, one in enumerate(verdicts)
    )
    evidence = Evidence(runs)
    assert evidence.verdict is (max(verdicts) if verdicts else Verdict.ERRORED)
    assert evidence.supported == verdicts.count(Verdict.SUPPORTED)
    assert evidence.seconds == 0.5 * len(verdicts)
    assert bool(evidence.error) == (Verdict.ERRORED in verdicts)


def test_summary_counts_seeds_and_skips_errored_ones():
    """A check's summary holds the median, range and count of the seeds that ran to their end."""
    runs = [
        Run(seed, {CASE: Arm({"x": seed}, (at_most("x", seed, 1),)), "control": Arm({"x": 9.0}, (at_most("x", 9, 1),))},
            Verdict.SUPPORTED, 0.0)
        for seed in (0.0, 1.0, 2.0)
    ]  # fmt: skip
    (check,) = Evidence((*runs, Run.errored(3, "gone"))).checks()
    assert (check.case.low, check.case.median, check.case.high, check.case.holds) == (0, 1, 2, 2)
    assert check.controls["control"].holds == 0
    assert Evidence(tuple(runs)).values("x") == [0, 1, 2]


@given(st.lists(FINITE, max_size=5), st.lists(FINITE, max_size=5))
def test_series_has_as_many_x_as_y(y, x):
    """A curve numbers its points where it is given no x, and refuses another number of them."""
    if x and len(x) != len(y):
        with pytest.raises(ValueError, match="as many"):
            Series(tuple(y), "step", x=tuple(x))
    else:
        series = Series(tuple(y), "step", x=tuple(x))
        assert len(series.x) == len(series.y)
        assert x or all(b - a == 1 for a, b in pairwise(series.x))
