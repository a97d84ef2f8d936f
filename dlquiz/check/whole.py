"""The rules for demos, for files as such, and for the bank as a whole; a rule's name is its function's."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from dlquiz.check.bank import Checked
from dlquiz.load import Loaded
from dlquiz.question import Form, Question
from dlquiz.schema import DEMO_ID, KEBAB, MODELINE, MODELINE_FORM

Seen = tuple[Path, int, str, str]
"""What a rule for the bank sees: file, line, what is wrong, what to do."""

_TOP_FILES = {"LICENSE", "README.md"}
_DEMO_LINES = 90
_SHARE = 0.35
_ENOUGH = 20
_CONNECTED_FROM = 3


def empty_bank(bank: Checked) -> Iterator[Seen]:
    """A bank has a question."""
    if not bank.files:
        yield bank.pack.questions, 1, "no question", "dlquiz new TOPIC ID"


def modeline(bank: Checked) -> Iterator[Seen]:
    """The first line makes an editor complete and check the rest."""
    for file in bank.files:
        try:
            with file.path.open("rb") as opened:
                first = opened.readline(200).rstrip().decode("utf-8", "replace")
        except OSError:
            continue  # loading it has said so
        if not re.fullmatch(MODELINE_FORM, first):
            yield file.path, 1, "the first line does not name the schema", MODELINE


def file_name(bank: Checked) -> Iterator[Seen]:
    """Names of files and topics are as their ids have to be."""
    for file in bank.files:
        if not (re.fullmatch(KEBAB.regex, file.path.stem) and re.fullmatch(KEBAB.regex, file.path.parent.name)):
            yield file.path, 1, f"the file's name is not {KEBAB.means}", f"like {KEBAB.example}.yaml"
    for id_ in bank.problems:
        if not re.fullmatch(DEMO_ID.regex, id_):
            yield bank.pack.demo_path(id_), 1, f"the file's name is not {DEMO_ID.means}", f"like {DEMO_ID.example}.py"


def unexpected_file(bank: Checked) -> Iterator[Seen]:
    """In `questions` are topics and their YAML, in `demos` topics with their Python and its evidence."""
    for folder, suffix in ((bank.pack.questions, ".yaml"), (bank.pack.demos, ".py")):
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if any(part.startswith((".", "__pycache__")) for part in parts):
                continue
            wanted = path.is_dir() if len(parts) == 1 else path.is_file() and path.suffix == suffix and len(parts) == 2
            known = path.name in _TOP_FILES or path.name == "evidence.json"
            if not (wanted or known):
                yield path, 1, "a file that does not belong here", f"{folder.name}/TOPIC/NAME{suffix}"


def duplicate_id(bank: Checked) -> Iterator[Seen]:
    """An id is given once in the whole bank."""
    first: dict[str, Path] = {}
    for file in bank.files:
        there = first.setdefault(file.path.stem, file.path)
        if there != file.path:
            what = f"the id {file.path.stem!r} is taken in {there.parent.name}"
            yield file.path, 1, what, "give the file another name"


def unknown_move(bank: Checked) -> Iterator[Seen]:
    """A question that moved is where its tombstone says."""
    for file in bank.files:
        if file.retired and file.retired.moved_to and file.retired.moved_to not in bank.ids:
            what = f"no question called {file.retired.moved_to!r}"
            yield file.path, file.line("moved_to"), what, "name the question that took its place, or retired: why"


def one_name_two_claims(bank: Checked) -> Iterator[Seen]:
    """A claim's id stands for one claim, whichever question makes it."""
    first: dict[str, tuple[Loaded, tuple[str, str, str]]] = {}
    for file, draft in bank.drafts():
        for claim in draft.claims:
            meaning = (claim.says, claim.demo, claim.source)
            there, meant = first.setdefault(claim.id, (file, meaning))
            if meant != meaning:
                what = f"the claim {claim.id!r} is another one in {there.path.stem}"
                yield file.path, file.line("claims", claim.id), what, "give it an id of its own, or the same words"


