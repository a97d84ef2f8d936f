"""The scaffold: a form that is right and a content that is missing."""

from pathlib import Path

import pytest

from dlquiz.check import check_bank
from dlquiz.cli import run
from dlquiz.demo import examine
from dlquiz.errors import UsageError
from dlquiz.load import load_file
from dlquiz.pack import pack_at
from dlquiz.scaffold import scaffold

MISSING = {"todo", "demo-todo", "answer-length", "unknown-follow-up"}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank with nothing in it."""
    (tmp_path / "questions").mkdir()
    return tmp_path


def test_a_scaffold_is_well_formed_and_unfinished(bank: Path) -> None:
    """Both files load; all that check finds is what is still to be written, and it finds that."""
    question, demo = scaffold(pack_at(bank), "losses", "why-it-is")

    assert load_file(question).question is not None
    assert examine(demo, "losses/why_it_is")[1] == []
    assert {finding.rule for finding in check_bank(pack_at(bank))} == MISSING


def test_check_refuses_the_scaffold(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`dlquiz new` says what it wrote; `dlquiz check` fails until it is filled in."""
    assert run(["new", "losses", "why-it-is", "--bank", str(bank)]) == 0
    assert "questions/losses/why-it-is.yaml" in capsys.readouterr().out
    assert run(["check", str(bank)]) == 2


def test_a_filled_scaffold_is_clean(bank: Path) -> None:
    """With the TODOs written, an answer of thirty words and a follow-up, nothing is left to find."""
    other, _ = scaffold(pack_at(bank), "losses", "another-question")
    question, demo = scaffold(pack_at(bank), "losses", "why-it-is")
    for path in (question, demo, other, other.parents[2] / "demos" / "losses" / "another_question.py"):
        text = path.read_text(encoding="utf-8").replace("TODO ", "").replace("TODO", "losses")
        text = text.replace("Start with the point.", "Start with the point. " * 4)
        text = text.replace("[another-question]", "[why-it-is]") if path == other else text
        path.write_text(text, encoding="utf-8")

    assert check_bank(pack_at(bank)) == []


def test_nothing_is_overwritten(bank: Path) -> None:
    """A name that is taken, in any topic, is refused, and the files stay as they were."""
    question, _ = scaffold(pack_at(bank), "losses", "why-it-is")
    question.write_text("mine", encoding="utf-8")
    for topic in ("losses", "rnn"):
        with pytest.raises(UsageError):
            scaffold(pack_at(bank), topic, "why-it-is")

    assert question.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["../x", "Why", "a_b", "", "a--b", "-a", "a/b"])
def test_a_name_that_cannot_be_an_id_is_refused(bank: Path, name: str) -> None:
    """Neither topic nor id can be anything but words with hyphens between; nothing is written."""
    for topic, id_ in ((name, "fine"), ("fine", name)):
        with pytest.raises(UsageError):
            scaffold(pack_at(bank), topic, id_)

    assert list(bank.rglob("*.*")) == []
