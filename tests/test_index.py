"""Laws of the index: it says what the files and the journal say, and can be thrown away at any time."""

import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import START, TOPICS, mark, review, write_bank, write_question

from dlquiz import load
from dlquiz.errors import BankError, DlquizError, MissingError, UsageError
from dlquiz.event import Event, Kind, net_of_undo
from dlquiz.index import Index, Scope
from dlquiz.journal import Journal
from dlquiz.load import load_bank
from dlquiz.pack import Pack
from dlquiz.question import Form
from dlquiz.schedule import Schedule, fold, retrievability
from dlquiz.stored import fingerprint

UTC_DAYS = Schedule(zone=UTC)
TODAY = START.date()
QUESTIONS = [f"q{number}" for number in range(6)]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A folder with six questions that somebody may be editing."""
    return write_bank(tmp_path / "bank")


@pytest.fixture
def index(home: Path, bank: Path) -> Iterator[Index]:
    """The index of that bank."""
    with Index.open(home / "index.db", Pack("bank", bank), UTC_DAYS) as index:
        yield index


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    """An empty journal."""
    with Journal.open(home / "journal.db", write=True) as journal:
        yield journal


@contextmanager
def no_file_is_read(monkeypatch) -> Iterator[None]:
    """Inside, reading a question from its file fails the test."""
    with monkeypatch.context() as patch:
        patch.setattr(load, "load_file", lambda path: pytest.fail(f"{path} was read"))
        patch.setattr(Pack, "question_paths", lambda _: pytest.fail("the bank was scanned"))
        yield


def add(journal: Journal, index: Index, *events: Event) -> None:
    """Append `events` and fold them in."""
    for event in events:
        journal.append(event)
    index.catch_up(journal)


@cache
def _made(count: int) -> Index:
    """An index of `count` questions, made once and not written to."""
    folder = Path(tempfile.mkdtemp())
    return Index.open(folder / "index.db", Pack("bank", write_bank(folder / "bank", count)), UTC_DAYS)


def _copy_of_six(path: Path) -> Index:
    """A new index of six questions, to be written to."""
    made = _made(6)
    made._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(made.path, path)
    return Index.open(path, made.pack, UTC_DAYS)


def asked(candidates) -> list[str]:
    """The ids of candidates."""
    return [one.question for one in candidates]


# --- the bank ---------------------------------------------------------------------------------------


def test_the_index_says_what_the_files_say(index, bank) -> None:
    """Every question comes back equal to the one that its file holds, with its fingerprint, topics and claims."""
    questions = load_bank(Pack("bank", bank))[0].questions

    assert {one.id: one for one in index.questions()} == dict(questions)
    assert index.ids() == sorted(questions, key=lambda one: (questions[one].topic, one))
    assert index.topics() == dict.fromkeys(TOPICS, 2)
    for id, question in questions.items():  # noqa: A001 -- the noun's own word
        assert index.question(id) == question
        assert index.fingerprint(id) == fingerprint(question)
    assert index.claim("q0-claim").demo == "activations/factors_are_small"
    assert index.claim("nothing") is None
    assert index.claim_ids() == [f"{question}-claim" for question in QUESTIONS]
    assert index.questions_of("activations/factors_are_small") == ["q0", "q3"]


def test_an_existing_index_is_opened_without_reading_the_bank(index, monkeypatch) -> None:
    """A second start scans nothing and reads no question's file, also to ask an unchanged question."""
    with no_file_is_read(monkeypatch), Index.open(index.path, index.pack, UTC_DAYS) as again:
        assert again.question("q1").ask == "Why do gradients vanish?"
        assert len(again.new(TODAY, 10, seed=1)) == 6


def test_the_question_that_is_asked_is_as_its_file_says_now(index, bank) -> None:
    """Of a folder that is being edited, the one file that is asked is looked at."""
    write_question(bank, "losses", "q1", ask="Why does a longer question fade?")

    assert index.question("q1").ask == "Why does a longer question fade?"
    assert [hit.question for hit in index.search("longer fade")] == ["q1"]


