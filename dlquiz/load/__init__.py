"""Load questions from their files, strictly and with every problem reported."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlquiz.bank import Bank
from dlquiz.load.read import Path as Place
from dlquiz.load.read import Reader
from dlquiz.load.tree import Finding, Keys, Report, read_tree
from dlquiz.pack import Pack
from dlquiz.question import Question, Retired
from dlquiz.schema import QUESTION, TOMBSTONE, Record
from dlquiz.stored import build

__all__ = ["Finding", "Loaded", "Place", "load_bank", "load_file", "load_files"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave: a question, a tombstone, or neither, and all that is wrong with it.

    `draft` is as much of a question as could be read, for the checks; `lines` has the line of each value by
    its place, ("wrong", 0, "says").
    """

    path: Path
    question: Question | None = None
    retired: Retired | None = None
    findings: tuple[Finding, ...] = ()
    draft: Question | None = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """The line of the value at `place`, or of the nearest thing that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def load_file(path: Path) -> Loaded:
    """What the file at `path` holds; its topic is its folder's name, its id its own."""
    report = Report(path)
    root = read_tree(report)
    reader = Reader(report)
    if root is None:
        return Loaded(path, findings=tuple(report.findings))
    if isinstance(root, Keys) and any(name in root.nodes for name in TOMBSTONE.one_of):
        tombstone = reader.read(root, TOMBSTONE)
        retired = Retired(path.stem, path.parent.name, tombstone.get("moved_to", ""), tombstone.get("retired", ""))
        return Loaded(path, None, retired if reader.sound else None, tuple(report.findings), None, reader.lines)
    written = reader.read(root, QUESTION)
    draft = None if written is None else _draft(path, written)
    question = draft if reader.sound else None
    return Loaded(path, question, None, tuple(report.findings), draft, reader.lines)


def load_files(pack: Pack) -> list[Loaded]:
    """What each file of `pack` holds, topic by topic."""
    return [load_file(path) for path in pack.question_paths()]


def load_bank(pack: Pack) -> tuple[Bank, list[Finding]]:
    """The questions of `pack` that can be asked, and all that is wrong with its files.

    Of two questions with one id the first is kept.
    """
    loaded = load_files(pack)
    questions: dict[str, Question] = {}
    for one in loaded:
        if one.question:
            questions.setdefault(one.question.id, one.question)
    retired = {one.retired.id: one.retired for one in loaded if one.retired}
    return Bank(questions, retired), [finding for one in loaded for finding in one.findings]


_BLANK: dict[str, Any] = {"ask": "", "level": 1, "answer": "", "hint": "", "points": []}


def _draft(path: Path, written: dict[str, Any]) -> Question:
    """A question from what could be read: blank where text is missing, without what is incomplete."""
    claims = [{"says": "", **claim, "id": name} for name, claim in written.get("claims", {}).items()]
    wrong = [{"says": "", "because": "", **option} for option in written.get("wrong", [])]
    single = {
        name: written[name] if _is_complete(name, written.get(name)) else None for name in ("myth", "predict", "table")
    }
    sources = {key: source for key, source in written.get("sources", {}).items() if _is_complete("sources", source)}
    revised = [revision for revision in written.get("revised", []) if _is_complete("revised", revision)]
    named = {"id": path.stem, "topic": path.parent.name}
    lists = {"claims": claims, "wrong": wrong, "sources": sources or None, "revised": revised}
    return build({**_BLANK, **written, **single, **lists, **named})


def _is_complete(name: str, written: dict[str, Any] | None) -> bool:
    """Whether a record of the field `name` has all its required keys."""
    kind = QUESTION.fields[name].kind
    record = kind if isinstance(kind, Record) else getattr(kind, "each", None)
    assert isinstance(record, Record)  # noqa: S101 -- the fields that are asked for hold records
    return written is not None and all(key in written for key, field in record.fields.items() if field.required)
