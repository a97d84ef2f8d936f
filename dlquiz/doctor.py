"""The health of an installation: each finding is fine, a warning or a problem, with what to do."""

import locale
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dlquiz import __version__
from dlquiz.check import check_bank
from dlquiz.config import places, read_config
from dlquiz.errors import DlquizError
from dlquiz.event import Event
from dlquiz.index import Index
from dlquiz.journal import SQLITE_VERSION, Journal, check_journal
from dlquiz.pack import built_in
from dlquiz.schedule import Schedule

_LITTLE_SPACE = 50 * 2**20


class Health(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at: what was found and, unless it is fine, what to do."""

    name: str
    health: Health
    found: str
    try_: str = ""


def diagnose() -> Iterator[Diagnosis]:
    """Look at everything that dlquiz needs; nothing is changed but the index, which is derived."""
    for look in (_versions, _home, _journal, _index, _bank, _torch, _terminal, _space):
        yield _safely(look)


def _safely(look: Callable[[], Diagnosis]) -> Diagnosis:
    try:
        return look()
    except DlquizError as error:
        return Diagnosis(look.__name__.strip("_"), Health.PROBLEM, f"{error.what} ({error.where})", error.try_)


def _versions() -> Diagnosis:
    found = f"dlquiz {__version__}, Python {platform.python_version()}, SQLite {SQLITE_VERSION}"
    return Diagnosis("versions", Health.OK, f"{found}, {platform.system()}")


def _home() -> Diagnosis:
    where = places()
    read_config(where.config)
    folders = {path.parent for path in (where.journal, where.index, where.config)}
    unwritable = [folder for folder in folders if not os.access(_nearest_existing(folder), os.W_OK)]
    if unwritable:
        return Diagnosis(
            "home", Health.PROBLEM, f"{unwritable[0]} cannot be written", "make it writable, or set DLQUIZ_HOME"
        )
    return Diagnosis("home", Health.OK, f"journal {where.journal}, index {where.index}, settings {where.config}")


def _nearest_existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _journal() -> Diagnosis:
    path = places().journal
    found = check_journal(path)
    if found:
        return Diagnosis("journal", Health.PROBLEM, f"damaged: {found}", f"keep a copy of {path} before anything else")
    with Journal.open(path, write=False) as journal:
        last: Event | None = None
        number = 0
        for number, last in journal.lines():  # noqa: B007 -- the last place is the count
            pass
    since = f", the last on {last.at:%Y-%m-%d}" if last is not None else ""
    return Diagnosis("journal", Health.OK, f"sound; {number} events{since}")


def _index() -> Diagnosis:
    where, settings = places(), read_config(places().config)
    with (
        Journal.open(where.journal, write=False) as journal,
        Index.open(where.index, built_in(), Schedule(settings.retention, settings.day_starts)) as index,
    ):
        index.refresh()
        index.catch_up(journal)
        questions = len(index.ids())
    return Diagnosis("index", Health.OK, f"{questions} questions, up to date")


def _bank() -> Diagnosis:
    pack = built_in()
    findings = check_bank(pack)
    if findings:
        return Diagnosis("bank", Health.WARNING, f"{len(findings)} findings in {pack.root}", "dlquiz check")
    return Diagnosis("bank", Health.OK, f"no finding in {pack.root}")


def _torch() -> Diagnosis:
    try:
        return Diagnosis("torch", Health.OK, f"torch {version('torch')}: demos can be run")
    except PackageNotFoundError:
        found = "torch is not installed: the quiz shows recorded evidence and asks for no predictions"
        return Diagnosis("torch", Health.WARNING, found, 'pip install "dlquiz[demos]"')


def _terminal() -> Diagnosis:
    columns, lines = shutil.get_terminal_size()
    encoding = locale.getpreferredencoding(do_setlocale=False)
    found = f"TERM={os.environ.get('TERM', 'unset')}, {columns}×{lines}, {encoding}"
    if encoding.lower().replace("-", "") != "utf8":
        return Diagnosis("terminal", Health.WARNING, f"{found}: some symbols are replaced", "export LC_ALL=C.UTF-8")
    return Diagnosis("terminal", Health.OK, found)


def _space() -> Diagnosis:
    folder = _nearest_existing(places().journal.parent)
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_SPACE:
        return Diagnosis("space", Health.WARNING, f"{free / 2**20:.0f} MiB free at {folder}", "make room")
    return Diagnosis("space", Health.OK, f"{free / 2**30:.1f} GiB free")
