"""What a search found."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dlquiz.index import Hit
from dlquiz.question import LEVELS


def hits_screen(hits: Sequence[Hit]) -> RenderableType:
    """Each hit: its id, what it asks, and the passage that matched."""
    return Group(*(part for hit in hits for part in _hit(hit)))


def hits_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """A line for each hit: id, topic, level, what it asks."""
    if not hits:
        yield "Nothing found. Fewer words, or the beginnings of words, find more."
    for hit in hits:
        yield f"{hit.question}. Topic: {hit.topic}. Level: {LEVELS[hit.level]}. {hit.ask}"


def hits_json(hits: Sequence[Hit]) -> dict[str, Any]:
    """The hits for programs, the best first."""
    return {
        "questions": [
            {
                "id": hit.question,
                "topic": hit.topic,
                "level": hit.level,
                "ask": hit.ask,
                "excerpt": "".join(text for text, _ in hit.excerpt),
            }
            for hit in hits
        ]
    }


def _hit(hit: Hit) -> Iterator[RenderableType]:
    yield Text.assemble(" ", (hit.question, "topic"), (f" · {hit.topic} · {LEVELS[hit.level]}", "quiet"))
    yield Padding(Text(hit.ask), (0, 0, 0, 3), expand=False)
    if "".join(text for text, _ in hit.excerpt) != hit.ask:
        yield Padding(
            Text.assemble(*((text, "strong" if found else "quiet") for text, found in hit.excerpt)), (0, 0, 0, 3)
        )
