"""Questions as JSON, for the index, and the fingerprint of their wording, for the log."""

import json
from dataclasses import asdict
from typing import Any

from dlquiz.question import (
    Claim,
    Comparison,
    Myth,
    MythVerdict,
    Predict,
    Question,
    Revision,
    Source,
    Tolerance,
    Wrong,
)


def to_json(question: Question) -> str:
    """`question` as one line of JSON; `from_json` gives it back."""
    return json.dumps(asdict(question), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Question:
    """The question that `to_json` wrote."""
    return build(json.loads(text))


def build(written: dict[str, Any]) -> Question:
    """A question from plain dicts and lists with the names of its own fields."""
    sources = written.get("sources")
    return Question(
        id=written["id"],
        topic=written["topic"],
        ask=written["ask"],
        level=written["level"],
        answer=written["answer"],
        hint=written["hint"],
        points=tuple(written["points"]),
        claims=tuple(Claim(**{**claim, "notes": tuple(claim.get("notes", ()))}) for claim in written["claims"]),
        table=_table(written.get("table")),
        tags=tuple(written.get("tags", ())),
        right=tuple(written.get("right", ())),
        wrong=tuple(Wrong(**option) for option in written.get("wrong", ())),
        select=written.get("select", False),
        myth=_myth(written.get("myth")),
        steps=tuple(written.get("steps", ())),
        task=written.get("task", ""),
        predict=_predict(written.get("predict")),
        follow_ups=tuple(written.get("follow_ups", ())),
        sources=sources and {key: Source(**source) for key, source in sources.items()},
        revised=tuple(Revision(**revision) for revision in written.get("revised", ())),
    )


def _table(written: dict[str, Any] | None) -> Comparison | None:
    return written and Comparison(tuple(written["columns"]), tuple(map(tuple, written["rows"])))  # type: ignore[return-value]


def _myth(written: dict[str, Any] | None) -> Myth | None:
    return written and Myth(**{**written, "verdict": MythVerdict(written["verdict"])})  # type: ignore[return-value]


def _predict(written: dict[str, Any] | None) -> Predict | None:
    if not written:
        return None
    vary = written.get("vary")
    turned = vary and {knob: tuple(values) for knob, values in vary.items()}
    return Predict(**{**written, "within": Tolerance(**written["within"]), "vary": turned})


def fingerprint(question: Question) -> str:
    """16 hexadecimal digits that change when the wording that a person sees does.

    Level, tags, follow-ups and sources are no wording; nor is where a line is wrapped.
    """
    import hashlib  # noqa: PLC0415 -- wanted only when an answer is recorded

    shown = asdict(question)
    for name in ("level", "tags", "follow_ups", "sources", "revised", "claims", "topic"):
        del shown[name]
    for name in ("table", "task"):
        if not shown[name]:
            del shown[name]  # what was recorded before there were any keeps its fingerprint
    shown["claims"] = [claim.says for claim in question.claims]
    wording = json.dumps(_one_line(shown), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(wording.encode()).hexdigest()[:16]


def _one_line(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: _one_line(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_one_line(inner) for inner in value]
    return value
