"""One question as it is asked: the options shuffled, the values drawn, the placeholders filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from dlquiz.question import Form, MythVerdict, Question, Value
from dlquiz.text import fill

LETTERS = "ABCDEFGH"
_MOST_OPTIONS = 6
_MYTH_WORDS = {MythVerdict.TRUE: "True", MythVerdict.DEPENDS: "It depends", MythVerdict.MYTH: "Myth"}


@dataclass(frozen=True, slots=True)
class Option:
    """One lettered line: an option, a verdict on a myth, a point to tick or a step to put in order."""

    text: str
    right: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one form, as the person sees it.

    `options` are lettered A, B, C …; in the order form, `solution` is what to type; `values` are the
    knobs drawn for a prediction.
    """

    question: Question
    form: Form
    text: str
    options: tuple[Option, ...] = ()
    solution: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """Whether the answer is a line of text, not a key."""
        return self.form in {Form.RECALL, Form.ORDER, Form.PREDICT}


def ask(question: Question, form: Form, seed: str) -> Asked:
    """`question` in `form`; the same `seed` gives the same order of options and the same values."""
    rng = Random(seed)  # noqa: S311 -- a shuffle, not a secret
    if form is Form.MYTH and question.myth is not None:
        verdict = question.myth.verdict
        options = tuple(Option(word, right=it is verdict) for it, word in _MYTH_WORDS.items())
        return Asked(question, form, question.myth.says, options)
    if form is Form.ORDER:
        return _ask_order(question, rng)
    if form is Form.PREDICT and question.predict is not None:
        vary = question.predict.vary or {}
        values = {knob: rng.choice(among) for knob, among in vary.items()}
        return Asked(question, form, fill(question.predict.asks, values), values=values)
    if form in {Form.RECOGNISE, Form.SELECT}:
        return Asked(question, form, question.ask, _shuffled_options(question, rng))
    points = tuple(Option(point, right=True) for point in question.points)
    return Asked(question, Form.RECALL, question.ask, points)


def _shuffled_options(question: Question, rng: Random) -> tuple[Option, ...]:
    right = [Option(says, right=True) for says in question.right]
    wrong = [Option(option.says, right=False, because=option.because) for option in question.wrong]
    options = right + rng.sample(wrong, min(len(wrong), max(1, _MOST_OPTIONS - len(right))))
    rng.shuffle(options)
    return tuple(options)


def _ask_order(question: Question, rng: Random) -> Asked:
    places = list(range(len(question.steps)))
    rng.shuffle(places)
    if places == sorted(places):
        places = places[1:] + places[:1]  # already in order would be no question
    options = tuple(Option(question.steps[place]) for place in places)
    solution = "".join(LETTERS[places.index(place)] for place in range(len(places)))
    return Asked(question, Form.ORDER, question.task or question.ask, options, solution)
