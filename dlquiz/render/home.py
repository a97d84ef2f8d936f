"""The home screen and the end of a session."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dlquiz.practice import Outcome, Today
from dlquiz.render import words
from dlquiz.render.statistics import bars

_NARROW = 60


def home_screen(today: Today, width: int) -> RenderableType:
    """What is due, what the week brings, what is weak, and what Enter does."""
    counts = today.counts
    parts: list[RenderableType] = [_title(today), Text("")]
    due = Text.assemble(_number(today.to_review_due), " due today")
    week = Text.assemble((bars(counts.week), "topic"), ("  next 7 days", "quiet"))
    new = Text.assemble(_number(today.to_review_new), " new today")
    bank = Text(words.bank_line(counts.total, today.topics).rstrip("."), "quiet")
    parts.append(_pairs([(due, week), (new, bank)], width))
    if today.retention is not None:
        line = Text.assemble("  retention ", (f"{today.retention:.0%}", "strong"), (" (30 days)", "quiet"))
        parts += [Text(""), line]
    if today.weakest:
        parts.append(Text("  weakest   " + "   ".join(f"{topic} {share:.0%}" for topic, share in today.weakest)))
    notes = words.home_notes(today)
    if notes:
        parts += [Text(""), *(Padding(Text(note, "depends"), (0, 2)) for note in notes)]
    starts, _ = words.what_starts(today)
    parts += [Text(""), Padding(Text(starts, "strong"), (0, 2))]
    parts.append(Padding(Text("q leaves · dlquiz quiz · demo · stats · --help", "quiet"), (0, 2)))
    return Group(*parts)


def _title(today: Today) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(Text(" dlquiz", "strong"), Text(f"{today.day:%a %d %b} ", "quiet"))
    return grid


def _pairs(rows: list[tuple[Text, Text]], width: int) -> RenderableType:
    if width < _NARROW:
        return Group(*(Padding(text, (0, 0, 0, 2)) for row in rows for text in row))
    grid = Table.grid(padding=(0, 4, 0, 0))
    grid.add_column()
    grid.add_column()
    for left, right in rows:
        grid.add_row(left, right)
    return Padding(grid, (0, 0, 0, 2))


def _number(count: int) -> tuple[str, str]:
    return f"{count:3d}", "strong"


def outcome_screen(outcome: Outcome, width: int) -> RenderableType:  # noqa: ARG001 -- Rich folds by itself
    """What a session came to, and what to look at once more."""
    return Group(*_outcome(outcome))


def _outcome(outcome: Outcome) -> Iterator[RenderableType]:
    summary = outcome.summary
    yield Text("")
    yield Padding(Text(words.session_line(summary), "strong"), (0, 1))
    if summary.wrong:
        yield Text("")
        yield Padding(Text("to come back to", "quiet"), (0, 1))
        yield from (Padding(Text(question, "fails"), (0, 3)) for question in summary.wrong)
    if summary.slow:
        yield Text("")
        yield Padding(Text("slow", "quiet"), (0, 1))
        yield from (Padding(Text(f"{one.question}  {one.seconds:.0f} s", "depends"), (0, 3)) for one in summary.slow)
    if summary.look_again:
        yield Text("")
        yield Padding(Text("worth another look", "quiet"), (0, 1))
        yield from (Padding(Text(claim.says), (0, 3)) for claim in summary.look_again)
    yield Text("")
    yield Padding(Text(words.tomorrow(outcome.due_tomorrow)), (0, 1))
    yield Text("")
    yield Padding(Text("Enter ends · u undo", "quiet"), (0, 1))
