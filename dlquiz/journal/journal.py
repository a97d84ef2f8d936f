"""An open journal."""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dlquiz.config import make_folder
from dlquiz.event import Event, Kind, Rating
from dlquiz.journal.migrations import migrate
from dlquiz.journal.opening import (
    closed_on_error,
    connect,
    explained,
    is_missing,
    make_private,
    only_writer,
    refuse_an_older_one,
    refuse_what_is_not_ours,
)
from dlquiz.question import Form

Line = tuple[int, Event]
"""An event and its place in the journal, counted from 1."""

_FIELDS = tuple(field.name for field in fields(Event))
_COLUMNS = ", ".join(_FIELDS)


class Journal:
    """An open journal; a context manager.  Made by `Journal.open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: sqlite3.Connection | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, write: bool) -> Self:
        """The journal at `path`.

        To `write` makes it where there is none, brings an older one up to date, and keeps every other process from
        writing until `close`.  To read makes and changes nothing: where there is no journal it is an empty one.

        Raises:
            MissingError: it cannot be opened, is damaged, belongs to a newer dlquiz or to another program, or another
                process writes to it.  The file is left as it is.
        """
        if write:
            return cls._open_to_write(path)
        with explained(path):
            if is_missing(path):
                connection = connect(":memory:")
                migrate(connection)
                return cls(path, connection, None)
            connection = connect(f"{path.absolute().as_uri()}?mode=ro")
            with closed_on_error(connection):
                refuse_what_is_not_ours(connection, path)
                refuse_an_older_one(connection, path)
        return cls(path, connection, None)

    @classmethod
    def _open_to_write(cls, path: Path) -> Self:
        make_folder(path.parent)
        with explained(path):
            make_private(path)
            lock = only_writer(path)
            with closed_on_error(lock):
                connection = connect(f"{path.absolute().as_uri()}?mode=rw")
                with closed_on_error(connection):
                    refuse_what_is_not_ours(connection, path)
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.execute("PRAGMA synchronous = FULL")
                    migrate(connection)
        return cls(path, connection, lock)

    def close(self) -> None:
        """Close the file and let others write."""
        self._connection.close()
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, event: Event) -> int:
        """Write `event` down; it is on the disk when this returns its place.

        Raises:
            MissingError: it could not be written (a full disk, say); nothing of it was.
            ValueError: an event with this id is already there.
        """
        values = ", ".join("?" * len(_FIELDS))
        with explained(self.path):
            try:
                cursor = self._connection.execute(f"INSERT INTO events ({_COLUMNS}) VALUES ({values})", _to_row(event))  # noqa: S608 -- our own names
            except sqlite3.IntegrityError as error:
                message = f"the event {event.id} cannot be appended: {error}"
                raise ValueError(message) from None
        assert cursor.lastrowid is not None  # noqa: S101 -- an INSERT has one
        return cursor.lastrowid

    def lines(self, after: int = 0) -> Iterator[Line]:
        """The events that follow the place `after`, oldest first, with their places."""
        return self._select("WHERE row > ? ORDER BY row", (after,))

    def events(self, after: int = 0) -> Iterator[Event]:
        """The events that follow the place `after`, oldest first."""
        return (event for _, event in self.lines(after))

    def of_question(self, question: str) -> list[Event]:
        """The events of one question, oldest first, with the undos of any of them."""
        with_undos = """
            WITH RECURSIVE its(id) AS (
                SELECT id FROM events WHERE question = ?
                UNION SELECT events.id FROM events JOIN its ON events.target = its.id WHERE events.target <> ''
            )
            SELECT id FROM its
        """
        return [event for _, event in self._select(f"WHERE id IN ({with_undos}) ORDER BY row", (question,))]

    def of_session(self, session: str) -> list[Event]:
        """The events of one session, oldest first."""
        return [event for _, event in self._select("WHERE session = ? ORDER BY row", (session,))]

    def of_kind(self, kind: Kind) -> Iterator[Event]:
        """The events of one kind, oldest first."""
        return (event for _, event in self._select("WHERE kind = ? ORDER BY row", (kind.value,)))

    def last(self, kind: Kind) -> Event | None:
        """The newest event of a kind."""
        return next(
            (event for _, event in self._select("WHERE kind = ? ORDER BY row DESC LIMIT 1", (kind.value,))), None
        )

    def find(self, id: str) -> Line | None:  # noqa: A002 -- the noun's own word
        """The event with this id, and its place."""
        return next(self._select("WHERE id = ?", (id,)), None)

    def at_place(self, place: int) -> Event | None:
        """The event at a place."""
        return next((event for _, event in self._select("WHERE row = ?", (place,))), None)

    def _select(self, where: str, values: tuple[object, ...]) -> Iterator[Line]:
        with explained(self.path):
            for row in self._connection.execute(f"SELECT row, {_COLUMNS} FROM events {where}", values):  # noqa: S608 -- our own text
                yield row[0], _from_row(row[1:])


def check_journal(path: Path) -> str:
    """What SQLite's own integrity check says of the journal at `path`; empty is sound, as is no journal at all.

    Raises:
        MissingError: it cannot even be opened.
    """
    with Journal.open(path, write=False) as journal, explained(path):
        found = [str(row[0]) for row in journal._connection.execute("PRAGMA integrity_check")]  # noqa: SLF001 -- same room
    return "" if found == ["ok"] else "; ".join(found)


def _to_row(event: Event) -> tuple[object, ...]:
    values: dict[str, Any] = {name: getattr(event, name) for name in _FIELDS}
    values["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    values["kind"] = event.kind.value
    values["form"] = event.form and event.form.value
    values["rating"] = event.rating and int(event.rating)
    return tuple(values[name] for name in _FIELDS)


def _from_row(row: tuple[Any, ...]) -> Event:
    values = dict(zip(_FIELDS, row, strict=True))
    values["at"] = datetime.fromisoformat(values["at"])
    values["kind"] = Kind(values["kind"])
    values["form"] = values["form"] and Form(values["form"])
    values["rating"] = values["rating"] and Rating(values["rating"])
    values["right"] = None if values["right"] is None else bool(values["right"])
    return Event(**values)
