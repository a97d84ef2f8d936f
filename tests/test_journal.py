"""Laws of the journal: what is written stays, one writes at a time, and nothing is ever overwritten."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import mark, review

import dlquiz.journal.migrations
from dlquiz.errors import MISSING, MissingError
from dlquiz.event import Event, Kind, Rating, net_of_undo
from dlquiz.journal import Journal, check_journal
from dlquiz.journal.migrations import MIGRATIONS
from dlquiz.question import Form

_HOLD = """
import sys
from pathlib import Path
from making import review
from dlquiz.journal import Journal
journal = Journal.open(Path(sys.argv[1]), write=True)
journal.append(review("held"))
print("open", flush=True)
sys.stdin.read()
"""

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
_SECONDS = st.none() | st.floats(0, 1e6)
EVENTS = st.builds(
    Event,
    id=st.uuids().map(str),
    kind=st.sampled_from(Kind),
    at=st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=9)))),
    session=_TEXT,
    question=_TEXT,
    fingerprint=_TEXT,
    form=st.none() | st.sampled_from(Form),
    rating=st.none() | st.sampled_from(Rating),
    right=st.none() | st.booleans(),
    answer=_TEXT,
    seconds=_SECONDS,
    confidence=_SECONDS,
    scheduler=_TEXT,
    target=_TEXT,
    detail=_TEXT,
)


@pytest.fixture
def path(home: Path) -> Path:
    """Where a journal may be."""
    return home / "journal.db"


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen]:
    """A real second process that holds the journal open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{Path(__file__).parent.parent}"},
    )
    try:
        assert process.stdout.readline() == b"open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def refused(path: Path, words: str) -> Iterator[None]:
    """Opening inside fails in three lines that say `words`, with exit code 3, and leaves the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(MissingError, match=words) as caught:
        yield
    assert caught.value.exit_code == MISSING
    assert str(path) in caught.value.where
    assert caught.value.try_
    assert (path.read_bytes() if path.is_file() else None) == before


# --- what is written stays --------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.lists(EVENTS, max_size=5, unique_by=lambda event: event.id))
def test_what_is_appended_is_what_is_read(events) -> None:
    """Every field of every event comes back equal, in order, also after closing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        with Journal.open(path, write=True) as journal:
            places = [journal.append(event) for event in events]
            assert list(journal.lines()) == list(zip(places, events, strict=True))
        with Journal.open(path, write=False) as journal:
            assert list(journal.events()) == events
            assert list(journal.events(after=1)) == events[1:]
            assert {event.at.utcoffset() for event in journal.events()} <= {timedelta(0)}
            assert [journal.find(event.id) for event in events] == list(zip(places, events, strict=True))


