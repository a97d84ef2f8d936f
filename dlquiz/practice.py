"""One person's practice of one bank: the journal, the index and the settings together."""

import contextlib
import json
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from random import Random
from typing import Self

from dlquiz.config import Config, Places, places, read_config
from dlquiz.errors import UsageError
from dlquiz.event import Event, Kind, Rating, net_of_undo, new_id
from dlquiz.index import Counts, Index, Scope
from dlquiz.journal import Journal
from dlquiz.pack import Pack, built_in
from dlquiz.question import Form, Question
from dlquiz.schedule import SCHEDULER, Schedule, intervals
from dlquiz.session import Candidate, Done, Step, Summary, Turn, arrange, begin, choose_form, remaining, summarise

_POOL = 50
_RECENT_DAYS = 30
_WEAKEST = 3
_ANY = 10


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What is left of the last session, if it was not brought to its end today."""

    turns: tuple[Turn, ...]
    seed: int
    cram: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a session: what it came to, and how many questions are due tomorrow."""

    summary: Summary
    due_tomorrow: int


@dataclass(frozen=True, slots=True)
class Today:
    """What home shows: the state of the bank and the memories on `day`.

    `retention` and the shares in `weakest` (lowest first) are of the last 30 days; None where nothing was due yet.
    """

    day: date
    counts: Counts
    topics: int
    to_review_due: int
    to_review_new: int
    retention: float | None
    weakest: tuple[tuple[str, float], ...]
    interrupted: int
    cannot_measure: int

    @property
    def to_review(self) -> int:
        """How many questions a review would ask now."""
        return self.to_review_due + self.to_review_new


