"""YAML read strictly: a tree in which every node knows its line, without the language's traps.

No anchors, aliases, tags or second documents; nothing is resolved here but text, so that `no` stays
`no` until somebody asks for a truth value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlquiz.text import hidden, visible

LARGEST = 65_536
"""Bytes that a question's file may have: several times the longest that a person would write."""
DEEPEST = 12
"""How many levels of lists and keys a file may have."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a bank: the file and line, what is wrong, what to do, and the rule that it breaks."""

    path: Path
    line: int
    what: str
    try_: str
    rule: str


@dataclass(slots=True)
class Report:
    """The findings about one file."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: str, line: int, what: str, try_: str) -> None:
        """Add a finding; what the file says is shown with its hidden characters visible, on one line."""
        self.findings.append(Finding(self.path, line, _shown(what), _shown(try_), rule))


def _shown(text: str) -> str:
    return " ".join(visible(text).split())


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text; `plain` without quotation marks, where YAML would guess what it means."""

    line: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; None stands for a node that was reported."""

    line: int
    nodes: list["Node | None"]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys and values in the order of the file; a repeated key is reported and left out."""

    line: int
    nodes: dict[str, "Node | None"]
    lines: dict[str, int]


Node = Scalar | Listing | Keys


class _UnreadableError(Exception):
    """The rest of the file cannot be read; the reason is in the report."""


def read_tree(report: Report) -> Node | None:
    """The tree of the file at `report.path`; None where it could not be read, which is in the report."""
    text = _read_text(report)
    if text is None:
        return None
    import yaml  # noqa: PLC0415 -- an indexed bank is asked without reading any YAML

    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        return _Parser(events, report).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = " ".join(filter(None, (error.context, error.problem)))
        report.add("not-yaml", line, f"not YAML: {what}", "mend the syntax: indentation, quotation marks, colons")
    except yaml.YAMLError as error:
        report.add("not-yaml", 1, f"not YAML: {error}", "save it as plain UTF-8 text")
    except _UnreadableError:
        pass
    return None


def _read_text(report: Report) -> str | None:
    try:
        with report.path.open("rb") as file:
            written = file.read(LARGEST + 1)
        if len(written) > LARGEST:
            report.add("too-large", 1, f"larger than {LARGEST // 1024} KiB", "a question is a page: split it")
            return None
        text = written.decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        report.add("unreadable", 1, f"cannot be read: {error.strerror}", "make it a readable file")
        return None
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        report.add("unreadable", line, "not UTF-8 text", "save it as UTF-8")
        return None
    for line, content in enumerate(text.split("\n"), 1):
        _report_hidden(report, line, content)
    return visible(text)


def _report_hidden(report: Report, line: int, text: str) -> None:
    if found := sorted(hidden(text)):
        names = ", ".join(visible(char) for char in found)
        report.add("hidden-character", line, f"characters that nobody sees: {names}", "remove them")


class _Parser:
    """A walk over the parser's events: one at a time, so that nothing is expanded and depth is bounded."""

    def __init__(self, events: Iterator[Any], report: Report) -> None:
        self.events = events
        self.report = report

    def document(self) -> Node | None:
        kind, event = self._next()
        while kind in {"StreamStart", "DocumentStart"}:
            kind, event = self._next()
        if kind == "StreamEnd":
            self.report.add("not-yaml", 1, "empty", "dlquiz new TOPIC ID shows the form of a question")
            return None
        root = self._node(kind, event, 1)
        self._next()
        kind, event = self._next()
        if kind == "DocumentStart":
            line = event.start_mark.line + 1
            self.report.add("several-documents", line, "a second document", "one file, one question: remove `---`")
        return root

    def _next(self) -> tuple[str, Any]:
        event = next(self.events)
        return type(event).__name__.removesuffix("Event"), event

    def _node(self, kind: str, event: Any, depth: int) -> Node | None:  # noqa: ANN401 -- yaml's events have no types
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            self.report.add("too-deep", line, f"nested more than {DEEPEST} deep", "a question is at most five deep")
            raise _UnreadableError
        if kind == "Alias":
            self.report.add("alias", line, f"the alias *{event.anchor}", "write it out, or quote the text")
            return None
        if event.anchor:
            self.report.add("anchor", line, f"the anchor &{event.anchor}", "remove it, or quote the text")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.report.add("tag", line, f"the tag {tag}", "remove it, or quote the text")
        if kind == "Scalar":
            if hidden(event.value):
                _report_hidden(self.report, line, event.value)
            return Scalar(line, visible(event.value).strip(), not event.style)
        if kind == "SequenceStart":
            return Listing(line, list(self._nodes("SequenceEnd", depth)))
        return self._keys(line, depth)

    def _nodes(self, end: str, depth: int) -> Iterator[Node | None]:
        while (step := self._next())[0] != end:
            yield self._node(*step, depth + 1)

    def _keys(self, line: int, depth: int) -> Keys:
        keys = Keys(line, {}, {})
        nodes = self._nodes("MappingEnd", depth)
        for key in nodes:
            value = next(nodes)
            if key is None:
                continue
            if not isinstance(key, Scalar):
                self.report.add("wrong-type", key.line, "a key that is no word", "quote what begins with [ or {")
            elif key.text in keys.nodes:
                what = f"the key {key.text!r} a second time, after line {keys.lines[key.text]}"
                self.report.add("repeated-key", key.line, what, "keep one of the two")
            else:
                keys.nodes[key.text] = value
                keys.lines[key.text] = key.line
        return keys
