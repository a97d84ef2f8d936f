"""Packs: a folder with `questions/` and `demos/`.  The built-in bank is one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlquiz import __version__
from dlquiz.errors import BankError, UsageError

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Pack:
    """Where the questions and demos of one pack lie.

    `version` is that of an installed wheel, whose files never change; it is empty for a folder that
    somebody may be editing.
    """

    name: str
    root: Path
    version: str = ""

    @property
    def questions(self) -> Path:
        """The folder of questions, one folder a topic."""
        return self.root / "questions"

    @property
    def demos(self) -> Path:
        """The folder of demos, one folder a topic."""
        return self.root / "demos"

    def demo_path(self, id: str) -> Path:  # noqa: A002 -- the noun's own word
        """Where the demo `topic/stem` lies, whether or not it exists."""
        return self.demos / f"{id}.py"

    def question_paths(self) -> Iterator[Path]:
        """The files of all questions, topic by topic."""
        return (path for path in sorted(self.questions.glob("*/*.yaml")) if not path.name.startswith("."))

    def demo_ids(self) -> Iterator[str]:
        """The ids of all demos, topic by topic."""
        return (f"{path.parent.name}/{path.stem}" for path in sorted(self.demos.glob("*/*.py")))


def built_in() -> Pack:
    """The bank that dlquiz came with: inside the wheel, or the checkout's own folders while it is edited.

    DLQUIZ_BANK names a folder to use in its place.
    """
    if asked := os.environ.get("DLQUIZ_BANK"):
        return pack_at(Path(asked))
    inside = _PACKAGE / "_pack"
    if inside.is_dir():
        return Pack("built-in", inside, __version__)
    if (_PACKAGE.parent / "questions").is_dir():
        return Pack("built-in", _PACKAGE.parent)
    raise BankError("there is no bank", f"beside {_PACKAGE}", "install dlquiz again, or set DLQUIZ_BANK to a bank")


def pack_at(root: Path) -> Pack:
    """The pack in the folder `root`.

    Raises:
        UsageError: there is no `questions` folder in it.
    """
    if not (root / "questions").is_dir():
        raise UsageError(
            "not a bank: no folder `questions` in it", f"at {root}", "name a folder with questions/ and demos/ in it"
        )
    return Pack(root.resolve().name, root.resolve())


def pack_around(path: Path) -> Pack:
    """The pack at `path`, or the one that the file or folder at `path` is part of.

    Raises:
        UsageError: there is none, or nothing at `path`.
    """
    if not path.exists():
        raise UsageError("no such file or folder", f"at {path}", "name a bank, or a file of one")
    for folder in (path, *path.resolve().parents):
        if (folder / "questions").is_dir():
            return pack_at(folder)
    return pack_at(path)
