"""Laws of the export: the whole log, or the reviews that stand, and never half a file."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from making import mark, review

from dlquiz.cli import run
from dlquiz.config import places
from dlquiz.errors import MISSING, WRONG_USAGE
from dlquiz.event import Event, Kind
from dlquiz.export import save
from dlquiz.journal import Journal


@pytest.fixture
def log() -> list[Event]:
    """A log with an undo, cramming and a flag, in the journal of this home."""
    first, second, third = review("q0"), review("q1", 1, 0.5), review("q2", 4, 1)
    events = [
        mark(Kind.SESSION, detail='{"turns": []}'),
        first,
        second,
        mark(Kind.UNDO, days=0.6, target=second.id),
        mark(Kind.CRAM, "q0", 0.7),
        mark(Kind.FLAG, "q0", 0.8, detail="“σ′”\nsecond line"),
        third,
    ]
    with Journal.open(places().journal, write=True) as journal:
        for event in events:
            journal.append(event)
    return events


def lines(text: str) -> list[dict]:
    """The values in JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def test_reviews_are_net_of_undo(log, capsys) -> None:
    """Exactly the reviews that stand, oldest first, each with id, question, form, rating and the moment."""
    assert run(["export", "reviews", "-"]) == 0
    found = lines(capsys.readouterr().out)
    expected = [log[1], log[-1]]

    assert [(one["id"], one["question"], one["form"], one["rating"]) for one in found] == [
        (event.id, event.question, event.form, event.rating) for event in expected
    ]
    assert [datetime.fromisoformat(one["at"]) for one in found] == [event.at for event in expected]


def test_events_are_all_with_all_fields(log, capsys) -> None:
    """What is exported makes the log again."""
    assert run(["export", "events", "-"]) == 0
    found = lines(capsys.readouterr().out)

    assert [Event(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in found] == log


def test_a_file_holds_what_standard_output_would(log, tmp_path, capsys) -> None:
    """Both ways the same lines; nothing else is left in the folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    assert run(["export", "events", str(folder / "log.jsonl")]) == 0
    assert run(["export", "events", "-"]) == 0

    assert (folder / "log.jsonl").read_text(encoding="utf-8") == capsys.readouterr().out
    assert len(lines((folder / "log.jsonl").read_text(encoding="utf-8"))) == len(log)
    assert [file.name for file in folder.iterdir()] == ["log.jsonl"]


@pytest.mark.usefixtures("log")
def test_a_file_is_replaced_only_when_forced(tmp_path, capsys) -> None:
    """Without --force an existing file stays, and the person is told."""
    file = tmp_path / "log.jsonl"
    file.write_text("mine")
    assert run(["export", "reviews", str(file)]) == WRONG_USAGE
    assert "--force" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert run(["export", "reviews", str(file), "--force"]) == 0
    assert len(lines(file.read_text())) == 2


def test_after_an_error_there_is_no_half_file(tmp_path: Path) -> None:
    """Where the lines break off, the old file is whole and no other is left."""

    def breaking():
        yield "one"
        raise KeyboardInterrupt

    (tmp_path / "log.jsonl").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        save(breaking(), tmp_path / "log.jsonl", force=True)

    assert (tmp_path / "log.jsonl").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["log.jsonl"]


def test_a_file_that_cannot_be_written_is_explained(tmp_path, capsys) -> None:
    """A folder that is not there gives three lines and exit code 3."""
    assert run(["export", "reviews", str(tmp_path / "nowhere" / "log.jsonl")]) == MISSING
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_without_a_log_there_is_nothing_and_nothing_is_made(home, capsys) -> None:
    """An export on the first day is empty, and leaves no journal behind."""
    assert run(["export", "events", "-"]) == 0
    assert capsys.readouterr().out == ""
    assert not home.exists()
