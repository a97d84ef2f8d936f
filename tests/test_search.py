"""Laws of the search: all words, the best first, whatever is typed."""

import json
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import write_question

from dlquiz.cli import run
from dlquiz.index import Hit, Index
from dlquiz.pack import Pack
from dlquiz.schedule import Schedule

ASKS = {
    "normal": "Why does batch normalization help?",
    "saturation": "Which units saturate, and when?",
    "batch-size": "How large should a mini-batch be?",
    "attention": "What does σ′(x) ≤ ¼ mean for running_var?",
}


@cache
def index() -> Index:
    """An index of four questions; made once."""
    folder = Path(tempfile.mkdtemp())
    for id, ask in ASKS.items():  # noqa: A001 -- the noun's own word
        write_question(folder / "bank", "activations", id, ask=ask)
    return Index.open(folder / "index.db", Pack("bank", folder / "bank"), Schedule())


def found(text: str) -> list[str]:
    """The ids that a search finds."""
    return [hit.question for hit in index().search(text)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("normalization", {"normal"}),
        ("NORMALI", {"normal"}),
        ("batch", {"normal", "batch-size"}),
        ("batch help", {"normal"}),
        ("help saturate", set()),
        ("sigmoids", set(ASKS)),
        ("σ", {"attention"}),
        ("running_var", {"attention"}),
        ("mini-batch", {"batch-size"}),
        ("", set()),
        ("?! … ___", set()),
    ],
)
def test_all_words_or_their_beginnings(text, ids) -> None:
    """A question is found when every word stands in it or begins one of its words; a plural finds the singular."""
    assert set(found(text)) == ids


def test_the_ask_counts_more_than_the_answer() -> None:
    """A word in the ask ranks above the same word repeated in the answer."""
    with tempfile.TemporaryDirectory() as folder:
        write_question(Path(folder) / "bank", "losses", "in-ask", ask="What is a zebra?")
        other = write_question(Path(folder) / "bank", "losses", "in-answer", ask="What is it?")
        text = other.read_text(encoding="utf-8")
        other.write_text(text.replace("is a product", "zebra zebra zebra zebra"), encoding="utf-8")
        with Index.open(Path(folder) / "index.db", Pack("bank", Path(folder) / "bank"), Schedule()) as made:
            assert [hit.question for hit in made.search("zebra")] == ["in-ask", "in-answer"]


@given(st.text(max_size=30) | st.text('"*():^-+ ANDORNOT\0ask', max_size=30))
def test_any_text_is_safe(text) -> None:
    """Nothing that a person types is FTS5 syntax."""
    assert all(isinstance(hit, Hit) for hit in index().search(text))


def test_an_excerpt_marks_what_matched() -> None:
    """The passage comes in pieces, those that matched marked."""
    (hit,) = index().search("normaliz")

    assert "".join(text for text, _ in hit.excerpt) == ASKS["normal"]
    assert [text for text, matched in hit.excerpt if matched] == ["normalization"]


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank for the command line."""
    for id, ask in ASKS.items():  # noqa: A001 -- the noun's own word
        write_question(tmp_path / "bank", "activations", id, ask=ask)
    monkeypatch.setenv("DLQUIZ_BANK", str(tmp_path / "bank"))
    return tmp_path / "bank"


def test_search_prints_a_line_a_question(bank, capsys) -> None:
    """In a pipe: id, topic, level and ask of each hit; also of a file written a moment ago."""
    assert run(["search", "normaliz"]) == 0
    assert capsys.readouterr().out == f"normal. Topic: activations. Level: screening. {ASKS['normal']}\n"
    write_question(bank, "rnn", "new-one", ask="Why zebras?")
    assert run(["search", "zebra", "--topic", "rnn", "--form", "myth", "--json"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    assert (question["id"], question["topic"], question["level"]) == ("new-one", "rnn", 1)


@pytest.mark.usefixtures("bank")
def test_nothing_found_is_said(capsys) -> None:
    """An empty result is a sentence, and an empty list for programs."""
    assert run(["search", "unicorn"]) == 0
    assert "Nothing found" in capsys.readouterr().out
    assert run(["search", "unicorn", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"questions": []}
