"""What stands beside a label, and how wide a terminal must be for that."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

NARROW = 60
"""Below so many columns a label stands above its text."""
LABEL = 9


def room(width: int) -> int:
    """Columns that are left for the content of a block."""
    return width - (LABEL + 3 if width >= NARROW else 2)


def block(label: str, content: RenderableType, width: int) -> Iterator[RenderableType]:
    """`content` beside its label, or below it where the terminal is narrow."""
    if width < NARROW:
        yield Padding(Text(label, "quiet"), (0, 1))
        yield Padding(content, (0, 1))
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=LABEL, no_wrap=True, style="quiet")
    grid.add_column()
    grid.add_row(Text(label), content)
    yield Padding(grid, (0, 1))