def demo_form(bank: Checked) -> Iterator[Seen]:
    """A demo has the form of a controlled experiment."""
    for id_, problems in bank.problems.items():
        for problem in problems:
            yield bank.pack.demo_path(id_), problem.line, problem.what, problem.try_


def demo_length(bank: Checked) -> Iterator[Seen]:
    """A demo can be read like a proof."""
    for demo in bank.demos.values():
        if (count := demo.source.count("\n")) > _DEMO_LINES:
            yield demo.path, _DEMO_LINES + 1, f"{count} lines", f"at most {_DEMO_LINES}: one claim, one experiment"


def demo_todo(bank: Checked) -> Iterator[Seen]:
    """Nothing is left to be written in a demo."""
    for demo in bank.demos.values():
        for line, text in enumerate(demo.source.splitlines(), 1):
            if re.search(r"\bTODO\b", text):
                yield demo.path, line, "a TODO is left", "write it"


def unused_demo(bank: Checked) -> Iterator[Seen]:
    """A demo settles a claim that a question makes."""
    used = {claim.demo for _, draft in bank.drafts() for claim in draft.claims}
    for id_ in bank.problems:
        if id_ not in used:
            yield bank.pack.demo_path(id_), 1, "no claim names this demo", "make the claim in a question, or remove it"


def right_is_longest(bank: Checked) -> Iterator[Seen]:
    """Who picks the longest option is right no more often than by chance."""
    return _guessable(bank, "longest", lambda right, wrong: right > max(wrong))


def right_is_shortest(bank: Checked) -> Iterator[Seen]:
    """Who picks the shortest option is right no more often than by chance."""
    return _guessable(bank, "shortest", lambda right, wrong: right < min(wrong))


def _guessable(bank: Checked, word: str, stands_out: Callable[[int, list[int]], bool]) -> Iterator[Seen]:
    # With several right options (select) the longest is often right by chance: those tell nothing.
    asked = [
        draft for _, draft in bank.drafts() if Form.RECOGNISE in draft.forms and len(draft.right) == 1 and draft.wrong
    ]
    found = [one.id for one in asked if stands_out(len(one.right[0]), [len(option.says) for option in one.wrong])]
    if len(asked) >= _ENOUGH and len(found) > _SHARE * len(asked):
        what = f"the right option is the {word} in {len(found)} of {len(asked)} questions: {', '.join(found)}"
        yield bank.pack.questions, 1, what, f"at most {_SHARE:.0%}: change the length of some options"


def unconnected_topic(bank: Checked) -> Iterator[Seen]:
    """From each question of a topic the follow-ups lead to every other, one way or the other."""
    topics: dict[str, dict[str, tuple[Loaded, Question]]] = defaultdict(dict)
    for file, draft in bank.drafts():
        topics[draft.topic][draft.id] = (file, draft)
    for topic, members in topics.items():
        if len(members) < _CONNECTED_FROM:
            continue
        for group in _groups({name: draft.follow_ups for name, (_, draft) in members.items()})[1:]:
            file, draft = members[min(group)]
            what = f"no follow-ups between {', '.join(sorted(group))} and the rest of {topic}"
            yield file.path, file.line("follow_ups"), what, "name a question of the same topic"


def _groups(follow_ups: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """The connected groups of questions, given the follow-ups of each; the largest first."""
    linked: dict[str, set[str]] = {name: set() for name in follow_ups}
    for name, others in follow_ups.items():
        for other in others:
            if other in linked:
                linked[name].add(other)
                linked[other].add(name)
    groups = []
    left = set(linked)
    while left:
        group: set[str] = set()
        reached = {min(left)}
        while reached:
            group |= reached
            reached = set().union(*(linked[name] for name in reached)) - group
        groups.append(group)
        left -= group
    return sorted(groups, key=len, reverse=True)
