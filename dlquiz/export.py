"""The log as JSON lines, for other programs and for keeping."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Any

from dlquiz.errors import MissingError, UsageError
from dlquiz.event import Event, Kind, net_of_undo
from dlquiz.journal import Journal


class What(StrEnum):
    """What can be exported."""

    REVIEWS = "reviews"
    EVENTS = "events"


_OF_A_REVIEW = ("right", "seconds", "answer", "session", "fingerprint")


def reviews(journal: Journal) -> Iterator[str]:
    """A line of JSON for each review that was not undone, oldest first: id, question, form, rating, at, and more."""
    return (_line(_review(event)) for event in net_of_undo(journal.events()) if event.kind is Kind.REVIEW)


def events(journal: Journal) -> Iterator[str]:
    """A line of JSON for each event, with all its fields, oldest first."""
    return (_line({**asdict(event), "at": _at(event)}) for event in journal.events())


def lines_of(what: What, journal: Journal) -> Iterator[str]:
    """The lines of the one or the other."""
    return reviews(journal) if what is What.REVIEWS else events(journal)


def save(lines: Iterable[str], path: Path, *, force: bool) -> None:
    """Write `lines` to `path`: all of them or, after an error, none.

    Raises:
        UsageError: there is such a file already, and no `force`.
        MissingError: it cannot be written.
    """
    if path.exists() and not force:
        raise UsageError("the file is already there", f"at {path}", "--force to replace it, or another name")
    unfinished = None
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="\n") as file:
            unfinished = Path(file.name)
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        where, try_ = f"at {path}", "choose a file in a folder that you can write to, or make room"
        raise MissingError(f"the file cannot be written: {error.strerror}", where, try_) from None
    finally:
        if unfinished is not None:
            with suppress(OSError):  # after the renaming it is no longer there
                unfinished.unlink()


def _review(event: Event) -> dict[str, Any]:
    said = {"id": event.id, "question": event.question, "form": event.form, "rating": event.rating, "at": _at(event)}
    return said | {name: getattr(event, name) for name in _OF_A_REVIEW}


def _at(event: Event) -> str:
    return event.at.astimezone(UTC).isoformat(timespec="microseconds")


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
