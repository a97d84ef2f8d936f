"""Shell completion for the arguments that several verbs share."""


def complete_topics(incomplete: str) -> list[str]:
    """Topics that begin with what was typed."""
    return [topic for topic in _index_names("topics") if topic.startswith(incomplete)]


def complete_questions(incomplete: str) -> list[str]:
    """Ids of questions that begin with what was typed."""
    return [id for id in _index_names("ids") if id.startswith(incomplete)]  # noqa: A001 -- the noun's own word


def complete_demos(incomplete: str) -> list[str]:
    """Demos, by path or by their claim's id, that begin with what was typed."""
    from dlquiz.pack import built_in  # noqa: PLC0415 -- only the shell asks

    names = [*built_in().demo_ids(), *_index_names("claims")]
    return [name for name in names if name.startswith(incomplete)]


def complete_answers(incomplete: str) -> list[str]:
    """Whatever `verify` takes: demos, claims, questions, topics."""
    return [*complete_demos(incomplete), *complete_questions(incomplete), *complete_topics(incomplete)]


def _index_names(kind: str) -> list[str]:
    from dlquiz.practice import Practice  # noqa: PLC0415 -- only the shell asks

    with Practice.open(write=False) as practice:
        index = practice.index
        return {"topics": list(index.topics()), "ids": index.ids(), "claims": index.claim_ids()}[kind]
