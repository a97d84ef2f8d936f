"""What is in the journal's file, and how one of each earlier version becomes one of this."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress

APPLICATION = 0x444C515A  # "DLQZ": SQLite's mark of whose file it is


def _first_journal(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        CREATE TABLE events (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            at TEXT NOT NULL,
            session TEXT NOT NULL,
            question TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            form TEXT,
            rating INTEGER CHECK (rating BETWEEN 1 AND 4),
            right INTEGER CHECK (right IN (0, 1)),
            answer TEXT NOT NULL,
            seconds REAL,
            confidence REAL,
            scheduler TEXT NOT NULL,
            target TEXT NOT NULL,
            detail TEXT NOT NULL
        )
        """
    )
    connection.execute("CREATE INDEX events_by_question ON events (question, row)")
    connection.execute("CREATE INDEX events_by_session ON events (session, row)")
    connection.execute("CREATE INDEX events_by_kind ON events (kind, row)")
    connection.execute("CREATE INDEX events_by_target ON events (target) WHERE target <> ''")
    for change in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER no_{change.lower()} BEFORE {change} ON events "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


MIGRATIONS: list[Callable[[sqlite3.Connection], None]] = [_first_journal]
"""What brings a journal from each version to the next; only ever appended to."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the migrations that the journal has not had yet: all of them or, after an error, none."""
    version = pragma(connection, "user_version")
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations "
            "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        )
        for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
            migration(connection)
            name = migration.__name__.strip("_")
            connection.execute("INSERT INTO migrations (number, name) VALUES (?, ?)", (number, name))
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        # Whatever went wrong, the old version must still be whole; SQLite may have rolled back by itself.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """The number that SQLite keeps under `name` in the file's header."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
