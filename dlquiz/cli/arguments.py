"""Arguments that several verbs share: what is asked about, and shell completion."""

from collections.abc import Sequence

from dlquiz.bank import unknown
from dlquiz.index import Index, Scope
from dlquiz.question import Form


def scope_of(
    index: Index, topics: Sequence[str] | None = None, level: int | None = None, form: Form | None = None
) -> Scope:
    """The scope that `topics`, `level` and `form` name.

    Raises:
        UsageError: there is no such topic; it gives the nearest names.
    """
    known = index.topics()
    for topic in topics or ():
        if topic not in known:
            raise unknown("topic", topic, known, "dlquiz quiz", "dlquiz topics")
    return Scope(tuple(topics or ()), level, form)


def complete_topics(incomplete: str) -> list[str]:
    """Topics that begin with what was typed."""
    return [topic for topic in _index_names("topics") if topic.startswith(incomplete)]


def complete_questions(incomplete: str) -> list[str]:
    """Ids of questions that begin with what was typed."""
    return [id for id in _index_names("ids") if id.startswith(incomplete)]  # noqa: A001 -- the noun's own word


def complete_demos(incomplete: str) -> list[str]:
    """Demos, by path, that begin with what was typed."""
    from dlquiz.pack import built_in  # noqa: PLC0415 -- only the shell asks

    return [id for id in built_in().demo_ids() if id.startswith(incomplete)]  # noqa: A001 -- the noun's own word


def _index_names(kind: str) -> list[str]:
    from dlquiz.practice import Practice  # noqa: PLC0415 -- only the shell asks

    with Practice.open(write=False) as practice:
        return list(practice.index.topics() if kind == "topics" else practice.index.ids())
