"""The journal: the append-only log of a person's practice, in SQLite.

What is in it stays: nothing is changed or taken out, an undo is one more event.  One process writes at a time,
any number read meanwhile.  An event is on the disk when `append` returns.
"""

from sqlite3 import sqlite_version as SQLITE_VERSION  # noqa: N812 -- it does not change

from dlquiz.journal.journal import Journal, Line, check_journal

__all__ = ["SQLITE_VERSION", "Journal", "Line", "check_journal"]