def test_a_refresh_sees_what_changed_came_and_went(index, bank) -> None:
    """After it the index is as if it had been made from the files as they are now."""
    write_question(bank, "losses", "q1", ask="Why is this one changed?")
    write_question(bank, "losses", "q9", ask="Why is this one new?")
    (bank / "questions/activations/q0.yaml").unlink()

    assert index.refresh() == 3
    assert index.refresh() == 0
    assert {one.id: one for one in index.questions()} == dict(load_bank(index.pack)[0].questions)
    assert len(index.search("factor")) == len(index.ids()) == 6
    assert index._connection.execute("SELECT count(*) FROM words").fetchone() == (6,)
    assert index.claim("q0-claim") is None


def test_a_refresh_runs_beside_the_session(index, bank, journal) -> None:
    """In its thread it changes the bank while this thread goes on answering."""
    for number in range(10, 60):
        write_question(bank, "losses", f"q{number}")
    thread = index.refresh_meanwhile()
    for question in QUESTIONS:
        add(journal, index, review(question))
        assert index.memory(question).reviews == 1
    thread.join()

    assert len(index.ids()) == 56


def test_an_installed_pack_is_known_by_its_version(home, bank, monkeypatch) -> None:
    """Its files are read once for each version, and never looked at again."""
    with Index.open(home / "index.db", Pack("bank", bank, "1.0"), UTC_DAYS) as index:
        assert len(index.ids()) == 6
    write_question(bank, "losses", "q1", ask="Why was an installed file changed?")
    with no_file_is_read(monkeypatch), Index.open(home / "index.db", Pack("bank", bank, "1.0"), UTC_DAYS) as index:
        assert index.question("q1").ask == "Why do gradients vanish?"
        assert index.refresh() == 0
    with Index.open(home / "index.db", Pack("bank", bank, "1.1"), UTC_DAYS) as index:
        assert index.question("q1").ask == "Why was an installed file changed?"


def test_another_bank_takes_the_place_of_the_first(index, tmp_path) -> None:
    """The index holds the questions of the bank that is asked, and of no other."""
    other = write_bank(tmp_path / "other", 2)
    with Index.open(index.path, Pack("other", other), UTC_DAYS) as second:
        assert second.ids() == ["q0", "q1"]
        assert len(second.search("gradients")) == 2


def test_an_interrupted_first_start_goes_on_where_it_was(home, bank, monkeypatch) -> None:
    """What was read before a crash is not read again."""
    write_bank(bank, 120)
    read = []
    load_file = load.load_file

    def crash_after_sixty(path: Path) -> load.Loaded:
        read.append(path)
        if len(read) == 60:
            raise KeyboardInterrupt
        return load_file(path)

    monkeypatch.setattr(load, "load_file", crash_after_sixty)
    with pytest.raises(KeyboardInterrupt):
        Index.open(home / "index.db", Pack("bank", bank), UTC_DAYS)
    read = [None] * 60
    with Index.open(home / "index.db", Pack("bank", bank), UTC_DAYS) as index:
        assert len(index.ids()) == 120
    assert len(read) - 60 == 120 - 50  # a block of fifty was kept


def test_files_that_cannot_be_read_are_counted_and_skipped(index, bank) -> None:
    """A broken file and a second one with the same id cost themselves alone, until they are mended."""
    broken = bank / "questions/losses/broken.yaml"
    broken.write_text("ask: [")
    twin = write_question(bank, "rnn", "q0")
    index.refresh()

    assert index.counts(TODAY).skipped == 2
    assert index.question("q0").topic == "activations"
    write_question(bank, "losses", "broken")
    (bank / "questions/activations/q0.yaml").unlink()
    index.refresh()
    assert index.counts(TODAY).skipped == 0
    assert index.question("q0").topic == twin.parent.name


