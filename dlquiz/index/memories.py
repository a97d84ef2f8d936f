"""From the journal to the index: the memories, kept ready.

Only the questions that the new events concern are folded again, each from all its events; so an undo, or an
event that comes late, needs no rule of its own.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from dlquiz.event import Event, Kind, Rating, undone
from dlquiz.index.store import MEMORY_TABLES, read_about, write_about, writing
from dlquiz.journal import Journal
from dlquiz.schedule import Memory, Schedule, Standing, follow

Answer = tuple[str, int, str | None, bool, bool]
"""A row of `answers`: question, day, form, whether it was known from an earlier day, whether it was remembered."""


def catch_up(connection: sqlite3.Connection, journal: Journal, schedule: Schedule, key: str) -> None:
    """Fold what the journal holds beyond what was folded; all of it where `key` (what days depend on) is another."""
    with writing(connection):
        folded = int(read_about(connection, "folded") or 0)
        at = journal.at_place(folded)
        same_journal = folded == 0 or (at is not None and at.id == read_about(connection, "folded_id"))
        if folded == 0 or read_about(connection, "schedule") != key or not same_journal:
            newest: tuple[int, str] | None = _fold_all(connection, journal, schedule)
        else:
            newest = _fold_new(connection, journal, schedule, folded)
        if newest:
            place, event_id = newest
            write_about(connection, schedule=key, folded=str(place), folded_id=event_id)


def _fold_all(connection: sqlite3.Connection, journal: Journal, schedule: Schedule) -> tuple[int, str]:
    for table in MEMORY_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
    taken_back = undone(journal.of_kind(Kind.UNDO))
    standings: dict[str, Standing] = {}
    answers: list[Answer] = []
    newest = (0, "")
    for place, event in journal.lines():
        newest = (place, event.id)
        if event.question and event.kind is not Kind.UNDO and event.id not in taken_back:
            standings[event.question] = _follow(standings.get(event.question, Standing()), event, schedule, answers)
    _write(connection, standings, answers)
    return newest


def _fold_new(
    connection: sqlite3.Connection, journal: Journal, schedule: Schedule, folded: int
) -> tuple[int, str] | None:
    newest = None
    touched: set[str] = set()
    for place, event in journal.lines(folded):
        newest = (place, event.id)
        touched.add(_concerned(event, journal))
    standings: dict[str, Standing] = {}
    answers: list[Answer] = []
    for question in touched - {""}:
        events = journal.of_question(question)
        taken_back = undone(events)
        standing = Standing()
        for event in events:
            if event.kind is not Kind.UNDO and event.id not in taken_back:
                standing = _follow(standing, event, schedule, answers)
        standings[question] = standing
    for table in MEMORY_TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE question = ?", [(name,) for name in standings])  # noqa: S608
    _write(connection, standings, answers)
    return newest


def _concerned(event: Event, journal: Journal) -> str:
    """The question that an event is about; an undo's is that of its target."""
    seen: set[str] = set()
    while event.kind is Kind.UNDO and event.id not in seen:
        seen.add(event.id)
        target = journal.find(event.target)
        if target is None:
            return ""
        event = target[1]
    return event.question


def _follow(standing: Standing, event: Event, schedule: Schedule, answers: list[Answer]) -> Standing:
    after = follow(standing, event, schedule)
    if event.kind is Kind.REVIEW and after.memory is not None:
        day = after.memory.last
        known = standing.memory is not None and standing.memory.last < day
        recalled = event.rating is not Rating.AGAIN
        answers.append((event.question, day.toordinal(), event.form and event.form.value, known, recalled))
    return after


# --- rows -------------------------------------------------------------------------------------------

COLUMNS = "stability, difficulty, first, last, due, again, last_at, reviews, lapses, suspended, buried_until, flag"


def _write(connection: sqlite3.Connection, standings: dict[str, Standing], answers: Iterable[Answer]) -> None:
    rows = ((question, *_to_row(standing)) for question, standing in standings.items() if standing != Standing())
    connection.executemany(
        f"INSERT INTO memories (question, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 -- our own names
        rows,
    )
    connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", answers)


def _to_row(standing: Standing) -> tuple[object, ...]:
    memory: tuple[object, ...] = (None,) * 9
    if standing.memory is not None and standing.first is not None:
        kept = standing.memory
        memory = (
            kept.stability,
            kept.difficulty,
            standing.first.toordinal(),
            kept.last.toordinal(),
            kept.due.toordinal(),
            kept.again,
            kept.last_at.isoformat(),
            kept.reviews,
            kept.lapses,
        )
    buried = standing.buried_until.toordinal() if standing.buried_until else 0
    return (*memory, standing.suspended, buried, standing.flag)


def from_row(row: tuple[Any, ...]) -> Standing:
    """The standing that a row of `memories` (its `COLUMNS`) keeps."""
    stability, difficulty, first, last, due, again, last_at, reviews, lapses, suspended, buried_until, flag = row
    memory = None
    if stability is not None:
        at = datetime.fromisoformat(last_at)
        days = (date.fromordinal(last), date.fromordinal(due))
        memory = Memory(stability, difficulty, *days, reviews, lapses, bool(again), at)
    return Standing(
        memory,
        date.fromordinal(first) if first else None,
        bool(suspended),
        date.fromordinal(buried_until) if buried_until else None,
        flag,
    )
