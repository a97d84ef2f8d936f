"""What the rules of the lint look at: the files of a bank, its demos, and what is recorded of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlquiz.demo import Demo, Problem, examine
from dlquiz.errors import BankError
from dlquiz.load import Loaded, Place, load_files
from dlquiz.pack import Pack
from dlquiz.question import Question, Retired
from dlquiz.record import Record, read_records

Told = tuple[Place, str, str]
"""What a rule for one question tells: the place in the file, what is wrong, what to do."""

_ROW = re.compile(r"^- id: *(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A bank as its files stand, whatever is wrong with them.

    `ids` are those of all questions, however broken; `demos` holds what could be read as one, `problems` what
    breaks a demo's form; `rows` are the ids of docs/claims.yaml, None where the bank has no such file.
    """

    pack: Pack
    files: tuple[Loaded, ...]
    ids: frozenset[str]
    retired: Mapping[str, Retired]
    demos: Mapping[str, Demo]
    problems: Mapping[str, tuple[Problem, ...]]
    records: Mapping[str, Record]
    rows: frozenset[str] | None

    def drafts(self) -> Iterator[tuple[Loaded, Question]]:
        """Each file that holds a question, as far as it could be read."""
        return ((file, file.draft) for file in self.files if file.draft)

    def has_demo(self, id: str) -> bool:  # noqa: A002 -- the noun's own word
        """Whether there is a file for the demo `id`."""
        return id in self.problems

    def claims(self) -> int:
        """How many claims the questions make, each counted once."""
        return len({claim.id for _, draft in self.drafts() for claim in draft.claims})


def look_at(pack: Pack) -> Checked:
    """Everything that the rules look at, read from the files of `pack`."""
    examined = {id_: examine(pack.demo_path(id_), id_) for id_ in pack.demo_ids()}
    files = tuple(load_files(pack))
    return Checked(
        pack,
        files,
        frozenset(file.draft.id for file in files if file.draft),
        {file.retired.id: file.retired for file in files if file.retired},
        {id_: demo for id_, (demo, _) in examined.items() if demo},
        {id_: tuple(problems) for id_, (_, problems) in examined.items()},
        _records(pack, {id_.partition("/")[0] for id_ in examined}),
        _rows(pack.root / "docs" / "claims.yaml"),
    )


def _records(pack: Pack, topics: set[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for topic in topics:
        try:
            found |= read_records(pack, topic)
        except BankError:
            continue  # as if nothing were recorded: who needs it is told to record it
    return found


def _rows(path: Path) -> frozenset[str] | None:
    try:
        return frozenset(_ROW.findall(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return None
