"""A question's file against the schema: every problem reported, and as much read as can be."""

import re
from typing import Any

from dlquiz.load.tree import Keys, Listing, Node, Report, Scalar
from dlquiz.schema import Field, Flag, Kind, ListOf, MapOf, Number, Pattern, Record, Text
from dlquiz.text import sentences, words

Path = tuple[str | int, ...]
"""Where a value stands in a file: ("wrong", 0, "says")."""

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
# What YAML 1.1 or 1.2 would take for something else than the text that stands there.
_TRAP = re.compile(
    r"y|yes|n|no|on|off|true|false|null|~|<<|=|"
    r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|"
    r"[-+]?(0[box][0-9a-f_]+|[0-9][0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|\.[0-9_]+(e[-+]?[0-9]+)?|\.inf)|\.nan",
    re.IGNORECASE,
)
_TRUTH = {"true": True, "false": False}
_DIGITS = 15


class _MisfitError(Exception):
    """A value that is not of its kind: the rule, what it is, and what to do."""


class Reader:
    """Reads one file's tree by the schema; `lines` then has the line of each value, by its place.

    `sound` is false once something could not be read, so that what was read must not be asked.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.lines: dict[Path, int] = {}
        self.sound = True

    def read(self, node: Node | None, kind: Kind, at: Path = ()) -> Any:  # noqa: ANN401 -- what a file holds
        """The value of `node` as a `kind`: str, int, float, bool, list or dict; None where it is none."""
        if node is None:
            self.sound = False
            return None
        self.lines.setdefault(at, node.line)
        try:
            match kind:
                case Record():
                    return self._record(node, kind, at)
                case MapOf():
                    return self._map(node, kind, at)
                case ListOf():
                    return self._list(node, kind, at)
                case _:
                    return self._scalar(node, kind, at)
        except _MisfitError as misfit:
            rule, what, try_ = misfit.args
            self._broken(rule, node.line, f"{_name(at)} {what}", try_)
            return None

    def _broken(self, rule: str, line: int, what: str, try_: str) -> None:
        """Report what makes the question unfit to be asked."""
        self.sound = False
        self.report.add(rule, line, what, try_)

    # --- keys and lists -----------------------------------------------------------------------------

    def _record(self, node: Node, kind: Record, at: Path) -> dict[str, Any]:
        if not isinstance(node, Keys):
            raise _misfit(node, "keys with values", f"its keys: {', '.join(kind.fields)}")
        for name in node.nodes:
            if name not in kind.fields:
                self._unknown_key(name, node.lines[name], kind)
        found = {}
        for name, field in kind.fields.items():
            if name in node.nodes:
                self.lines[*at, name] = node.lines[name]
                value = self.read(node.nodes[name], field.kind, (*at, name))
                if value is not None:
                    found[name] = value
            elif field.required:
                self._missing(node, name, field, at)
        self._combinations(node, kind, at)
        return found

    def _unknown_key(self, name: str, line: int, kind: Record) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 -- wanted only after a mistake

        close = get_close_matches(name, kind.fields, n=1)
        try_ = f"{close[0]!r}?" if close else f"one of: {', '.join(kind.fields)}"
        self.report.add("unknown-key", line, f"unknown key {name!r}", try_)

    def _missing(self, node: Node, name: str, field: Field, at: Path) -> None:
        where = f" in {_name(at)}" if at else ""
        self._broken("missing-field", node.line, f"no {name!r}{where}", f"{name}: {field.means}")

    def _combinations(self, node: Keys, kind: Record, at: Path) -> None:
        there = [name for name in kind.one_of if name in node.nodes]
        if kind.one_of and len(there) != 1:
            what = f"{_name(at)} has {' and '.join(there) if there else 'none of ' + ', '.join(kind.one_of)}"
            self._broken("exactly-one", node.line, what, f"give exactly one of {', '.join(kind.one_of)}")
        if kind.some_of and not any(name in node.nodes for name in kind.some_of):
            what = "no form but recall"
            self._broken("one-form-only", node.line, what, f"give at least one of {', '.join(kind.some_of)}")
        for name, other in kind.needs.items():
            if name in node.nodes and other not in node.nodes:
                self._broken("missing-field", node.lines[name], f"{name!r} without {other!r}", f"give {other!r} too")

    def _map(self, node: Node, kind: MapOf, at: Path) -> dict[str, Any]:
        if not isinstance(node, Keys):
            raise _misfit(node, "names with values", f"{kind.names.example}: ...")
        if not node.nodes:
            self.report.add("too-few", node.line, f"{_name(at)} is empty", "give at least one, or remove the key")
        found = {}
        for name, inner in node.nodes.items():
            self.lines[*at, name] = node.lines[name]
            self._pattern(name, kind.names, node.lines[name], f"the name {name!r} in {_name(at)}")
            value = self.read(inner, kind.each, (*at, name))
            if value is not None:
                found[name] = value
        return found

    def _list(self, node: Node, kind: ListOf, at: Path) -> list[Any]:
        if not isinstance(node, Listing):
            raise _misfit(node, "a list", "a line that begins with `- ` for each")
        self._count(node, kind, at)
        found: list[Any] = []
        for position, inner in enumerate(node.nodes):
            value = self.read(inner, kind.each, (*at, position))
            if kind.distinct and value in found:
                what = f"{_name(at)} says the same twice: {_short(value)}"
                self.report.add("repeated-value", self.lines[*at, position], what, "remove one of the two")
            if value is not None:
                found.append(value)
        return found

    def _count(self, node: Listing, kind: ListOf, at: Path) -> None:
        count = len(node.nodes)
        if count < kind.fewest:
            self.report.add("too-few", node.line, f"{_name(at)} has {count}", f"give at least {kind.fewest}")
        elif kind.most and count > kind.most:
            self.report.add("too-many", node.line, f"{_name(at)} has {count}", f"give at most {kind.most}")

    # --- scalars ------------------------------------------------------------------------------------

    def _scalar(self, node: Node, kind: Kind, at: Path) -> str | float | bool:
        if not isinstance(node, Scalar):
            raise _misfit(node, "one value", "write one value, in quotation marks if it holds : or [")
        if not node.text:
            raise _MisfitError("missing-field", "is empty", "give it a value, or remove the key")
        value = _resolved(node)
        match kind:
            case Text():
                return self._text(node, value, kind, at)
            case Number():
                return _number(node, value, kind)
            case Flag() if not isinstance(value, bool):
                raise _misfit(node, "true or false", "true or false, without quotation marks")
        return value

    def _text(self, node: Scalar, value: object, kind: Text, at: Path) -> str:
        if not isinstance(value, str):
            raise _misfit(node, "text", f'"{node.text}", in quotation marks')
        if kind.choices and value not in kind.choices:
            raise _MisfitError("not-a-choice", f"is {value!r}", _one_of(kind.choices))
        if kind.pattern:
            self._pattern(value, kind.pattern, node.line, f"{_name(at)} {value!r}")
        self._lengths(node, value, kind, at)
        return value

    def _pattern(self, text: str, pattern: Pattern, line: int, name: str) -> None:
        if not re.fullmatch(pattern.regex, text):
            self.report.add("malformed-name", line, f"{name} is not {pattern.means}", f"like {pattern.example}")

    def _lengths(self, node: Scalar, value: str, kind: Text, at: Path) -> None:
        if kind.longest and len(value) > kind.longest:
            what = f"{_name(at)} has {len(value)} characters"
            self.report.add("too-long", node.line, what, f"at most {kind.longest}")
        if kind.words and not kind.words[0] <= (count := words(value)) <= kind.words[1]:
            what, try_ = f"{_name(at)} has {count} words", f"{kind.words[0]} to {kind.words[1]} can be said aloud"
            self.report.add("answer-length", node.line, what, try_)
        for sentence in sentences(value) if kind.sentence else ():
            if (count := words(sentence)) > kind.sentence:
                what = f"a sentence of {count} words: {_short(sentence)}"
                self.report.add("long-sentence", node.line, what, f"at most {kind.sentence}: make it two")


def _resolved(node: Scalar) -> str | float | bool:
    """What the text means, where YAML need not guess."""
    if not node.plain:
        return node.text
    if node.text in _TRUTH:
        return _TRUTH[node.text]
    if len(node.text) <= _DIGITS and _WHOLE.fullmatch(node.text):
        return int(node.text)
    if len(node.text) <= _DIGITS and _DECIMAL.fullmatch(node.text):
        return float(node.text)
    if _TRAP.fullmatch(node.text):
        what = f"is {node.text!r}, which YAML reads in its own way"
        raise _MisfitError("yaml-trap", what, f'"{node.text}" for text; true, false, 12 or 0.5 for values')
    return node.text


def _number(node: Scalar, value: float | str, kind: Number) -> float:
    if isinstance(value, (bool, str)) or (kind.whole and isinstance(value, float)):
        wanted = "a whole number" if kind.whole else "a number"
        raise _misfit(node, wanted, f"{wanted}, without quotation marks")
    if kind.choices and value not in kind.choices:
        raise _MisfitError("not-a-choice", f"is {node.text}", _one_of(kind.choices))
    if kind.least is not None and value < kind.least:
        raise _MisfitError("not-a-choice", f"is {node.text}", f"at least {kind.least:g}")
    return value


def _misfit(node: Node, wanted: str, try_: str) -> _MisfitError:
    found = "a list" if isinstance(node, Listing) else "keys with values"
    if isinstance(node, Scalar):
        found = repr(_short(node.text))
    return _MisfitError("wrong-type", f"is {found}, not {wanted}", try_)


def _name(at: Path) -> str:
    """How a person names a place: `wrong 1 says`."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in at) or "the file"


def _short(value: object) -> str:
    text = str(next(iter(value.values()), "") if isinstance(value, dict) else value)
    return text if len(text) <= 48 else text[:47] + "…"


def _one_of(choices: tuple[object, ...]) -> str:
    return "one of: " + ", ".join(str(choice) for choice in choices)
