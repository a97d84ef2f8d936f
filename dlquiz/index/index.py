"""The index as the other rooms ask it."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from threading import Thread
from types import TracebackType
from typing import Any, Self
from zlib import crc32

from dlquiz.bank import unknown
from dlquiz.errors import BankError, UsageError
from dlquiz.index import files, memories, words
from dlquiz.index.store import explained, open_store
from dlquiz.index.values import Counts, Hit, Scope, Tally
from dlquiz.journal import Journal
from dlquiz.pack import Pack
from dlquiz.question import Claim, Form, Question
from dlquiz.schedule import Memory, Schedule, Standing
from dlquiz.session.plan import Candidate

_EVERYTHING = Scope()
# A random order that a seed draws: a linear map modulo a prime of the fixed random number that each question has.
_SHUFFLED = f"(shuffle * :factor + :offset) % {files.PRIME}, questions.id"
_ASKED = "questions.id, topic, forms, claims"
_HELD = "(suspended OR buried_until > :day)"


class Index:
    """An open index; a context manager, for the thread that opened it.  Made by `Index.open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, pack: Pack, schedule: Schedule) -> None:
        self.path = path
        self.pack = pack
        self.schedule = schedule
        self._connection = connection

    @classmethod
    def open(cls, path: Path, pack: Pack, schedule: Schedule) -> Self:
        """The index of `pack` at `path`; made, or made anew, where it is missing, damaged or another pack's.

        The memories in it are as old as the last `catch_up`.

        Raises:
            MissingError: it cannot be made.
        """
        index = cls(path, open_store(path), pack, schedule)
        try:
            with explained(path):
                if not files.belongs(index._connection, pack):
                    files.refresh(index._connection, pack)
        except BaseException:
            index.close()
            raise
        return index

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- keeping up -----------------------------------------------------------------------------------

    def catch_up(self, journal: Journal) -> None:
        """Fold into the memories what the journal holds beyond them."""
        with explained(self.path):
            memories.catch_up(self._connection, journal, self.schedule, _key(self.schedule))

    def refresh(self) -> int:
        """Read again what changed in a folder that somebody may be editing; how many files that were."""
        if self.pack.version:
            return 0
        with explained(self.path):
            return files.refresh(self._connection, self.pack)

    def refresh_meanwhile(self) -> Thread:
        """`refresh` in a thread with a connection of its own, while the person reads; nothing waits for it.

        What goes wrong there shows when the next `refresh` is asked for, or in `dlquiz check`.
        """
        thread = Thread(target=_refresh_quietly, args=(self.path, self.pack, self.schedule), daemon=True)
        thread.start()
        return thread

    # --- the bank -------------------------------------------------------------------------------------

    def question(self, id: str) -> Question:  # noqa: A002 -- the noun's own word
        """The question called `id`, as its file says now; a moved one is followed to where it is.

        Raises:
            UsageError: there is none; it gives the nearest names, or says why it was withdrawn.
            BankError: its file can no longer be read as a question.
        """
        from dlquiz.stored import from_json  # noqa: PLC0415 -- not needed to open an index

        text = self._fresh(id) or (self.refresh() and self._fresh(id))
        if not text:
            raise self._no_such(id)
        return from_json(text)

    def questions(self, scope: Scope = _EVERYTHING) -> Iterator[Question]:
        """The questions in `scope` as they are indexed, topic by topic."""
        from dlquiz.stored import from_json  # noqa: PLC0415 -- not needed to open an index

        where, values = self._where(scope)
        sql = f"SELECT json FROM questions JOIN contents USING (number) WHERE {where} ORDER BY topic, id"  # noqa: S608 -- our own text
        return (from_json(text) for (text,) in self._rows(sql, **values))

    def ids(self, scope: Scope = _EVERYTHING) -> list[str]:
        """The ids of the questions in `scope`, topic by topic."""
        where, values = self._where(scope)
        return self._column(f"SELECT id FROM questions WHERE {where} ORDER BY topic, id", **values)  # noqa: S608 -- our own text

    def topics(self) -> dict[str, int]:
        """How many questions each topic has, by its name."""
        return dict(self._rows("SELECT topic, count(*) FROM questions GROUP BY topic ORDER BY topic"))

    def fingerprint(self, id: str) -> str:  # noqa: A002 -- the noun's own word
        """The fingerprint of the wording of the question called `id`, as it is indexed; "" where there is none."""
        sql = "SELECT fingerprint FROM contents JOIN questions USING (number) WHERE id = :id"
        return next(iter(self._column(sql, id=id)), "")

    def claim(self, id: str) -> Claim | None:  # noqa: A002 -- the noun's own word
        """What the claim called `id` says, and its demo; None where there is none."""
        rows = self._rows("SELECT id, says, demo FROM claims WHERE id = :id LIMIT 1", id=id)
        return next((Claim(*row) for row in rows), None)

    def claim_ids(self) -> list[str]:
        """The ids of all claims."""
        return self._column("SELECT DISTINCT id FROM claims ORDER BY id")

    def questions_of(self, demo: str) -> list[str]:
        """The ids of the questions of which the demo `topic/stem` settles a claim."""
        sql = "SELECT DISTINCT questions.id FROM claims JOIN questions USING (number) WHERE demo = :demo ORDER BY 1"
        return self._column(sql, demo=demo)

    def search(self, text: str, scope: Scope = _EVERYTHING, limit: int = 50) -> list[Hit]:
        """The questions in which each word of `text` stands or begins a word, the best first; any text is safe."""
        where, values = self._where(scope)
        query = words.read_query(text)
        if not query:
            return []
        return [words.to_hit(row) for row in self._rows(words.statement(where), query=query, limit=limit, **values)]

    # --- practice -------------------------------------------------------------------------------------

    def due(self, day: date, limit: int, scope: Scope = _EVERYTHING) -> list[Candidate]:
        """What is due on `day`, the most forgotten first.

        Retrievability falls with elapsed time over stability, so that orders them without FSRS.
        """
        where, values = self._where(scope)
        sql = f"""
            SELECT {_ASKED}, 1 FROM memories JOIN questions ON questions.id = question
            WHERE due <= :day AND NOT {_HELD} AND {where}
            ORDER BY (:day - last) / stability DESC, last_at, question LIMIT :limit
        """  # noqa: S608 -- our own text
        return self._candidates(sql, day=day.toordinal(), limit=limit, **values)

    def new(self, day: date, limit: int, seed: int, scope: Scope = _EVERYTHING) -> list[Candidate]:
        """Questions never answered, the lower levels first, those of one level in an order that `seed` draws."""
        where, values = self._where(scope)
        sql = f"""
            SELECT {_ASKED}, 0 FROM questions LEFT JOIN memories ON questions.id = question
            WHERE stability IS NULL AND (question IS NULL OR NOT {_HELD}) AND {where}
            ORDER BY level, {_SHUFFLED} LIMIT :limit
        """  # noqa: S608 -- our own text
        return self._candidates(sql, day=day.toordinal(), limit=limit, **_draw(seed), **values)

    def pool(self, seed: int, limit: int, scope: Scope = _EVERYTHING) -> list[Candidate]:
        """Questions in `scope`, due or not, without the suspended ones, in an order that `seed` draws."""
        where, values = self._where(scope)
        sql = f"""
            SELECT {_ASKED}, stability IS NOT NULL FROM questions LEFT JOIN memories ON questions.id = question
            WHERE (question IS NULL OR NOT suspended) AND {where} ORDER BY {_SHUFFLED} LIMIT :limit
        """  # noqa: S608 -- our own text
        return self._candidates(sql, limit=limit, **_draw(seed), **values)

    def standing(self, question: str) -> Standing:
        """Where one question stands for this person."""
        sql = f"SELECT {memories.COLUMNS} FROM memories WHERE question = :question"  # noqa: S608 -- our own names
        return next((memories.from_row(row) for row in self._rows(sql, question=question)), Standing())

    def memory(self, question: str) -> Memory | None:
        """What is remembered of one question; None where it was never answered."""
        return self.standing(question).memory

    def suspended(self) -> list[str]:
        """The ids of the suspended questions, topic by topic."""
        sql = "SELECT id FROM memories JOIN questions ON id = question WHERE suspended ORDER BY topic, id"
        return self._column(sql)

    def flagged(self) -> dict[str, str]:
        """The note of each flagged question, by its id, topic by topic."""
        sql = "SELECT id, flag FROM memories JOIN questions ON id = question WHERE flag IS NOT NULL ORDER BY topic, id"
        return dict(self._rows(sql))

    def forecast(self, day: date, days: int) -> list[int]:
        """How many questions fall due on each of `days` days from `day` on; what is overdue, on the first."""
        first = day.toordinal()
        sql = """
            SELECT max(due, buried_until, :first) AS falls, count(*) FROM memories JOIN questions ON id = question
            WHERE due < :end AND NOT suspended GROUP BY falls
        """
        found = dict(self._rows(sql, first=first, end=first + days))
        return [found.get(one, 0) for one in range(first, first + days)]

    def counts(self, day: date) -> Counts:
        """How many questions there are in which state on `day`."""
        sql = f"""
            SELECT count(stability), total(suspended), count(flag), total(first = :day),
                total(last = :day AND first < :day), total(stability IS NULL AND {_HELD})
            FROM memories JOIN questions ON id = question
        """  # noqa: S608 -- our own text
        (row,) = self._rows(sql, day=day.toordinal())
        seen, suspended, flagged, new_today, due_today, held = map(int, row)
        ((total,),) = self._rows("SELECT count(*) FROM questions")
        ((skipped,),) = self._rows("SELECT count(*) FROM files WHERE skipped")
        due, *week = self.forecast(day, 8)
        new = total - seen - held
        return Counts(total, due, tuple(week), new, new_today, due_today, suspended, flagged, skipped)

    def tallies(self, since: date = date.min) -> list[Tally]:
        """The reviews from the day `since` on, counted by day, topic and form."""
        sql = """
            SELECT day, coalesce(topic, ''), form, count(*), total(known), total(known AND recalled)
            FROM answers LEFT JOIN questions ON id = question WHERE day >= :since GROUP BY day, topic, form ORDER BY day
        """
        return [
            Tally(date.fromordinal(day), topic, form and Form(form), reviews, int(known), int(recalled))
            for day, topic, form, reviews, known, recalled in self._rows(sql, since=since.toordinal())
        ]

    # --- below ----------------------------------------------------------------------------------------

    def _rows(self, sql: str, **values: object) -> list[Any]:
        with explained(self.path):
            return self._connection.execute(sql, values).fetchall()

    def _column(self, sql: str, **values: object) -> list[str]:
        return [row[0] for row in self._rows(sql, **values)]

    def _candidates(self, sql: str, **values: object) -> list[Candidate]:
        return [
            Candidate(question, topic, files.forms_of(forms), tuple(claims.split()), bool(seen))
            for question, topic, forms, claims, seen in self._rows(sql, **values)
        ]

    def _where(self, scope: Scope) -> tuple[str, dict[str, object]]:
        """What admits the questions in `scope`, and the values that it names."""
        self._know_topics(scope.topics)
        parts, values = ["1"], dict[str, object]()
        if scope.topics:
            values |= {f"topic{place}": topic for place, topic in enumerate(scope.topics)}
            parts.append(f"questions.topic IN ({', '.join(f':{name}' for name in values)})")
        if scope.level is not None:
            parts.append("questions.level = :level")
            values["level"] = scope.level
        if scope.form is not None:
            parts.append("questions.forms & :form")
            values["form"] = files.bit(scope.form)
        return " AND ".join(parts), values

    def _know_topics(self, topics: tuple[str, ...]) -> None:
        if not topics or set(topics) <= self.topics().keys():
            return
        self.refresh()
        known = self.topics()
        for topic in topics:
            if topic not in known:
                raise unknown("topic", topic, known, "dlquiz quiz", "dlquiz topics")

    def _fresh(self, id: str) -> str:  # noqa: A002 -- the noun's own word
        """The JSON of a question, read again where its file changed; "" where there is none."""
        sql = """
            SELECT json, path, mtime_ns, size FROM questions JOIN contents USING (number) JOIN files USING (path)
            WHERE id = :id
        """
        row = next(iter(self._rows(sql, id=self._moved(id))), None)
        if row is None:
            return ""
        text, place, *stamp = row
        path = self.pack.questions / place
        if self.pack.version or files.stamp(path) == tuple(stamp):
            return str(text)
        with explained(self.path):
            files.read_again(self._connection, [path], self.pack)
        rows = self._rows("SELECT json FROM questions JOIN contents USING (number) WHERE path = :path", path=place)
        if not rows and path.exists():
            raise _unreadable(path)
        return next((str(text) for (text,) in rows), "")

    def _moved(self, id: str) -> str:  # noqa: A002 -- the noun's own word
        seen = set[str]()
        while id not in seen:
            seen.add(id)
            moved_to = self._column("SELECT moved_to FROM retired WHERE id = :id AND moved_to <> ''", id=id)
            id = moved_to[0] if moved_to else id  # noqa: A001 -- the noun's own word
        return id

    def _no_such(self, id: str) -> UsageError:  # noqa: A002 -- the noun's own word
        for why in self._column("SELECT why FROM retired WHERE id = :id", id=id):
            return UsageError(f"the question {id!r} was withdrawn: {why}", "in the bank", "dlquiz list")
        return unknown("question", id, self.ids(), "dlquiz show", "dlquiz list")


def _refresh_quietly(path: Path, pack: Pack, schedule: Schedule) -> None:
    # Not even a fault of ours may write over the question that somebody is reading.
    with suppress(Exception), Index.open(path, pack, schedule) as index:
        index.refresh()


def _draw(seed: int) -> dict[str, object]:
    rng = Random(seed)  # noqa: S311 -- an order of questions, no secret
    return {"factor": rng.randrange(1, files.PRIME), "offset": rng.randrange(files.PRIME)}


def _unreadable(path: Path) -> BankError:
    from dlquiz.load import load_file  # noqa: PLC0415 -- only where a file is broken

    finding = load_file(path).findings[0]
    return BankError(finding.what, f"{path}:{finding.line}", finding.try_)


def _key(schedule: Schedule) -> str:
    """What the days and intervals of `schedule` depend on; a zone counts by its offsets, whatever it is called."""
    months = (datetime(year, month, 1, tzinfo=UTC) for year in range(2020, 2040) for month in range(1, 13))
    offsets = [str(month.astimezone(schedule.zone).utcoffset()) for month in months]
    return f"{schedule.retention} {schedule.day_starts} {crc32(' '.join(offsets).encode()):08x}"