def test_a_question_that_broke_or_went_is_an_error_with_a_place(index, bank) -> None:
    """Broken while it is asked, it says file and line; gone, it is unknown; the others go on."""
    (bank / "questions/losses/q1.yaml").write_text("ask: [")
    (bank / "questions/rnn/q2.yaml").unlink()
    with pytest.raises(BankError) as caught:
        index.question("q1")
    assert re.search(r"q1\.yaml:\d+$", caught.value.where)
    with pytest.raises(UsageError, match="no question called 'q2'"):
        index.question("q2")
    assert sorted(asked(index.pool(1, 10))) == ["q0", "q3", "q4", "q5"]


def test_an_unknown_name_gives_the_nearest(index, bank) -> None:
    """An id or a topic that is not there is answered with one that is; a new file is found without a refresh."""
    with pytest.raises(UsageError) as caught:
        index.question("q11")
    assert "q1" in caught.value.try_
    with pytest.raises(UsageError, match="no topic called 'loses'") as caught:
        index.ids(Scope(("loses",)))
    assert "losses" in caught.value.try_
    write_question(bank, "fresh", "just-written")
    assert index.question("just-written").topic == "fresh"
    assert index.ids(Scope(("fresh",))) == ["just-written"]


def test_a_withdrawn_question_leaves_its_trace(index, bank) -> None:
    """A moved id leads to where it is now; a retired one says why; neither is asked."""
    (bank / "questions/losses/q1.yaml").write_text("moved_to: q4\n")
    (bank / "questions/rnn/q2.yaml").write_text("retired: it was two questions\n")
    index.refresh()

    assert index.question("q1").id == "q4"
    with pytest.raises(UsageError, match="it was two questions"):
        index.question("q2")
    assert index.ids() == ["q0", "q3", "q4", "q5"]


def test_a_damaged_or_outdated_index_is_made_anew(index, journal) -> None:
    """Whatever is in the file, the next start has all of it again."""
    add(journal, index, review("q1"))
    standing = index.standing("q1")
    index.close()
    for spoil in (lambda path: path.write_bytes(b"nonsense" * 1000), _change_version):
        spoil(index.path)
        with Index.open(index.path, index.pack, UTC_DAYS) as again:
            again.catch_up(journal)
            assert len(again.ids()) == 6
            assert again.standing("q1") == standing


def _change_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("DROP TABLE questions")
    connection.close()


def test_damage_found_while_asking_is_gone_at_the_next_start(index) -> None:
    """The person is told once; the file is not kept."""
    index._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = index.path.read_bytes()
    index.path.write_bytes(content[:4096] + b"\x5a" * (len(content) - 4096))
    with pytest.raises(MissingError, match="damaged"), Index.open(index.path, index.pack, UTC_DAYS) as spoilt:
        spoilt.ids()
    with Index.open(index.path, index.pack, UTC_DAYS) as again:
        assert len(again.ids()) == 6


def test_a_home_that_is_a_file_is_explained(home, bank) -> None:
    """Where the index cannot be made there are three lines."""
    home.write_text("mine")
    with pytest.raises(MissingError):
        Index.open(home / "index.db", Pack("bank", bank), UTC_DAYS)
    assert home.read_text() == "mine"


# --- memories ---------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[list[Event]]:
    """A log in several parts, with reviews, marks, and undos of anything before them."""
    events: list[Event] = []
    days = 0.0
    for _ in range(draw(st.integers(0, 14))):
        days += draw(st.sampled_from([0.001, 0.4, 1, 3, 30]))
        question = draw(st.sampled_from(QUESTIONS[:3]))
        kind = draw(st.sampled_from([Kind.REVIEW, Kind.UNDO, *Kind] * 2 + [Kind.REVIEW] * 4))
        if kind is Kind.REVIEW:
            events.append(review(question, draw(st.integers(1, 4)), days))
        elif kind is Kind.UNDO and events:
            events.append(mark(kind, days=days, target=draw(st.sampled_from(events)).id))
        else:
            events.append(mark(kind, question, days, detail="note"))
    cuts = sorted(draw(st.lists(st.integers(0, len(events)), max_size=4)))
    return [events[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)]