class Practice:
    """An open journal and index over the bank.  Made by `Practice.open`, as a context manager."""

    def __init__(self, pack: Pack, where: Places, config: Config, journal: Journal, index: Index) -> None:
        self.pack = pack
        self.places = where
        self.config = config
        self.journal = journal
        self.index = index
        self._questions: dict[str, Question] = {}

    @classmethod
    @contextlib.contextmanager
    def open(cls, *, write: bool, fresh: bool = False) -> Iterator[Self]:
        """This person's practice of the built-in bank; `fresh` looks for files that changed before anything else.

        Raises:
            MissingError: the journal or the index cannot be opened, or another session is writing.
            BankError: there is no bank.
        """
        pack, where = built_in(), places()
        config = read_config(where.config)
        schedule = Schedule(config.retention, config.day_starts)
        with (
            Journal.open(where.journal, write=write) as journal,
            Index.open(where.index, pack, schedule) as index,
        ):
            if fresh:
                index.refresh()
            index.catch_up(journal)
            yield cls(pack, where, config, journal, index)

    # --- what is asked ------------------------------------------------------------------------------

    def look_up(self, question: str) -> Question:
        """The question called `question`; its wording stays the same until it is edited."""
        if question not in self._questions:
            self._questions[question] = self.index.question(question)
        return self._questions[question]

    def day(self, at: datetime) -> date:
        """The day of practice that `at` belongs to."""
        return self.index.schedule.day_of(at)

    def review_turns(self, at: datetime, seed: int, limit: int | None = None) -> list[Turn]:
        """What is due at `at`, most forgotten first, then new questions, within the limits of the day."""
        day = self.day(at)
        counts = self.index.counts(day)
        due = self.index.due(day, max(0, self.config.due_per_day - counts.due_today))
        new = self.index.new(day, max(0, self.config.new_per_day - counts.new_today), seed)
        return self._turns([*arrange(due), *arrange(new)], seed, limit)

    def quiz_turns(self, scope: Scope, seed: int, limit: int) -> list[Turn]:
        """`limit` questions of `scope` in an order drawn from `seed`, topics interleaved."""
        pool = self.index.pool(seed, limit + _POOL, scope)
        return self._turns(arrange(pool), seed, limit, scope.form)

    def any_turns(self, seed: int) -> list[Turn]:
        """Ten questions from anywhere in the bank."""
        return self.quiz_turns(Scope(), seed, _ANY)

    def _turns(
        self, candidates: Iterable[Candidate], seed: int, limit: int | None, form: Form | None = None
    ) -> list[Turn]:
        rng = Random(seed)  # noqa: S311 -- a choice of forms, not a secret
        can_measure = has_torch()
        chosen = ((one, choose_form(one, rng, wanted=form, can_measure=can_measure)) for one in candidates)
        turns = [Turn(one.question, found) for one, found in chosen if found is not None]
        return turns[:limit]

    def today(self, at: datetime) -> Today:
        """What home shows at `at`."""
        from dlquiz.statistics import retention, retention_by  # noqa: PLC0415 -- not needed to ask

        day = self.day(at)
        counts = self.index.counts(day)
        tallies = self.index.tallies(day - timedelta(days=_RECENT_DAYS))
        by_topic = retention_by(tallies, lambda tally: tally.topic)
        weakest = sorted((share.share, topic) for topic, share in by_topic.items() if topic)[:_WEAKEST]
        interrupted = self.interrupted(at)
        return Today(
            day=day,
            counts=counts,
            topics=len(self.index.topics()),
            to_review_due=min(counts.due, max(0, self.config.due_per_day - counts.due_today)),
            to_review_new=min(counts.new, max(0, self.config.new_per_day - counts.new_today)),
            retention=retention(tallies),
            weakest=tuple((topic, share) for share, topic in weakest),
            interrupted=len(interrupted.turns) if interrupted else 0,
            cannot_measure=self.cannot_measure(),
        )

    def cannot_measure(self) -> int:
        """How many questions have a prediction that is left out because torch is not there."""
        return 0 if has_torch() else len(self.index.ids(Scope(form=Form.PREDICT)))

    # --- sessions -----------------------------------------------------------------------------------

    def begin(self, turns: Sequence[Turn], seed: int, at: datetime, *, cram: bool = False) -> Step:
        """A new session over `turns`.

        Raises:
            UsageError: there is nothing to ask.
        """
        if not turns:
            raise UsageError("there is nothing to ask", "in the bank, with what was chosen", "dlquiz topics")
        return begin(new_id(at), turns, seed, at, self.look_up, cram=cram)

    def resume(self, at: datetime) -> Step:
        """The interrupted session taken up again.

        Raises:
            UsageError: there is none today.
        """
        left = self.interrupted(at)
        if left is None:
            raise UsageError("no session was interrupted today", "in the journal", "dlquiz quiz")
        return self.begin(left.turns, left.seed, at, cram=left.cram)

    def interrupted(self, at: datetime) -> Interrupted | None:
        """What is left of the last session, where it began today and was not brought to its end."""
        last = self.journal.last(Kind.SESSION)
        if last is None or self.day(last.at) != self.day(at):
            return None
        events = net_of_undo(self.journal.of_session(last.session))
        if any(event.kind is Kind.END for event in events):
            return None
        plan = json.loads(last.detail)
        known = set(self.index.ids())
        turns = [Turn(question, Form(form)) for question, form in plan["turns"] if question in known]
        left = tuple(remaining(turns, events))
        return Interrupted(left, plan["seed"], plan["cram"]) if left else None

    def record(self, events: Iterable[Event]) -> None:
        """Write `events` down; they are on the disk when this returns, and in the memories."""
        written = False
        for event in events:
            self.journal.append(self._stamped(event))
            written = True
        if written:
            self.index.catch_up(self.journal)

    def _stamped(self, event: Event) -> Event:
        if event.kind not in {Kind.REVIEW, Kind.CRAM, Kind.FLAG}:
            return event
        return replace(event, fingerprint=self.index.fingerprint(event.question), scheduler=SCHEDULER)

    def outcome(self, done: Sequence[Done], at: datetime) -> Outcome:
        """What the answers `done` came to."""
        return Outcome(summarise(done, self.look_up), sum(self.index.forecast(self.day(at), 2)))

    # --- one question -------------------------------------------------------------------------------

    def intervals(self, question: str, at: datetime) -> dict[Rating, int]:
        """Days until `question` returns after each rating; 0 is ten minutes."""
        return intervals(self.index.memory(question), self.day(at), self.config.retention)

    def source(self, question: Question) -> tuple[str, str]:
        """The file name and the source of the demos of `question`, one after the other."""
        paths = [self.pack.demo_path(claim.demo) for claim in question.claims if claim.demo]
        texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
        return (paths[0].name if paths else "", "\n\n".join(texts))

    def edit(self, question: str) -> str:
        """Open the file of `question` in the person's editor; what came of it, in a sentence.

        Raises:
            UsageError: the bank is an installed one, or there is no editor.
        """
        if self.pack.version:
            raise UsageError("an installed bank cannot be edited", f"at {self.pack.root}", "edit it in a checkout")
        path = self.pack.questions / self.look_up(question).topic / f"{question}.yaml"
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 -- the person's own choice
        except OSError as error:
            raise UsageError(f"no editor: {error}", f"$EDITOR is {editor!r}", "EDITOR=nano dlquiz quiz") from None
        self._questions.pop(question, None)
        return f"{path}: what you changed is asked from the next time on; dlquiz check looks it over"

    def revised_since(self, question: Question) -> str:
        """Why the answer was revised since this person last saw it; empty where it was not."""
        memory = self.index.memory(question.id)
        if memory is None or not question.revised:
            return ""
        latest = max(question.revised, key=lambda revision: revision.date)
        return latest.why if latest.date > memory.last.isoformat() else ""


def has_torch() -> bool:
    """Whether demos can be run here."""
    return find_spec("torch") is not None


def new_seed() -> int:
    """A seed for a session that was given none."""
    return int.from_bytes(os.urandom(4))


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
