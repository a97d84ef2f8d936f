"""Text is data: nothing hidden survives, nothing but placeholders is filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.text import fill, hidden, placeholders, sentences, visible, words


@given(st.text())
def test_visible_text_hides_nothing(text: str) -> None:
    """No hidden character is left once a text was made visible, and then it stays as it is."""
    shown = visible(text)

    assert not hidden(shown)
    assert visible(shown) == shown


@pytest.mark.parametrize("text", ["σ′(x) ≤ ¼", "two\nlines", "‖W‖ = √d", "x̂", "a\u00a0b", "日本語"])
def test_what_people_read_is_not_hidden(text: str) -> None:
    """Mathematics, line breaks, wide spaces and other scripts stay as they are."""
    assert visible(text) == text


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\r", "\t", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ue000"])
def test_what_a_terminal_obeys_is_written_out(char: str) -> None:
    """Escapes, bidirectional and zero-width marks are shown by their number."""
    assert visible(f"a{char}b") == f"a<U+{ord(char):04X}>b"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(24, "24"), (1024, "1024"), (7920.0, "7920"), (65536, "65,536"), (0.001, "0.001"), (1.2345, "1.2345"), (-3, "-3")],
)
def test_filled_numbers_are_exact(value: float, shown: str) -> None:
    """Whole numbers and short decimals are put in as they are."""
    assert fill("{n}", {"n": value}) == shown


@given(st.text(), st.integers(), st.floats(allow_nan=False))
def test_fill_touches_placeholders_only(text: str, whole: int, real: float) -> None:
    """A text without the names comes back unchanged, whatever braces it has, and nothing raises."""
    filled = fill(text, {"surely_not_in_it": whole, "nor_this": real})

    assert filled == text


def test_fill_looks_at_no_attribute_and_no_format() -> None:
    """Only a bare known name between braces is a placeholder."""
    text = "{n.real} {n!r} {n:>9} {n[0]} {} {other}"

    assert fill(text, {"n": 3}) == text
    assert placeholders("{n.real} {a} {b}") == ["a", "b"]


def test_sentences_end_where_a_reader_stops() -> None:
    """A full stop inside a number or a name ends no sentence; a question mark does."""
    assert sentences("It is 0.25. Why? Because σ′ ≤ 0.25, i.e. a quarter.") == [
        "It is 0.25.",
        "Why?",
        "Because σ′ ≤ 0.25, i.e. a quarter.",
    ]


def test_words_hold_a_letter_or_a_digit() -> None:
    """A dash or an equals sign between spaces is no word."""
    assert words("σ′(x) ≤ ¼ — so it vanishes = 0") == 6
