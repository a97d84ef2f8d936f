"""The answer to say aloud, with its table where things are compared."""

from collections.abc import Iterator
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dlquiz.question import Comparison, Question
from dlquiz.render.layout import block, room

_GAP = 2


def say_it(question: Question, width: int) -> Iterator[RenderableType]:
    """The answer as a block; its table below it."""
    answer: RenderableType = Text(_flowing(question.answer))
    if question.table is not None:
        answer = Group(answer, Text(""), _comparison(question.table, room(width)))
    yield from block("say it", answer, width)


def _comparison(table: Comparison, width: int) -> RenderableType:
    """Side by side where that fits into `width` columns, else one thing below the other."""
    # A row may lack a cell, which `dlquiz check` reports: it is shown as far as it goes.
    widths = [max(map(cell_len, column)) for column in zip_longest(table.columns, *table.rows, fillvalue="")]
    if sum(widths) + _GAP * (len(widths) - 1) > width:
        return Group(*_stacked(table))
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), collapse_padding=True, header_style="quiet")
    for place, column in enumerate(table.columns):
        grid.add_column(Text(column), no_wrap=True, style="" if place else "strong")
    for row in table.rows:
        grid.add_row(*map(Text, row))
    return grid


def _stacked(table: Comparison) -> Iterator[Text]:
    for name, *cells in table.rows:
        yield Text(name, "strong")
        for column, cell in zip(table.columns[1:], cells, strict=False):
            yield Text.assemble("  ", (f"{column}  ", "quiet"), cell)


def _flowing(text: str) -> str:
    """Paragraphs whose lines flow: the terminal wraps them anew."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
