"""Lists of questions, and one question with everything that is known of it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dlquiz.proofs import Proof
from dlquiz.question import MythVerdict, Question
from dlquiz.render.answer import say_it
from dlquiz.render.layout import NARROW, block
from dlquiz.render.question import proof_lines
from dlquiz.render.words import LEVEL_MARKS, level_word

_VERDICT_WORD = {MythVerdict.TRUE: "true", MythVerdict.DEPENDS: "it depends", MythVerdict.MYTH: "myth"}
_VERDICT_STYLE = {MythVerdict.TRUE: "holds", MythVerdict.DEPENDS: "depends", MythVerdict.MYTH: "fails"}


def question_list(questions: Iterable[Question], width: int) -> RenderableType:
    """Questions by topic: level, id and what is asked."""
    parts: list[RenderableType] = []
    for topic, listed in _by_topic(questions):
        parts += [Text(""), Text(f" {topic}", "topic")] if parts else [Text(f" {topic}", "topic")]
        parts.append(_rows([(LEVEL_MARKS[one.level], one.id, one.ask) for one in listed], width))
    return Group(*parts) if parts else Text("No question fits.", "quiet")


def myth_list(questions: Iterable[Question], width: int) -> RenderableType:
    """What people say, what it is, and what to say to them."""
    parts: list[RenderableType] = []
    for question in questions:
        myth = question.myth
        if myth is None:
            continue
        said = Text.assemble(
            (f"{_VERDICT_WORD[myth.verdict]:<10} ", _VERDICT_STYLE[myth.verdict]), (myth.says, "strong")
        )
        parts += [Padding(said, (0, 1)), Padding(Text(myth.tell), (0, 1, 0, 3 if width < NARROW else 12))]
        parts += [Padding(Text(question.id, "quiet"), (0, 1, 0, 3 if width < NARROW else 12)), Text("")]
    return Group(*parts) if parts else Text("No question has a myth.", "quiet")


def note_list(notes: Sequence[tuple[str, str]], empty: str, width: int) -> RenderableType:
    """Ids, each with a note."""
    return _rows([("", name, note) for name, note in notes], width) if notes else Text(empty, "quiet")


def topic_list(topics: Iterable[tuple[str, int, int, int]]) -> RenderableType:
    """Topics with their number of questions, of those never asked, and of those due."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 1))
    table.add_column("topic", style="topic")
    for name in ("questions", "never asked", "due"):
        table.add_column(name, justify="right")
    for topic, questions, new, due in topics:
        table.add_row(topic, str(questions), str(new), str(due))
    return table


def question_page(question: Question, proofs: Sequence[Proof], width: int) -> RenderableType:
    """One question with its answer, points, folklore, evidence, follow-ups and sources."""
    return Group(*_page(question, proofs, width))


def _page(question: Question, proofs: Sequence[Proof], width: int) -> Iterator[RenderableType]:
    yield Text.assemble(" ", (question.topic, "topic"), (f" · {level_word(question)} · {question.id}", "quiet"))
    yield Text("")
    yield Padding(Text(question.ask, "strong"), (0, 1))
    yield Text("")
    yield from say_it(question, width)
    yield Text("")
    yield from block("points", Text("\n".join(f"· {point}" for point in question.points)), width)
    if question.right:
        yield Text("")
        yield from block("right", Text("\n".join(question.right), "holds"), width)
        wrong = Text("\n").join(Text.assemble(one.says, ("\n  " + one.because, "quiet")) for one in question.wrong)
        yield from block("wrong", wrong, width)
    if question.steps:
        yield Text("")
        lines = [question.task] if question.task else []
        lines += [f"{number}. {step}" for number, step in enumerate(question.steps, 1)]
        yield from block("steps", Text("\n".join(lines)), width)
    if question.myth is not None:
        verdict = question.myth.verdict
        said = Text.assemble(question.myth.says, "  ", (_VERDICT_WORD[verdict], _VERDICT_STYLE[verdict]))
        yield Text("")
        yield from block("folklore", Group(said, Text(question.myth.tell)), width)
    if question.predict is not None:
        yield Text("")
        yield from block("predict", Text(question.predict.asks), width)
    yield Text("")
    yield from block("evidence", Group(*proof_lines(proofs, width)), width)
    if question.follow_ups:
        yield Text("")
        yield from block("next", Text("\n".join(question.follow_ups)), width)
    if question.sources:
        yield Text("")
        told = (
            f"{one.title}{', ' + one.where if one.where else ''}: {one.says} {one.url} (read {one.read})"
            for one in question.sources.values()
        )
        yield from block("sources", Text("\n".join(told), "quiet"), width)


def _by_topic(questions: Iterable[Question]) -> Iterator[tuple[str, list[Question]]]:
    topics: dict[str, list[Question]] = {}
    for question in questions:
        topics.setdefault(question.topic, []).append(question)
    yield from topics.items()


def _rows(rows: Sequence[tuple[str, str, str]], width: int) -> RenderableType:
    if width < NARROW:
        told = ((Text(f" {row[0]} {row[1]}"), Padding(Text(row[2], "quiet"), (0, 1, 0, 3))) for row in rows)
        return Group(*(line for pair in told for line in pair))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="quiet")
    grid.add_column(no_wrap=True)
    grid.add_column(style="quiet")
    for mark, name, text in rows:
        grid.add_row(f" {mark}", name, text)
    return grid
