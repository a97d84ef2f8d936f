"""Numbers as people type them and as people read them."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlquiz.number import read_number, show_number

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4e-12", 4e-12), ("1/4", 0.25), ("25%", 0.25), ("2.5k", 2500), ("10^-8", 1e-8), ("7,920", 7920),
        ("3·10⁻⁸", 3e-8), ("-10^3", -1000), ("−3", -3), (".25", 0.25), ("1,234,567.5", 1234567.5), (" 12 ", 12),
        ("2 x", None), ("3M", 3e6), ("1e6/4", 250000), ("2*10^(3)", 2000), ("1.", 1), ("50 %", 0.5),
    ],
)  # fmt: skip
def test_reads_what_people_type(text, value):
    """Each way of writing a number gives the number."""
    assert read_number(text) == (None if value is None else pytest.approx(value, rel=1e-12))


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1/0", "nan", "inf", "1e999", "10^999", "12,34", "1 2", "--3", "1/2/3"]
)
def test_reads_nothing_into_what_is_no_number(text):
    """What is no finite number is None, so that it can be asked again."""
    assert read_number(text) is None


@given(st.text(max_size=100))
def test_any_text_is_safe_and_finite(text):
    """Any text at all gives a finite number or None."""
    value = read_number(text)
    assert value is None or math.isfinite(value)


@given(FINITE)
def test_reads_what_python_writes(value):
    """A float as Python writes it is read as itself."""
    assert read_number(repr(value)) == pytest.approx(value, rel=1e-12)


@given(FINITE)
def test_reads_what_it_shows(value):
    """What is shown is read back to two significant figures, whole numbers below a billion exactly."""
    assume(abs(value) < 1e300)
    shown = read_number(show_number(value))
    if value.is_integer() and abs(value) < 1e9:
        assert shown == value
    else:
        assert shown == pytest.approx(value, rel=0.06, abs=5e-324)


@given(FINITE)
def test_shown_numbers_are_short(value):
    """No number takes more than twelve columns, and none has a sign of zero."""
    assert len(show_number(value)) <= 12
    assert show_number(value) != "-0"


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "0.25"), (7920, "7,920"), (4.3e-12, "4.3e-12"), (0, "0"), (math.inf, "inf")]
)
def test_shows_three_figures(value, text):
    """The examples of the documentation are true."""
    assert show_number(value) == text
