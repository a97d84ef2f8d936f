"""What a question's file holds, written once: the loader validates by it, editors complete by it.

`QUESTION` and `TOMBSTONE` describe the two kinds of file; `json_schema` gives them as JSON Schema 2020-12.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dlquiz.question import LEVELS, MythVerdict

MODELINE = "# yaml-language-server: $schema=../../docs/question.schema.json"
"""The first line of each question file: it tells an editor which schema to complete and check by.

A bank that lies elsewhere may give another path, or the address, of the schema.
"""
MODELINE_FORM = r"# yaml-language-server: \$schema=\S*question\.schema\.json"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a name looks like: a regular expression for machines, words and an example for people."""

    regex: str
    means: str
    example: str


KEBAB = Pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "words in lower case with hyphens between", "why-relu-dies")
DEMO_ID = Pattern(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z][a-z0-9_]*", "topic/claim_in_words", "losses/softmax_saturates")
KNOB = Pattern(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an argument of measure", "hidden_size")
ROW = Pattern(r"[A-Z][0-9]+", "the id of a row of docs/claims.yaml", "C001")
DATE = Pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date, year first", "2026-12-01")
URL = Pattern(r"https?://\S+", "a web address", "https://arxiv.org/abs/1805.11604")
KEY = Pattern(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*", "one word", "santurkar2018")


@dataclass(frozen=True, slots=True)
class Text:
    """A string; `longest` in characters, `words` the fewest and most, `sentence` the most words in one."""

    longest: int = 0
    words: tuple[int, int] | None = None
    sentence: int = 0
    choices: tuple[str, ...] = ()
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number; only the `choices` where there are any, `least` and `whole` where they are asked for."""

    whole: bool = False
    choices: tuple[int, ...] = ()
    least: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a truth value or a string: the value of a knob."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind; `most` 0 is no limit, `distinct` forbids repeats."""

    each: "Kind"
    fewest: int = 1
    most: int = 0
    distinct: bool = True


@dataclass(frozen=True, slots=True)
class MapOf:
    """Names of the form `names`, each with the same kind of value; at least one."""

    names: Pattern
    each: "Kind"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: the kind of its value, what it means, and whether it must be there."""

    kind: "Kind"
    means: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Known keys.

    `one_of` names keys of which exactly one must be there, `some_of` keys of which at least one must;
    `needs` says which key asks for which other.
    """

    fields: Mapping[str, Field]
    one_of: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)


Kind = Text | Number | Flag | Literal | ListOf | MapOf | Record

_WRONG = Record(
    {
        "says": Field(Text(longest=120), "The option, as tempting as the right one.", required=True),
        "because": Field(Text(longest=300), "Why this option is wrong; shown when it was picked.", required=True),
    }
)
_MYTH = Record(
    {
        "says": Field(Text(longest=200), "A sentence that people say.", required=True),
        "verdict": Field(
            Text(choices=tuple(MythVerdict)), 'What it is; write "true" in quotation marks.', required=True
        ),
        "tell": Field(Text(longest=400), "One sentence for an interviewer who believes it.", required=True),
    }
)
_WITHIN = Record(
    {
        "rel": Field(Number(least=0), "Share of the measured value that an answer may be off; 0 is exact."),
        "abs": Field(Number(least=0), "How far an answer may be off, in the unit of the quantity."),
        "factor": Field(Number(least=1), "Answers from measured/factor to measured·factor are accepted."),
    },
    one_of=("rel", "abs", "factor"),
)
_PREDICT = Record(
    {
        "asks": Field(Text(longest=400), "What to predict; {knob} stands for a value that varies.", required=True),
        "demo": Field(Text(pattern=DEMO_ID), "The demo that measures it.", required=True),
        "quantity": Field(Text(longest=80), "A name that `measure` of the demo returns.", required=True),
        "arm": Field(Text(longest=60), "The arm to read it from: case, or the name of a control."),
        "vary": Field(
            MapOf(KNOB, ListOf(Literal())), "Values to draw for knobs, so that the number cannot be memorised."
        ),
        "within": Field(_WITHIN, "How near an answer must come.", required=True),
        "unit": Field(Text(longest=40), "The unit of the number."),
        "because": Field(
            Text(longest=500), "The formula with the values put in, by {knob} and {measured}.", required=True
        ),
    }
)
_CLAIM = Record(
    {
        "says": Field(Text(longest=120), "The claim, word for word line one of its demo's docstring.", required=True),
        "demo": Field(Text(pattern=DEMO_ID), "The demo that settles it."),
        "source": Field(Text(pattern=KEY), "A key of `sources`, where no experiment can settle it."),
        "notes": Field(ListOf(Text(pattern=ROW), most=3), "Rows of docs/claims.yaml that it covers."),
    },
    one_of=("demo", "source"),
)
_SOURCE = Record(
    {
        "title": Field(Text(longest=300), "Title, authors, year.", required=True),
        "url": Field(Text(pattern=URL), "Where to read it.", required=True),
        "where": Field(Text(longest=200), "Section, figure or equation."),
        "says": Field(Text(longest=600), "What it says, in your words.", required=True),
        "read": Field(Text(pattern=DATE), "The day on which it was looked up.", required=True),
    }
)
_REVISION = Record(
    {
        "date": Field(Text(pattern=DATE), "The day of the change.", required=True),
        "why": Field(Text(longest=400), "Why the meaning of the answer changed.", required=True),
    }
)
_OPTION = Text(longest=120)
_CELL = Text(longest=24)
_TABLE = Record(
    {
        "columns": Field(
            ListOf(_CELL, fewest=2, most=6), "What heads the cells; the first names what is compared.", required=True
        ),
        "rows": Field(
            ListOf(ListOf(_CELL, fewest=2, most=6, distinct=False), fewest=2),
            "One row for each thing that is compared, with a cell for each column.",
            required=True,
        ),
    }
)

QUESTION = Record(
    {
        "ask": Field(Text(longest=200), "What an interviewer would ask, in their words.", required=True),
        "level": Field(
            Number(whole=True, choices=tuple(LEVELS)),
            ", ".join(f"{level} {name}" for level, name in LEVELS.items()) + ".",
            required=True,
        ),
        "tags": Field(ListOf(Text(longest=40)), "Words to find it by.", required=True),
        "answer": Field(
            Text(words=(30, 160), sentence=35),
            "What to say aloud in 20 to 60 seconds: 30 to 160 words, no sentence over 35.",
            required=True,
        ),
        "table": Field(_TABLE, "Where things are compared: the comparison, to be said row by row."),
        "hint": Field(Text(longest=160), "Helps without telling.", required=True),
        "points": Field(
            ListOf(Text(longest=140), fewest=3, most=6),
            "What the interviewer ticks; recall is graded on these.",
            required=True,
        ),
        "right": Field(ListOf(_OPTION, distinct=False), "The right option; several with `select: true`."),
        "select": Field(Flag(), "All right options have to be picked, not one."),
        "wrong": Field(
            ListOf(_WRONG, fewest=3, distinct=False), "Tempting wrong options, each with the reason why it is wrong."
        ),
        "myth": Field(_MYTH, "A sentence people say, to be judged true, it depends or myth."),
        "task": Field(
            Text(longest=200), "What the steps show or do, where `ask` does not say it; asked in the order form."
        ),
        "steps": Field(ListOf(Text(longest=110), fewest=4, most=7), "The steps of a derivation, in their only order."),
        "predict": Field(_PREDICT, "A number to commit to, which the demo then measures."),
        "claims": Field(MapOf(KEBAB, _CLAIM), "The true sentences that the answer rests on, by id.", required=True),
        "follow_ups": Field(ListOf(Text(pattern=KEBAB)), "Ids of the questions that come next.", required=True),
        "sources": Field(MapOf(KEY, _SOURCE), "Papers that were looked up, by key."),
        "revised": Field(ListOf(_REVISION), "When the meaning of the answer changed."),
    },
    some_of=("right", "myth", "steps", "predict"),
    needs={"right": "wrong", "wrong": "right", "select": "right", "task": "steps"},
)
TOMBSTONE = Record(
    {
        "moved_to": Field(Text(pattern=KEBAB), "The id of the question that took its place."),
        "retired": Field(Text(longest=400), "Why the question was withdrawn."),
    },
    one_of=("moved_to", "retired"),
)


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a question's file, with the meanings as descriptions."""
    withdrawn = {"anyOf": [{"required": [name]} for name in TOMBSTONE.one_of]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dlquiz question",
        "type": "object",
        "if": withdrawn,
        "then": _schema(TOMBSTONE),
        "else": _schema(QUESTION),
    }


def _schema(kind: Kind) -> dict[str, Any]:
    schema: dict[str, Any]
    match kind:
        case Text():
            schema = _text_schema(kind)
        case Number():
            schema = _number_schema(kind)
        case Flag():
            schema = {"type": "boolean"}
        case Literal():
            schema = {"type": ["number", "boolean", "string"]}
        case ListOf():
            schema = {"type": "array", "items": _schema(kind.each), "minItems": kind.fewest}
            schema |= {"maxItems": kind.most} if kind.most else {}
            schema |= {"uniqueItems": True} if kind.distinct else {}
        case MapOf():
            names = {"pattern": f"^{kind.names.regex}$"}
            each = _schema(kind.each)
            schema = {"type": "object", "propertyNames": names, "additionalProperties": each, "minProperties": 1}
        case Record():
            schema = _record_schema(kind)
    return schema


def _text_schema(kind: Text) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if kind.longest:
        schema["maxLength"] = kind.longest
    if kind.choices:
        schema["enum"] = list(kind.choices)
    if kind.pattern:
        schema |= {"pattern": f"^{kind.pattern.regex}$", "examples": [kind.pattern.example]}
    return schema


def _number_schema(kind: Number) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if kind.whole else "number"}
    if kind.choices:
        schema["enum"] = list(kind.choices)
    if kind.least is not None:
        schema["minimum"] = kind.least
    return schema


def _record_schema(kind: Record) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            name: {"description": field.means, **_schema(field.kind)} for name, field in kind.fields.items()
        },
        "required": [name for name, field in kind.fields.items() if field.required],
        "additionalProperties": False,
    }
    if kind.one_of:
        schema["oneOf"] = [{"required": [name]} for name in kind.one_of]
    if kind.some_of:
        schema["anyOf"] = [{"required": [name]} for name in kind.some_of]
    if kind.needs:
        schema["dependentRequired"] = {name: [other] for name, other in kind.needs.items()}
    return schema
