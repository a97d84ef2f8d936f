"""Full-text search: what a person typed as a query, and what SQLite found as hits."""

import re
from typing import Any

from dlquiz.index.values import Hit

_OPEN, _CLOSE = "\x02", "\x03"  # no question holds them: the loader refuses control characters
# In the order of the columns: ask, names, points, claims, options, answer.
_RANK = "bm25(words, 10, 6, 4, 4, 2, 1)"


def read_query(text: str) -> str:
    """The FTS5 query that asks for each word of `text`, or a word that begins with it; "" where there is none.

    Only letters, digits and underscores get through, each word in quotes: nothing a person types is FTS5 syntax.
    A plural finds its singular too.
    """
    words = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in re.findall(r"\w+", text.lower()))
    return " ".join(f'"{word}"*' for word in words if word.strip("_"))


def statement(where: str) -> str:
    """The search for `:query` among the questions that `where` admits, the best `:limit` first."""
    return f"""
        SELECT questions.id, questions.topic, level, ask, snippet(words, -1, '{_OPEN}', '{_CLOSE}', '…', 16)
        FROM words JOIN questions ON questions.number = words.rowid
        WHERE words MATCH :query AND {where} ORDER BY {_RANK}, questions.id LIMIT :limit
    """  # noqa: S608 -- our own text


def to_hit(row: tuple[Any, ...]) -> Hit:
    """A hit from a row of `statement`."""
    id, topic, level, ask, marked = row  # noqa: A001 -- the noun's own word
    pieces = re.split(f"{_OPEN}(.*?){_CLOSE}", " ".join(marked.split()))
    excerpt = tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)
    return Hit(id, topic, level, ask, excerpt)