def snapshot(index: Index) -> object:
    """All that the index says of the practice."""
    last = TODAY + timedelta(days=60)
    return (
        {question: index.standing(question) for question in QUESTIONS},
        index.counts(last),
        index.tallies(),
        asked(index.due(last, 10)),
    )


@settings(max_examples=40, deadline=None)
@given(histories())
@example([[review("q0")], [mark(Kind.UNDO)]])
def test_the_incremental_fold_is_the_whole_fold_is_the_fold(parts) -> None:
    """Folded in as it was written, in one go, or by the pure fold of each question: the same."""
    events = [event for part in parts for event in part]
    with (
        tempfile.TemporaryDirectory() as folder,
        Journal.open(Path(folder) / "journal.db", write=True) as journal,
        _copy_of_six(Path(folder) / "one.db") as stepwise,
        _copy_of_six(Path(folder) / "two.db") as at_once,
    ):
        for part in parts:
            add(journal, stepwise, *part)
        at_once.catch_up(journal)

        assert snapshot(stepwise) == snapshot(at_once)
        for question in QUESTIONS:
            mine = [event for event in net_of_undo(events) if event.question == question]
            assert stepwise.standing(question) == fold(mine, UTC_DAYS)


def test_what_days_depend_on_changes_the_fold(index, journal) -> None:
    """With another time zone, start of the day or retention everything is folded again, and back."""
    add(journal, index, review("q1", days=0), review("q1", days=0.6), review("q1", days=9))
    before = snapshot(index)
    schedules = [Schedule(zone=ZoneInfo("Asia/Tokyo")), Schedule(zone=UTC, day_starts=1), Schedule(0.8, zone=UTC)]
    for schedule in schedules:
        with Index.open(index.path, index.pack, schedule) as other:
            other.catch_up(journal)
            assert other.standing("q1") == fold(journal.of_question("q1"), schedule)
    index.catch_up(journal)
    assert snapshot(index) == before


def test_a_journal_in_the_place_of_another_is_folded_from_its_beginning(index, journal, tmp_path) -> None:
    """Nothing of the first journal stays, even where the second is longer."""
    add(journal, index, review("q1"))
    with Journal.open(tmp_path / "other.db", write=True) as other:
        add(other, index, review("q2"), review("q3"))
        assert index.memory("q1") is None
        assert index.memory("q3") is not None
    index.catch_up(journal)
    assert index.memory("q3") is None


def test_an_undo_of_another_day_is_folded_in(index, journal) -> None:
    """It names only what it takes back; an undo of the undo brings that again."""
    answer = review("q1")
    add(journal, index, answer)
    remembered = index.standing("q1")
    undo = mark(Kind.UNDO, days=1, target=answer.id)
    add(journal, index, undo)
    assert index.memory("q1") is None
    add(journal, index, mark(Kind.UNDO, days=2, target=undo.id))
    assert index.standing("q1") == remembered


def test_catching_up_reads_only_what_is_new(index, journal, monkeypatch) -> None:
    """An answer costs the fold of its own question, not of the log."""
    add(journal, index, *(review(question, days=day) for question in QUESTIONS for day in range(5)))
    folded = []
    monkeypatch.setattr(journal, "lines", lambda after=0, lines=journal.lines: folded.append(after) or lines(after))
    monkeypatch.setattr(
        journal, "of_question", lambda question, of=journal.of_question: folded.append(question) or of(question)
    )
    add(journal, index, review("q1", days=9))

    assert folded == [30, "q1"]


