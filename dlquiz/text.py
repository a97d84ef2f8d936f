"""Text as data: hidden characters made visible, words and sentences counted, placeholders filled."""

import re
import unicodedata
from collections.abc import Mapping

from dlquiz.number import show_number

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])[)\"”’]*\s+(?=[^a-z\s])|\n\s*\n")
_WORD = re.compile(r"\S*[^\W_]\S*")
_COMMAS_FROM = 10_000


def _is_hidden(char: str) -> bool:
    return not char.isprintable() and char != "\n" and unicodedata.category(char) != "Zs"


def hidden(text: str) -> set[str]:
    """The characters of `text` that a terminal obeys or drops instead of showing them.

    Controls and escapes, bidirectional and zero-width marks, private and unassigned characters; a line
    break is none of them, nor is a space of any width.
    """
    if text.isprintable():
        return set()
    return {char for char in set(text) if _is_hidden(char)}


def visible(text: str) -> str:
    """`text` with each hidden character written out, as in `<U+001B>`: nothing in it is interpreted."""
    return text.translate({ord(char): f"<U+{ord(char):04X}>" for char in hidden(text)})


def words(text: str) -> int:
    """How many words `text` has: runs without a space that hold a letter or a digit."""
    return len(_WORD.findall(text))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, which end at a full stop, a question or an exclamation mark."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def placeholders(text: str) -> list[str]:
    """The names between braces in `text`, in their order."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, float | str]) -> str:
    """`text` with each `{name}` that `values` knows put in; nothing else in it is looked at.

    Whole numbers are exact, other numbers read as people read them.
    """
    return _PLACEHOLDER.sub(lambda found: _shown(values[found[1]]) if found[1] in values else found[0], text)


def _shown(value: float | str) -> str:
    if isinstance(value, (str, bool)):
        return str(value)
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        # Without commas while a number is short: it may stand between the parentheses of a call.
        return f"{value:,.0f}" if abs(value) >= _COMMAS_FROM else f"{value:.0f}"
    exact = f"{value:g}"
    return exact if "e" not in exact and float(exact) == value else show_number(value)
