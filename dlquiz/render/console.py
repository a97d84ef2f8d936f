"""The one Rich console, and the styles that carry meaning."""

import os
import shutil
import sys

from rich.console import Console, RenderableType
from rich.theme import Theme

__all__ = ["Console", "RenderableType", "make_console"]

THEME = Theme(
    {
        "holds": "green",
        "fails": "red",
        "depends": "yellow",
        "quiet": "dim",
        "strong": "bold",
        "topic": "cyan",
    },
    inherit=True,
)
_PIPE_WIDTH = 100


def make_console(*, plain: bool, colour: bool = True) -> Console:
    """A console on standard output; plain means no colour, no escape sequence, and a fixed width in a pipe."""
    width = None
    if plain and not sys.stdout.isatty():
        width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns if "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        width=width,
        no_color=True if plain or not colour else None,
        force_terminal=False if plain else None,
        legacy_windows=False if plain else None,
    )