# --- what is asked ----------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(QUESTIONS), st.integers(1, 4), st.integers(0, 60)), max_size=25))
def test_due_is_most_forgotten_first(reviews) -> None:
    """What is due is what the memories say is due, in the order of retrievability, the lowest first."""
    with tempfile.TemporaryDirectory() as folder:
        day = TODAY + timedelta(days=61)
        with (
            Journal.open(Path(folder) / "journal.db", write=True) as journal,
            _copy_of_six(Path(folder) / "index.db") as index,
        ):
            add(journal, index, *(review(*one) for one in sorted(reviews, key=lambda one: one[2])))
            due = asked(index.due(day, 10))
            memories = {question: index.memory(question) for question in QUESTIONS}
            recall = [retrievability(memories[question], day) for question in due]

            assert set(due) == {question for question, memory in memories.items() if memory and memory.due <= day}
            assert recall == sorted(recall)
            assert asked(index.due(day, 2)) == due[:2]
            assert index.counts(day).due == len(due)
            new = {question for question, memory in memories.items() if memory is None}
            assert set(asked(index.new(day, 10, seed=1))) == new
            assert index.counts(day).new == len(new)


def test_what_is_held_back_is_not_asked(index, journal) -> None:
    """A suspended question is not asked at all, a buried one not before tomorrow; seen or new."""
    add(
        journal,
        index,
        *(review(question, 1) for question in ("q0", "q1", "q2")),
        *(mark(kind, question) for kind, question in [(Kind.SUSPEND, "q0"), (Kind.BURY, "q1")]),
        *(mark(kind, question) for kind, question in [(Kind.SUSPEND, "q3"), (Kind.BURY, "q4")]),
    )
    tomorrow = TODAY + timedelta(days=1)

    assert asked(index.due(TODAY, 10)) == ["q2"]
    assert sorted(asked(index.due(tomorrow, 10))) == ["q1", "q2"]
    assert asked(index.new(TODAY, 10, seed=1)) == ["q5"]
    assert sorted(asked(index.new(tomorrow, 10, seed=1))) == ["q4", "q5"]
    assert sorted(asked(index.pool(1, 10))) == ["q1", "q2", "q4", "q5"]
    assert index.suspended() == ["q0", "q3"]
    assert (index.counts(TODAY).due, index.counts(TODAY).new, index.counts(TODAY).suspended) == (1, 1, 2)
    assert index.forecast(TODAY, 2) == [1, 1]


def test_the_counts_of_a_day(index, journal) -> None:
    """New and known answers of today are told apart, what falls due is counted by day, flags keep their notes."""
    add(journal, index, review("q0", days=-1), review("q0"), review("q1"), review("q2", 1), mark(Kind.FLAG, "q5"))
    due = [(index.memory(question).due - TODAY).days for question in QUESTIONS[:3]]
    counts = index.counts(TODAY)

    assert (counts.total, counts.new, counts.new_today, counts.due_today, counts.due) == (6, 3, 2, 1, 1)
    assert counts.week == tuple(due.count(day) for day in range(1, 8))
    assert index.flagged() == {"q5": ""}
    assert counts.flagged == 1


@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_a_seed_draws_an_order(one, other) -> None:
    """The same seed gives the same order, each question once; seeds differ in what comes first."""
    index = _made(60)
    orders = [asked(index.pool(seed, 100)) for seed in (one, one, other)]

    assert orders[0] == orders[1]
    assert sorted(orders[0]) == sorted(orders[2]) == sorted(index.ids())
    assert one == other or orders[0] != orders[2]


def test_each_question_comes_first_about_as_often_as_the_others() -> None:
    """Over 3,000 seeds each of sixty questions leads in about 50; a χ² test at six standard deviations."""
    index = _made(60)
    rng = random.Random(0)
    first = [index.pool(rng.getrandbits(32), 1)[0].question for _ in range(3000)]
    statistic = sum((first.count(id) - 50) ** 2 / 50 for id in index.ids())  # noqa: A001 -- the noun's own word

    assert statistic < 59 + 6 * (2 * 59) ** 0.5