def test_nothing_is_changed_or_taken_out(path) -> None:
    """The database itself refuses an update, a delete, and a second event with the same id."""
    event = review("q")
    with Journal.open(path, write=True) as journal:
        journal.append(event)
        for change in ("UPDATE events SET rating = 4", "DELETE FROM events"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                journal._connection.execute(change)
        with pytest.raises(ValueError, match=event.id):
            journal.append(event)

        assert list(journal.events()) == [event]


def test_an_event_is_on_the_disk_when_append_returns(path) -> None:
    """A process that is killed right after it appended loses nothing."""
    with another_process(path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with Journal.open(path, write=False) as journal:
        assert [event.question for event in journal.events()] == ["held"]


def test_the_writing_is_synchronous(path) -> None:
    """SQLite is told to reach the disk at each commit, into a log that readers do not wait for."""
    with Journal.open(path, write=True) as journal:
        assert journal._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert journal._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_events_are_found_by_question_session_and_kind(path) -> None:
    """A question's events come with the undos that concern them, and no others."""
    one, two = review("one"), review("two")
    undo_one, undo_two = mark(Kind.UNDO, target=one.id), mark(Kind.UNDO, target=two.id)
    redo_one = mark(Kind.UNDO, target=undo_one.id)
    events = [one, two, undo_one, undo_two, redo_one]
    with Journal.open(path, write=True) as journal:
        for event in events:
            journal.append(event)

        assert journal.of_question("one") == [one, undo_one, redo_one]
        assert net_of_undo(journal.of_question("one")) == [one]
        assert journal.of_session("s") == events
        assert list(journal.of_kind(Kind.UNDO)) == [undo_one, undo_two, redo_one]
        assert journal.last(Kind.REVIEW) == two
        assert journal.last(Kind.FLAG) is None
        assert journal.at_place(2) == two


def test_only_the_owner_can_read_it(path) -> None:
    """The journal and what lies beside it are for the owner's eyes."""
    with Journal.open(path, write=True) as journal:
        journal.append(review("q"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.glob("journal.db*")}

    assert modes["journal.db"] == 0o600
    assert set(modes.values()) == {0o600}


# --- one writer -------------------------------------------------------------------------------------


def test_one_process_writes_at_a_time(path) -> None:
    """A second session is told so; reading goes on; a writer that dies leaves no lock behind."""
    with another_process(path) as process:
        with refused(path, "another session"), Journal.open(path, write=True):
            pass
        with Journal.open(path, write=False) as journal:
            assert len(list(journal.events())) == 1
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with Journal.open(path, write=True) as journal:
            journal.append(review("mine"))


def test_a_second_try_in_the_same_process_keeps_the_lock(path) -> None:
    """To be refused is not to unlock: another process is still kept out."""
    with Journal.open(path, write=True) as journal:
        with pytest.raises(MissingError, match="another session"):
            Journal.open(path, write=True)
        with pytest.raises(AssertionError), another_process(path):
            pass
        journal.append(review("mine"))
        assert [event.question for event in journal.events()] == ["mine"]


def test_the_lock_is_let_go_when_the_journal_is_closed(path) -> None:
    """One session after the other may write."""
    for _ in range(2):
        with Journal.open(path, write=True) as journal:
            journal.append(review("q"))
            with pytest.raises(MissingError, match="another session"):
                Journal.open(path, write=True)


# --- versions ---------------------------------------------------------------------------------------


def test_a_journal_says_which_migrations_made_it(path) -> None:
    """Each migration is recorded under its number, and the file carries the number of the last."""
    with Journal.open(path, write=True) as journal:
        names = journal._connection.execute("SELECT number, name FROM migrations").fetchall()

        assert names == [(number, one.__name__.strip("_")) for number, one in enumerate(MIGRATIONS, start=1)]
        assert journal._connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_an_older_journal_is_brought_up_to_date_by_a_writer(path, monkeypatch) -> None:
    """A new migration is applied once, to a journal that keeps its events; a reader does not change the file."""
    event = review("q")
    with Journal.open(path, write=True) as journal:
        journal.append(event)

    def add_a_note(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE notes (text TEXT)")

    monkeypatch.setattr(dlquiz.journal.migrations, "MIGRATIONS", [*MIGRATIONS, add_a_note])
    with refused(path, "older"), Journal.open(path, write=False):
        pass
    for _ in range(2):
        with Journal.open(path, write=True) as journal:
            assert journal._connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
            assert list(journal.events()) == [event]


def test_a_migration_that_fails_leaves_the_old_journal(path, monkeypatch) -> None:
    """Half a migration is none."""
    with Journal.open(path, write=True) as journal:
        journal.append(review("q"))

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute("no SQL")

    with monkeypatch.context() as patch:
        patch.setattr(dlquiz.journal.migrations, "MIGRATIONS", [*MIGRATIONS, half])
        with pytest.raises(MissingError):
            Journal.open(path, write=True)
    with Journal.open(path, write=True) as journal:
        tables = [name for (name,) in journal._connection.execute("SELECT name FROM sqlite_master")]
        assert "notes" not in tables
        assert len(list(journal.events())) == 1


@pytest.mark.parametrize("write", [True, False])
def test_a_journal_of_a_newer_version_is_refused_untouched(path, write) -> None:
    """What a newer dlquiz wrote is neither read nor written, byte for byte."""
    Journal.open(path, write=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with refused(path, "newer dlquiz"), Journal.open(path, write=write):
        pass


@pytest.mark.parametrize("write", [True, False])
def test_another_programs_database_is_refused_untouched(path, write) -> None:
    """A database that is not ours is left alone."""
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (text TEXT)")
    connection.close()
    with refused(path, "another program"), Journal.open(path, write=write):
        pass


# --- what can go wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("damage", ["not a database at all, but text" * 100, "header"])
def test_a_damaged_journal_is_refused_untouched(path, write, damage) -> None:
    """A file that SQLite cannot read stays as it is, and the person is told."""
    with Journal.open(path, write=True) as journal:
        for number in range(200):
            journal.append(review(f"q{number}"))
    whole = path.read_bytes()
    path.write_bytes(damage.encode() if damage != "header" else whole[:100] + b"\xff" * 3996 + whole[4096:])
    with refused(path, "damaged"), Journal.open(path, write=write) as journal:
        list(journal.events())


def test_damage_inside_is_found(path) -> None:
    """The integrity check, empty for a sound journal, says what SQLite found in a broken one."""
    assert check_journal(path) == ""
    with Journal.open(path, write=True) as journal:
        for number in range(200):
            journal.append(review(f"q{number}"))
    assert check_journal(path) == ""

    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\x5a" * 4096 + content[len(content) // 2 + 4096 :])
    try:
        found = check_journal(path)
    except MissingError as error:
        found = error.what
    assert found


def test_a_full_disk_keeps_what_was_there(path) -> None:
    """An event that does not fit is refused whole; those before it stay."""
    with Journal.open(path, write=True) as journal:
        kept = [review(f"q{number}") for number in range(3)]
        for event in kept:
            journal.append(event)
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(MissingError, match="disk is full"):
            journal.append(mark(Kind.FLAG, "q", detail="x" * 100_000))

        assert list(journal.events()) == kept


def test_a_home_that_is_a_file_is_refused(home) -> None:
    """Where a folder should be and a file is, nothing is overwritten."""
    home.write_text("mine")
    for write in (True, False):
        with pytest.raises(MissingError) as caught:
            Journal.open(home / "journal.db", write=write)
        assert str(home) in caught.value.where
    assert home.read_text() == "mine"


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder that an ordinary user can see; inside the test the process is one, whoever started it."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # noqa: PTH101, S103 -- a folder of this test's own
        if root:
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)
            for file in Path(folder).rglob("*"):
                file.chmod(0o700)


@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_read_only_or_unreadable_home_is_explained(unprivileged, mode) -> None:
    """A home that cannot be written, or not even read, gives three lines."""
    home = unprivileged / "home"
    path = home / "journal.db"
    with Journal.open(path, write=True) as journal:
        journal.append(review("q"))
    path.chmod(0o400)
    home.chmod(mode)
    with pytest.raises(MissingError) as caught:
        Journal.open(path, write=True)
    assert str(path) in caught.value.where
    if mode == 0:
        with pytest.raises(MissingError, match="cannot be opened"):
            Journal.open(path, write=False)
    home.chmod(0o700)
    with Journal.open(path, write=False) as journal:
        assert len(list(journal.events())) == 1


def test_reading_makes_nothing(path) -> None:
    """Where there is no journal a reader sees an empty one, and leaves no file behind."""
    with Journal.open(path, write=False) as journal:
        assert list(journal.events()) == []
    assert not path.exists()


def test_places_follow_the_order_of_writing(path) -> None:
    """An event that is older by its clock is still the later line."""
    late, early = review("q", days=1), review("q", days=0)
    with Journal.open(path, write=True) as journal:
        assert journal.append(late) < journal.append(early)
        assert list(journal.events()) == [late, early]
        assert late.at > early.at > datetime(2026, 1, 1, tzinfo=UTC)
