"""The lint: each rule finds its own mistake, all of them at once, and nothing in a good bank."""

import ast
import json
import shutil
from pathlib import Path

import pytest

from dlquiz.check import QUESTION_RULES, WHOLE_RULES, check_bank, look_at, rule_name
from dlquiz.cli import run
from dlquiz.pack import pack_at
from dlquiz.render.check import as_lines

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "good_bank"
BAD = ROOT / "tests" / "bad"
FOLDERS = sorted(folder.name for folder in BAD.iterdir())
# Their mistake takes twenty files, a file of 64 KiB, or none at all: made in a test of their own.
MADE = {"right-is-longest", "right-is-shortest", "too-large", "empty-bank"}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A copy of the good bank."""
    return Path(shutil.copytree(GOOD, tmp_path / "bank"))


def spoil(bank: Path, rule: str) -> str:
    """Put the mistake of `rule` into the bank; returns what is to be found."""
    shutil.copytree(BAD / rule, bank, dirs_exist_ok=True)
    expected = bank / "finding.txt"
    text = expected.read_text(encoding="utf-8")
    expected.unlink()
    return text


def found(bank: Path) -> list[str]:
    """The rules that the bank breaks."""
    return [finding.rule for finding in check_bank(pack_at(bank))]


def rules_of_loading() -> set[str]:
    """The names of the rules that the loader reports, read off its source."""
    names = set()
    for path in (ROOT / "dlquiz" / "load").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"add", "_broken", "_MisfitError"}:
                    names.add(node.args[0].value)
    return names


def test_every_rule_has_its_mistake() -> None:
    """There is a folder of mistakes for each rule, and no other."""
    rules = rules_of_loading() | {rule_name(rule) for rule in (*QUESTION_RULES, *WHOLE_RULES)}

    assert set(FOLDERS) | MADE == rules


def test_a_good_bank_has_no_problem(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is found where nothing is wrong, and what was looked at is counted."""
    assert run(["check", str(bank)]) == 0
    assert capsys.readouterr().out == "3 questions, 1 claim, 1 demo: no problem\n"


@pytest.mark.parametrize("rule", FOLDERS)
def test_a_mistake_breaks_its_own_rule_alone(bank: Path, rule: str) -> None:
    """One mistake gives one line, with file, line, what is wrong and what to do."""
    expected = spoil(bank, rule)

    assert found(bank) == [rule]
    seen = look_at(pack_at(bank))
    assert "\n".join(as_lines(seen, check_bank(seen.pack))) + "\n" == expected


def test_many_mistakes_give_as_many_lines(
    bank: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bank with every mistake at once prints the line of each, and the exit code is 2."""
    expected = "".join(spoil(bank, rule) for rule in FOLDERS)
    monkeypatch.chdir(bank)

    assert run(["check", "."]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 30
    assert set(lines) == set(expected.splitlines())
    assert len(lines) == len(FOLDERS)


def test_json_has_the_same_findings(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` gives path, line, what, try and rule of each finding, and counts."""
    spoil(bank, "latex")

    assert run(["check", str(bank), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert [(one["path"], one["line"], one["rule"]) for one in answer["findings"]] == [
        ("questions/sums/latex.yaml", 5, "latex")
    ]
    assert answer["findings"][0].keys() == {"path", "line", "what", "try", "rule"}
    assert answer["summary"] == {"questions": 4, "claims": 1, "demos": 1, "problems": 1}


def test_a_file_can_be_checked_alone(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Given a file of a bank, its own findings are printed, and no others."""
    spoil(bank, "latex")
    spoil(bank, "todo")

    assert run(["check", str(bank / "questions" / "sums" / "todo.yaml")]) == 2
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(["check", str(bank / "questions" / "sums" / "twice.yaml")]) == 0


def test_a_file_of_64_kib_is_too_large(bank: Path) -> None:
    """A file larger than any question is not read."""
    path = bank / "questions" / "sums" / "twice.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "#" * 65_536, encoding="utf-8")

    assert "too-large" in found(bank)


def test_a_bank_without_a_question_is_empty(tmp_path: Path) -> None:
    """A bank with nothing in it is told so."""
    (tmp_path / "questions").mkdir()

    assert found(tmp_path) == ["empty-bank"]


@pytest.mark.parametrize(
    ("rule", "option"), [("right-is-longest", "the number forty-four"), ("right-is-shortest", "number four")]
)
@pytest.mark.parametrize("guessable", [7, 8])
def test_the_right_option_must_not_stand_out(bank: Path, rule: str, option: str, guessable: int) -> None:
    """Of twenty choice questions, the right option may stand out by its length in seven, not in eight."""
    choice = (bank / "questions" / "sums" / "even.yaml").read_text(encoding="utf-8").replace("select: true\n", "")
    for number in range(19):  # twice.yaml is the twentieth, and its right option does not stand out
        right = option if number < guessable else "the number sixy"
        text = choice.replace("[the number four, the number six]", f"[{right}]")
        (bank / "questions" / "sums" / f"even-{number}.yaml").write_text(text, encoding="utf-8")

    assert found(bank) == [rule] * (guessable > 7)


def test_an_undecodable_record_is_no_record(bank: Path) -> None:
    """Where recorded evidence cannot be read, whoever needs it is told to record it."""
    (bank / "demos" / "sums" / "evidence.json").write_text("{", encoding="utf-8")

    assert found(bank) == ["unrecorded-demo"]


def test_no_bank_is_an_error_of_three_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is no bank is wrong usage: what, where, and what to try."""
    for path in (tmp_path, tmp_path / "nowhere", GOOD / "questions" / "sums" / "nowhere.yaml"):
        assert run(["check", str(path)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_folder_in_place_of_a_file_is_a_finding(bank: Path) -> None:
    """What cannot be opened is reported like any other problem."""
    (bank / "questions" / "sums" / "folder.yaml").mkdir()
    (bank / "demos" / "sums" / "folder.py").mkdir()

    assert {"unreadable", "demo-form", "unexpected-file"} <= set(found(bank))
