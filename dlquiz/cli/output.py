"""How a verb prints: plain text or JSON on standard output, Rich where a terminal is there."""

import codecs
import io
import json
import math
import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from dlquiz.terminal import HAS_KEYS

if TYPE_CHECKING:
    from dlquiz.render.console import Console


_IN_ASCII = str.maketrans(
    {
        "✓": "+", "✗": "x", "·": "-", "–": "-", "—": "-", "−": "-", "…": "...", "≤": "<=", "≥": ">=", "±": "+-",
        "×": "x", "●": "*", "○": "o", "▸": ">", "→": "->", "≈": "~", "√": "sqrt ", "σ": "sigma", "π": "pi",
        "λ": "lambda", "η": "eta", "ε": "eps", "γ": "gamma", "β": "beta", "μ": "mu", "′": "'", "‖": "||", "’": "'",
        "“": '"', "”": '"', "∂": "d", "Π": "product ", "█": "#",
    }
)  # fmt: skip


def write_what_it_can() -> None:
    """Let streams that cannot write all of Unicode write what comes nearest, and none fail on it."""
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="nearest")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_IN_ASCII)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return folded or "?", error.end


def is_plain() -> bool:
    """Whether to write plain lines: a pipe, a dumb terminal, or a person who asked for it."""
    asked = os.environ.get("DLQUIZ_PLAIN") or os.environ.get("ACCESSIBLE")
    on_a_terminal = HAS_KEYS and sys.stdin.isatty() and sys.stdout.isatty()
    return bool(asked) or os.environ.get("TERM") == "dumb" or not on_a_terminal


def console() -> "Console":
    """A Rich console on standard output; it honours NO_COLOR and the width of the terminal."""
    from dlquiz.render.console import make_console  # noqa: PLC0415 -- Rich costs as much as the rest of a start

    return make_console(plain=is_plain())


def show(*renderables: Any) -> None:  # noqa: ANN401 -- whatever Rich can render
    """Print what a `render` function gave; in a pipe without the spaces that fill its lines."""
    screen = console()
    if screen.is_terminal:
        screen.print(*renderables, sep="\n")
        return
    with screen.capture() as captured:
        screen.print(*renderables, sep="\n")
    write("\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")))


def write(text: str) -> None:
    """Print plain text."""
    # Not by Typer's own echo: that writes UTF-8 where the person's stream says ASCII.
    sys.stdout.write(text + "\n")


def write_json(value: object) -> None:
    """Print `value` as JSON; a number that is not finite becomes the string "nan", "inf" or "-inf"."""
    write(json.dumps(finite(value), ensure_ascii=False, indent=2))


def finite(value: object) -> object:
    """`value` with each number that JSON cannot say as a string."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return value
