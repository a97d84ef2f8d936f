"""The bank: the questions of all packs, by id, and what is left of those that were withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dlquiz.errors import UsageError
from dlquiz.question import Question, Retired


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions by id, topic by topic, and tombstones by id."""

    questions: Mapping[str, Question]
    retired: Mapping[str, Retired] = field(default_factory=dict)

    def question(self, id: str) -> Question:  # noqa: A002 -- the noun's own word
        """The question called `id`; a moved one is followed to where it is now.

        Raises:
            UsageError: there is none; it gives the nearest names, or says why the question was withdrawn.
        """
        seen = {id}
        name = id
        while (tombstone := self.retired.get(name)) and tombstone.moved_to and tombstone.moved_to not in seen:
            name = tombstone.moved_to
            seen.add(name)
        if name in self.questions:
            return self.questions[name]
        if tombstone := self.retired.get(name):
            raise UsageError(f"the question {id!r} was withdrawn: {tombstone.why}", "in the bank", "dlquiz list")
        raise unknown("question", id, self.questions, "dlquiz show", "dlquiz list")

    def topics(self) -> dict[str, list[Question]]:
        """The questions of each topic, topics and questions in the order of their names."""
        found: dict[str, list[Question]] = {}
        for question in sorted(self.questions.values(), key=lambda question: (question.topic, question.id)):
            found.setdefault(question.topic, []).append(question)
        return found

    def topic(self, name: str) -> list[Question]:
        """The questions of the topic `name`.

        Raises:
            UsageError: there is no such topic; it gives the nearest names.
        """
        topics = self.topics()
        if name not in topics:
            raise unknown("topic", name, topics, "dlquiz quiz", "dlquiz topics")
        return topics[name]


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that `name` was most likely meant to be, the likeliest first; often none."""
    from difflib import get_close_matches  # noqa: PLC0415 -- wanted only after a mistake

    listed = list(names)
    close = get_close_matches(name, listed, n=most, cutoff=0.6)
    holding = [one for one in listed if name and name in one and one not in close]
    return [*close, *holding][:most]


def unknown(noun: str, name: str, names: Iterable[str], command: str, listing: str) -> UsageError:
    """The error for a `name` that no `noun` has: `command` with the nearest one, else `listing`, which lists them."""
    close = nearest(name, names)
    others = f"   (or: {', '.join(close[1:])})" if close[1:] else ""
    try_ = f"{command} {close[0]}{others}" if close else listing
    return UsageError(f"no {noun} called {name!r}", "in the bank", try_)
