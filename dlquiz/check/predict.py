"""The rules for the predict form: what is asked must be what the demo measures."""

from collections.abc import Iterator

from dlquiz.bank import nearest
from dlquiz.check.bank import Checked, Told
from dlquiz.demo import Demo
from dlquiz.evidence import CASE
from dlquiz.question import Predict, Question, Value
from dlquiz.text import placeholders

_TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "bool": (bool,), "str": (str,)}
MEASURED = "measured"


def unknown_arm(bank: Checked, question: Question) -> Iterator[Told]:
    """The arm is the case or a control of the demo."""
    for predict, demo in _asked(bank, question):
        if predict.arm not in (CASE, *demo.controls):
            what = f"no arm called {predict.arm!r} in {demo.id}"
            yield ("predict", "arm"), what, f"one of: {', '.join((CASE, *demo.controls))}"


def unknown_quantity(bank: Checked, question: Question) -> Iterator[Told]:
    """The quantity is a number that the demo is recorded to measure."""
    for predict, demo in _asked(bank, question):
        found = bank.records[demo.id].found.get(predict.arm) if demo.id in bank.records else None
        if found is not None and predict.quantity not in found:
            close = nearest(predict.quantity, found) or list(found)
            what = f"{demo.id} measures no {predict.quantity!r}"
            yield ("predict", "quantity"), what, f"one of: {', '.join(close)}"


def unrecorded_demo(bank: Checked, question: Question) -> Iterator[Told]:
    """What a predicted demo measures is on record."""
    for predict, demo in _asked(bank, question):
        if demo.id not in bank.records:
            yield ("predict", "demo"), f"nothing is recorded of {predict.demo}", f"dlquiz verify {demo.id} --record"


def unknown_knob(bank: Checked, question: Question) -> Iterator[Told]:
    """What varies is a knob of the demo."""
    for predict, demo in _asked(bank, question):
        for name in predict.vary or {}:
            if name not in demo.knobs:
                try_ = f"one of: {', '.join(demo.knobs)}" if demo.knobs else "the demo has no knobs: vary nothing"
                yield ("predict", "vary", name), f"no knob called {name!r} in {demo.id}", try_


def knob_value(bank: Checked, question: Question) -> Iterator[Told]:
    """A value that is drawn is of the knob's type."""
    for predict, demo in _asked(bank, question):
        for name, values in (predict.vary or {}).items():
            for position, value in enumerate(values):
                if name in demo.knobs and not _fits(demo.knobs[name].annotation, value):
                    what = f"{value!r} is no {demo.knobs[name].annotation}, which {name} is"
                    yield ("predict", "vary", name, position), what, f"values like {demo.knobs[name].default!r}"


def unknown_placeholder(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001 -- every rule is asked alike
    """Between braces stands what varies, and in `because` what was measured too."""
    if question.predict is None:
        return
    knobs = set(question.predict.vary or ())
    for field, known in (("asks", knobs), ("because", knobs | {MEASURED})):
        for name in placeholders(getattr(question.predict, field)):
            if name not in known:
                try_ = f"one of: {', '.join(sorted(known))}" if known else "write the value, or vary it"
                yield ("predict", field), f"{{{name}}} stands for nothing", try_


def untold_knob(bank: Checked, question: Question) -> Iterator[Told]:  # noqa: ARG001
    """Who predicts is told each value that varies."""
    for name in question.predict.vary or () if question.predict else ():
        if name not in placeholders(question.predict.asks if question.predict else ""):
            yield ("predict", "asks"), f"{name} varies, and is not told", f"put {{{name}}} into asks"


def _asked(bank: Checked, question: Question) -> Iterator[tuple[Predict, Demo]]:
    """The predict form with its demo, where both are there."""
    if question.predict and (demo := bank.demos.get(question.predict.demo)):
        yield question.predict, demo


def _fits(annotation: str, value: Value) -> bool:
    types = _TYPES.get(annotation, ())
    return isinstance(value, types) and (isinstance(value, bool) == (annotation == "bool"))