def test_new_questions_come_from_the_lowest_level_first(index) -> None:
    """Screening questions are asked before those for specialists, in an order that the seed draws."""
    levels = {question.id: question.level for question in index.questions()}

    for seed in range(5):
        assert [levels[id] for id in asked(index.new(TODAY, 10, seed))] == [1, 1, 2, 2, 3, 3]  # noqa: A001
    assert len({tuple(asked(index.new(TODAY, 10, seed))) for seed in range(20)}) > 1


@given(
    st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
    st.none() | st.integers(1, 3),
    st.none() | st.sampled_from(Form),
)
def test_a_scope_admits_what_it_names(topics, level, form) -> None:
    """Topics, level and form are met together, in lists, in draws and in searches."""
    index, scope = _made(60), Scope(topics, level, form)
    expected = [
        question.id
        for question in index.questions()
        if (not topics or question.topic in topics)
        and (level is None or question.level == level)
        and (form is None or form in question.forms)
    ]

    assert index.ids(scope) == expected
    assert [question.id for question in index.questions(scope)] == expected
    assert (
        sorted(asked(index.pool(1, 100, scope))) == sorted(asked(index.new(TODAY, 100, 1, scope))) == sorted(expected)
    )
    assert sorted(hit.question for hit in index.search("gradient", scope, 100)) == sorted(expected)


def test_a_candidate_says_what_choosing_needs(index, journal) -> None:
    """Topic, forms and claims of a question, and whether it was ever answered."""
    add(journal, index, review("q0", 1))
    seen, (new, *_) = index.due(TODAY, 1)[0], index.new(TODAY, 1, seed=3, scope=Scope(("losses",), 2))

    assert (seen.question, seen.topic, seen.claims, seen.seen) == ("q0", "activations", ("q0-claim",), True)
    assert set(seen.forms) == {Form.RECALL, Form.MYTH}
    assert (new.topic, new.seen) == ("losses", False)


def test_reviews_are_tallied_by_day_topic_and_form(index, journal) -> None:
    """Known are those seen on an earlier day; recalled those of them not rated Again; cramming is not counted."""
    add(
        journal,
        index,
        review("q0", 1, form=Form.MYTH),
        review("q0", 3, 0.01, form=Form.MYTH),
        review("q0", 3, 1),
        review("q3", 2, 1),
        review("q3", 1, 2),
        review("gone", 3, 2),
        mark(Kind.CRAM, "q3", 2),
    )
    rows = [(one.day, one.topic, one.form, one.reviews, one.known, one.recalled) for one in index.tallies()]
    days = [TODAY + timedelta(days=ahead) for ahead in range(3)]

    assert rows == [
        (days[0], "activations", Form.MYTH, 2, 0, 0),
        (days[1], "activations", Form.RECALL, 2, 1, 1),
        (days[2], "", Form.RECALL, 1, 0, 0),
        (days[2], "activations", Form.RECALL, 1, 1, 0),
    ]
    assert index.tallies(days[2]) == index.tallies()[2:]
    assert index.tallies(date(2030, 1, 1)) == []


def test_many_questions_are_asked_without_scanning_their_text(index) -> None:
    """What picks questions never reads through the texts; what asks one looks it up by its number."""
    statements: list[str] = []
    index._connection.set_trace_callback(statements.append)
    index.due(TODAY, 80)
    index.new(TODAY, 8, 1)
    index.question("q1")
    index.standing("q1")
    index.fingerprint("q1")
    index.counts(TODAY)
    index._connection.set_trace_callback(None)
    plans = [row[3] for sql in statements for row in index._connection.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert any("SEARCH contents" in step for step in plans)
    assert not any(re.match("SCAN (contents|claims|words)", step) for step in plans)


def test_errors_are_for_people(index) -> None:
    """What goes wrong below is one of the tool's own errors."""
    index._connection.execute("DROP TABLE questions")
    with pytest.raises(DlquizError):
        index.ids()
