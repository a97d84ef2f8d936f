"""How the journal's file is opened, whose it must be, who may write, and what is said when it cannot be."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from dlquiz.errors import MissingError
from dlquiz.journal import migrations
from dlquiz.journal.migrations import APPLICATION, pragma

_WRITABLE = "make it writable, or set DLQUIZ_HOME to a folder that is"
_DAMAGED = ("the journal is damaged", "keep a copy; put a backup in its place, or move it away to begin anew")
_EXPLAINED = {
    sqlite3.SQLITE_FULL: ("the disk is full", "make room, then start again: what was answered before is kept"),
    sqlite3.SQLITE_READONLY: ("the journal cannot be written: it is read-only", _WRITABLE),
    sqlite3.SQLITE_CANTOPEN: ("the journal cannot be opened", _WRITABLE),
    sqlite3.SQLITE_PERM: ("the journal cannot be opened", _WRITABLE),
    sqlite3.SQLITE_BUSY: ("another program holds the journal", "end it, then start again"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


def connect(uri: str) -> sqlite3.Connection:
    """A connection in which each statement stands for itself, unless a transaction was begun."""
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)


def is_missing(path: Path) -> bool:
    """Whether there is no file, or an empty one that nothing was ever written to."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        _refuse(
            path,
            f"the journal cannot be opened: {error.strerror}",
            "make it readable, or set DLQUIZ_HOME to a folder that is",
        )


def make_private(path: Path) -> None:
    """Make the file, empty, before SQLite does: SQLite would let others read it."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return  # and not opened here: to close it would let go of every lock that this process holds on it
    except OSError as error:
        _refuse(path, f"the journal cannot be written: {error.strerror}", _WRITABLE)


def only_writer(path: Path) -> sqlite3.Connection:
    """Hold a lock that the system lets go of when this process ends, however it ends.

    It is SQLite's own lock, on an empty file beside the journal: readers of the journal need not wait for it.
    """
    beside = path.with_name(path.name + ".lock")
    make_private(beside)
    lock = sqlite3.connect(beside, isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        _refuse(path, "another session is writing to this journal", "end it (q), or set DLQUIZ_HOME to another folder")
    return lock


def refuse_what_is_not_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Leave another program's database alone, and what a newer dlquiz wrote."""
    version, application = pragma(connection, "user_version"), pragma(connection, "application_id")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION and (tables or version or application):
        _refuse(
            path, "this is not a journal of dlquiz but another program's database", "set DLQUIZ_HOME to another folder"
        )
    if version > len(migrations.MIGRATIONS):
        _refuse(path, "this journal was written by a newer dlquiz", "pip install --upgrade dlquiz")


def refuse_an_older_one(connection: sqlite3.Connection, path: Path) -> None:
    """A reader cannot bring an older journal up to date."""
    if pragma(connection, "user_version") < len(migrations.MIGRATIONS):
        _refuse(
            path, "this journal was written by an older dlquiz", "dlquiz review   (it brings the journal up to date)"
        )


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close `connection` when what is done inside fails."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into three lines for a person."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        what, try_ = _EXPLAINED.get(primary, (f"the journal cannot be used: {error}", _WRITABLE))
        _refuse(path, what, try_)


def _refuse(path: Path, what: str, try_: str) -> NoReturn:
    raise MissingError(what, f"at {path}", try_) from None
