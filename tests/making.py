"""Banks and events for tests: small, valid, and as many as wanted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dlquiz.event import Event, Kind, Rating, new_id
from dlquiz.question import Form

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOPICS = ("activations", "losses", "rnn")

_QUESTION = """\
# yaml-language-server: $schema=../../docs/question.schema.json
ask: {ask}
level: {level}
tags: [gradients]
answer: |
  The gradient is a product of one factor a layer, and every factor of a sigmoid is at most one quarter.
hint: What does the chain rule multiply together?
points:
  - The chain rule multiplies one factor a layer.
  - The derivative of a sigmoid is at most one quarter.
  - A product of many such factors vanishes.
myth:
  says: Only recurrent networks have gradients that vanish.
  verdict: myth
  tell: Any deep product of small factors vanishes.
claims:
  {id}-claim:
    says: The factors are small.
    demo: {topic}/factors_are_small
follow_ups: [{id}]
"""


def write_question(bank: Path, topic: str, id: str, ask: str = "Why do gradients vanish?", level: int = 1) -> Path:  # noqa: A002
    """Write one valid question with the forms recall and myth; returns its file."""
    path = bank / "questions" / topic / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_QUESTION.format(ask=ask, level=level, id=id, topic=topic), encoding="utf-8")
    return path


def write_bank(bank: Path, count: int = 6) -> Path:
    """Write `count` questions q0, q1, … over three topics and three levels; returns the bank."""
    for number in range(count):
        write_question(bank, TOPICS[number % 3], f"q{number}", level=number % 3 + 1)
    return bank


def review(question: str, rating: int = 3, days: float = 0, form: Form = Form.RECALL) -> Event:
    """An answer to `question`, `days` after the start."""
    at = START + timedelta(days=days)
    return Event(new_id(at), Kind.REVIEW, at, "s", question, form=form, rating=Rating(rating), right=rating > 1)


def mark(kind: Kind, question: str = "", days: float = 0, target: str = "", detail: str = "") -> Event:
    """An event that is no review."""
    at = START + timedelta(days=days)
    return Event(new_id(at), kind, at, "s", question, target=target, detail=detail)
