"""Shell completion for the arguments that several verbs share."""


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
