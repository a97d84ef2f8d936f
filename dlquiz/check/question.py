"""The rules for one question's text, options, claims and follow-ups; a rule's name is its function's."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import zip_longest

from dlquiz.bank import nearest
from dlquiz.check.bank import Checked, Told
from dlquiz.load import Place
from dlquiz.question import Question

_LATEX = re.compile(r"\$|\\[A-Za-z]+|[_^]\{")
_RATIO = 2.5
_ROOM = 68  # what is left for a table beside its label, on 80 columns
_GAP = 2


def latex(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001 -- every rule is asked alike
    """Text is Unicode: a terminal cannot set LaTeX."""
    for place, text in _texts(question):
        if found := _LATEX.search(text):
            yield place, f"LaTeX: {found[0]}", "write it in Unicode: σ′(x) ≤ ¼, √d, x²"


def todo(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """Nothing is left to be written."""
    for place, text in _texts(question):
        if re.search(r"\bTODO\b", text):
            yield place, "a TODO is left", "write it"


def one_right_option(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """Recognise has one right option."""
    if len(question.right) > 1 and not question.select:
        yield ("right",), f"{len(question.right)} right options", "select: true, or one right option"


def repeated_option(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """No option says what another says."""
    seen = set()
    for place, text in _options(question):
        said = " ".join(text.casefold().split()).rstrip(".")
        if said in seen:
            yield place, f"an option that is there already: {text}", "make it another option"
        seen.add(said)


def option_lengths(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """The length of an option gives nothing away."""
    lengths = [len(text) for _, text in _options(question) if text]
    if lengths and max(lengths) > _RATIO * min(lengths):
        what = f"options of {min(lengths)} to {max(lengths)} characters"
        yield ("right",), what, f"the longest at most {_RATIO} times the shortest"


def uneven_table(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """Each row of a table has a cell for each column."""
    if question.table is not None:
        wanted = len(question.table.columns)
        for position, row in enumerate(question.table.rows):
            if len(row) != wanted:
                what = f"{len(row)} cells under {wanted} columns"
                yield ("table", "rows", position), what, "one cell for each column"


def wide_table(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """A table fits beside its label on a terminal of 80 columns."""
    if question.table is not None:
        columns = list(zip_longest(question.table.columns, *question.table.rows, fillvalue=""))
        wide = sum(max(map(len, column)) for column in columns) + _GAP * (len(columns) - 1)
        if wide > _ROOM:
            yield ("table",), f"a table {wide} characters wide", f"shorten cells: {_ROOM} fit on 80 columns"


def unknown_follow_up(bank: Checked, question: Question) -> Iterator[Told]:
    """A follow-up is a question of the bank."""
    for position, name in enumerate(question.follow_ups):
        if name not in bank.ids and name not in bank.retired:
            yield ("follow_ups", position), f"no question called {name!r}", _instead(name, bank.ids)


def retired_follow_up(bank: Checked, question: Question) -> Iterator[Told]:
    """A follow-up is not withdrawn."""
    for position, name in enumerate(question.follow_ups):
        if name in bank.retired and name not in bank.ids:
            try_ = bank.retired[name].moved_to or "remove it"
            yield ("follow_ups", position), f"the question {name!r} was withdrawn", try_


def follow_up_to_itself(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """A question does not follow itself."""
    for position, name in enumerate(question.follow_ups):
        if name == question.id:
            yield ("follow_ups", position), "the question follows itself", "name another one"


def unknown_source(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """A claim's source is among the sources."""
    for claim in question.claims:
        if claim.source and claim.source not in (question.sources or {}):
            what = f"no source called {claim.source!r}"
            yield ("claims", claim.id, "source"), what, _instead(claim.source, question.sources or ())


def no_demo(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """Each question rests on an experiment."""
    if question.claims and not any(claim.demo for claim in question.claims):
        yield ("claims",), "no claim with a demo", "settle at least one claim by an experiment"


def unknown_demo(bank: Checked, question: Question) -> Iterator[Told]:
    """A demo that is named exists."""
    named: dict[Place, str] = {("claims", claim.id, "demo"): claim.demo for claim in question.claims if claim.demo}
    if question.predict:
        named["predict", "demo"] = question.predict.demo
    for place, demo in named.items():
        if not bank.has_demo(demo):
            yield place, f"no demo called {demo!r}", _instead(demo, bank.problems)


def says_another_thing(bank: Checked, question: Question) -> Iterator[Told]:
    """A claim says what its demo states, word for word."""
    for claim in question.claims:
        demo = bank.demos.get(claim.demo)
        if demo and claim.says and claim.says != demo.claim:
            what = f"says another thing than line one of {claim.demo}"
            yield ("claims", claim.id, "says"), what, f"says: {demo.claim}"


def unknown_row(bank: Checked, question: Question) -> Iterator[Told]:
    """A row of the notes that a claim covers is there."""
    for claim in question.claims if bank.rows is not None else ():
        for position, row in enumerate(claim.notes):
            if row not in (bank.rows or ()):
                place = ("claims", claim.id, "notes", position)
                yield place, f"no row {row!r} in docs/claims.yaml", _instead(row, bank.rows or ())


def _options(question: Question) -> Iterator[tuple[Place, str]]:
    yield from ((("right", position), text) for position, text in enumerate(question.right))
    yield from ((("wrong", position, "says"), option.says) for position, option in enumerate(question.wrong))


def _texts(question: Question) -> Iterator[tuple[Place, str]]:
    """Each text of the question that a person reads, with its place in the file."""
    written = asdict(question)
    del written["id"], written["topic"]
    written["claims"] = {claim["id"]: claim for claim in written["claims"]}
    yield from _walk((), written)


def _walk(place: Place, value: object) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str) and place[-1] not in {"id", "url"}:
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk((*place, key), inner)
    elif isinstance(value, (list, tuple)):
        for position, inner in enumerate(value):
            yield from _walk((*place, position), inner)


def _instead(name: str, names: Iterable[str]) -> str:
    """What to write instead of a `name` that is not among `names`."""
    return " or ".join(nearest(name, names)) or "write it, or remove the reference"
