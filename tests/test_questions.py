"""The built-in bank: clean by the lint, and every prediction can be measured."""

import math
from itertools import cycle, islice
from pathlib import Path

import pytest

from dlquiz.check import check_bank
from dlquiz.demo import load_module, read_demo
from dlquiz.evidence import CASE
from dlquiz.load import load_bank
from dlquiz.pack import pack_at
from dlquiz.question import Form, Predict, Value

PACK = pack_at(Path(__file__).parent.parent)
BANK, _ = load_bank(PACK)
PREDICTIONS = {id_: question.predict for id_, question in BANK.questions.items() if question.predict}


def test_the_bank_is_clean() -> None:
    """`dlquiz check` finds nothing wrong with the bank."""
    assert [f"{finding.path}:{finding.line}: {finding.what}" for finding in check_bank(PACK)] == []


def test_every_question_has_recall_and_one_more_form() -> None:
    """No question is asked in one way only."""
    for question in BANK.questions.values():
        assert Form.RECALL in question.forms
        assert len(question.forms) >= 2, question.id


def drawn(predict: Predict) -> list[dict[str, Value]]:
    """Settings of the knobs in which each value to be drawn comes up at least once."""
    vary = predict.vary or {}
    longest = max((len(values) for values in vary.values()), default=1)
    turned = {name: list(islice(cycle(values), longest)) for name, values in vary.items()}
    return [{name: values[position] for name, values in turned.items()} for position in range(longest)]


@pytest.mark.parametrize("id_", PREDICTIONS)
def test_every_prediction_is_measured(id_: str) -> None:
    """With each value that may be drawn, the demo gives a finite number under the name asked for."""
    pytest.importorskip("torch")
    predict = PREDICTIONS[id_]
    demo = read_demo(PACK.demo_path(predict.demo), predict.demo)
    module = load_module(demo)
    arm = demo.case if predict.arm == CASE else demo.controls[predict.arm]
    for knobs in drawn(predict):
        measured = float(module.measure(**arm, **knobs, seed=0)[predict.quantity])
        assert math.isfinite(measured), knobs
        assert predict.within.accepts(measured, measured)
