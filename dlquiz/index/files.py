"""From the files of a pack to the index: what changed is read again, what has gone is dropped."""

import sqlite3
from pathlib import Path
from zlib import crc32

from dlquiz.index.store import BANK_TABLES, read_about, write_about, writing
from dlquiz.pack import Pack
from dlquiz.question import Form, Question, Retired

PRIME = 2**31 - 1
"""The numbers in `questions.shuffle` are below it."""

_BLOCK = 50  # files read between two writes: another writer waits for a write, never for the reading
_UNREADABLE = (-1, -1)


def bit(form: Form) -> int:
    """The bit of a form in `questions.forms`."""
    return 1 << list(Form).index(form)


def forms_of(bits: int) -> tuple[Form, ...]:
    """The forms whose bits are set."""
    return tuple(form for form in Form if bits & bit(form))


def belongs(connection: sqlite3.Connection, pack: Pack) -> bool:
    """Whether the index holds all of `pack` (as it was when it was last scanned)."""
    return read_about(connection, "pack") == _name(pack) and read_about(connection, "scanned") == "yes"


def refresh(connection: sqlite3.Connection, pack: Pack) -> int:
    """Bring the index up to date with the files of `pack`; returns how many had changed, come or gone.

    The files are read outside any transaction.  When it is interrupted, what was read stays, and the next one goes on.
    """
    with writing(connection):
        if read_about(connection, "pack") != _name(pack):
            for table in BANK_TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
            write_about(connection, pack=_name(pack), scanned="")
    there = {_place(pack, path): path for path in pack.question_paths()}
    stamps = {place: stamp(path) for place, path in there.items()}
    known = {
        place: (mtime, size) for place, mtime, size in connection.execute("SELECT path, mtime_ns, size FROM files")
    }
    gone = [place for place in known if place not in there]
    changed = [place for place in there if known.get(place) != stamps[place]]
    if gone:
        with writing(connection):
            for place in gone:
                _forget(connection, place)
    for start in range(0, len(changed), _BLOCK):
        read_again(connection, [there[place] for place in changed[start : start + _BLOCK]], pack)
    if read_about(connection, "scanned") != "yes":
        with writing(connection):
            write_about(connection, scanned="yes")
    return len(gone) + len(changed)


def read_again(connection: sqlite3.Connection, paths: list[Path], pack: Pack) -> None:
    """Read these files and put what they hold into the index, in the place of what they held before."""
    from dlquiz.load import load_file  # noqa: PLC0415 -- YAML is read only where a file changed

    # The stamp is taken before the reading: a file saved in between is read again next time.
    read = [(path, stamp(path), load_file(path)) for path in paths]
    with writing(connection):
        for path, read_at, loaded in read:
            place = _place(pack, path)
            _forget(connection, place)
            if read_at == _UNREADABLE:
                continue
            found = loaded.question or loaded.retired
            kept = found is not None and _put(connection, place, found)
            # A second file with the same id is skipped, and looked at again each time: the first may go.
            mtime_ns, size = read_at if kept or found is None else _UNREADABLE
            connection.execute("INSERT INTO files VALUES (?, ?, ?, ?)", (place, mtime_ns, size, not kept))


def stamp(path: Path) -> tuple[int, int]:
    """What tells that a file changed: its time of change and its size."""
    try:
        found = path.stat()
    except OSError:
        return _UNREADABLE
    return found.st_mtime_ns, found.st_size


def _name(pack: Pack) -> str:
    return f"{pack.root}\n{pack.version}"


def _place(pack: Pack, path: Path) -> str:
    return path.relative_to(pack.questions).as_posix()


def _forget(connection: sqlite3.Connection, place: str) -> None:
    connection.execute("DELETE FROM files WHERE path = ?", (place,))
    connection.execute("DELETE FROM retired WHERE path = ?", (place,))
    for (number,) in connection.execute("SELECT number FROM questions WHERE path = ?", (place,)).fetchall():
        for table in ("questions", "contents", "claims"):
            connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608 -- our own names
        connection.execute("DELETE FROM words WHERE rowid = ?", (number,))


def _put(connection: sqlite3.Connection, place: str, found: Question | Retired) -> bool:
    """Whether `found` was put in; not where its id is taken."""
    taken = "SELECT 1 FROM questions WHERE id = ? UNION SELECT 1 FROM retired WHERE id = ?"
    if connection.execute(taken, (found.id, found.id)).fetchone():
        return False
    if isinstance(found, Retired):
        values = (found.id, place, found.topic, found.moved_to, found.why)
        connection.execute("INSERT INTO retired VALUES (?, ?, ?, ?, ?)", values)
    else:
        _put_question(connection, place, found)
    return True


def _put_question(connection: sqlite3.Connection, place: str, question: Question) -> None:
    from dlquiz.stored import fingerprint, to_json  # noqa: PLC0415 -- wanted only where a file changed

    cursor = connection.execute(
        "INSERT INTO questions (id, path, topic, level, forms, claims, shuffle) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            question.id,
            place,
            question.topic,
            question.level,
            sum(bit(form) for form in question.forms),
            " ".join(claim.id for claim in question.claims),
            crc32(question.id.encode()) % PRIME,
        ),
    )
    number = cursor.lastrowid
    connection.execute("INSERT INTO contents VALUES (?, ?, ?)", (number, fingerprint(question), to_json(question)))
    claims = [(number, claim.id, claim.says, claim.demo) for claim in question.claims]
    connection.executemany("INSERT INTO claims VALUES (?, ?, ?, ?)", claims)
    connection.execute(
        "INSERT INTO words (rowid, ask, names, points, claims, options, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, *_words(question)),
    )


def _words(question: Question) -> tuple[str, ...]:
    """What a search reads, from what counts most to what counts least."""
    options = [*question.right, *(option.says for option in question.wrong), *question.steps]
    if question.myth:
        options += [question.myth.says, question.myth.tell]
    if question.predict:
        options += [question.predict.asks, question.predict.because]
    return (
        question.ask,
        " ".join((question.id, question.topic, *question.tags)),
        "\n".join(question.points),
        "\n".join(claim.says for claim in question.claims),
        "\n".join(options),
        f"{question.answer}\n{question.hint}",
    )
