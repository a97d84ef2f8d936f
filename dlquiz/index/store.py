"""The index's file: its tables, and how it is opened, thrown away and written to."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dlquiz.config import make_folder
from dlquiz.errors import MissingError

VERSION = 1
"""Of the tables below and of what is in them; an index of any other version is made anew."""

BANK_TABLES = ("files", "questions", "contents", "retired", "claims", "words")
MEMORY_TABLES = ("memories", "answers")

# Days are numbered as by date.toordinal, forms are bits (see `bit`).  What is scanned is kept apart from the long
# text of a question, so that picking among 20,000 reads one megabyte and not a hundred.
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, skipped INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE questions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE, topic TEXT NOT NULL,
    level INTEGER NOT NULL, forms INTEGER NOT NULL, claims TEXT NOT NULL, shuffle INTEGER NOT NULL
);
CREATE INDEX questions_by_topic ON questions (topic, id);
CREATE TABLE contents (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE retired (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, moved_to TEXT NOT NULL, why TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE claims (number INTEGER, id TEXT, says TEXT NOT NULL, demo TEXT NOT NULL, PRIMARY KEY (number, id))
    WITHOUT ROWID;
CREATE INDEX claims_by_id ON claims (id);
CREATE INDEX claims_by_demo ON claims (demo);
CREATE VIRTUAL TABLE words USING fts5 (
    ask, names, points, claims, options, answer, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TABLE memories (
    question TEXT PRIMARY KEY, stability REAL, difficulty REAL, first INTEGER, last INTEGER, due INTEGER,
    again INTEGER, last_at TEXT, reviews INTEGER, lapses INTEGER,
    suspended INTEGER NOT NULL, buried_until INTEGER NOT NULL, flag TEXT
) WITHOUT ROWID;
CREATE INDEX memories_by_due ON memories (due);
CREATE TABLE answers (
    question TEXT NOT NULL, day INTEGER NOT NULL, form TEXT, known INTEGER NOT NULL, recalled INTEGER NOT NULL
);
CREATE INDEX answers_by_question ON answers (question);
CREATE INDEX answers_by_day ON answers (day);
"""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def open_store(path: Path) -> sqlite3.Connection:
    """A connection to the index at `path`, with all its tables; a damaged or outdated file is thrown away first.

    Raises:
        MissingError: it cannot be made.
    """
    make_folder(path.parent)
    with explained(path):
        try:
            return _opened(path)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
        throw_away(path)
        return _opened(path)


def _opened(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, VERSION}:
            connection.close()
            throw_away(path)
            connection = _connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may cost the newest rows: they are derived, and derived again.
        connection.execute("PRAGMA synchronous = NORMAL")
        if version != VERSION:
            _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    # SQLite would let others read it, and it holds the notes of flags.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return sqlite3.connect(path, isolation_level=None, timeout=10)


def _make_tables(connection: sqlite3.Connection) -> None:
    with writing(connection):
        # Another process may have made them while this one waited its turn.
        if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def throw_away(path: Path) -> None:
    """Remove the index and what SQLite keeps beside it; nothing is lost that is not derived again."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside is there together after it, or, after an error, not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite may have rolled back by itself
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into three lines for a person; a damaged index is gone after it."""
    try:
        yield
    except sqlite3.Error as error:
        if _is_damaged(error):
            with suppress(OSError):
                throw_away(path)
            raise MissingError("the index was damaged", f"at {path}", "start again: it is made anew") from None
        try_ = "make its folder writable and the disk roomy, or set DLQUIZ_HOME to another folder"
        raise MissingError(f"the index cannot be used: {error}", f"at {path}", try_) from None
    except OSError as error:
        raise MissingError(f"the index cannot be used: {error.strerror}", f"at {path}", f"remove {path}") from None


def _is_damaged(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def read_about(connection: sqlite3.Connection, key: str) -> str:
    """What the index knows of itself under `key`; empty where it knows nothing."""
    row = connection.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def write_about(connection: sqlite3.Connection, **values: str) -> None:
    """Keep each of `values` under its name."""
    connection.executemany("INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", values.items())
