"""The documents say what is so."""

import re
import sys
from pathlib import Path

import pytest
import yaml
from sabotage import documented, table

from dlquiz.cli import VERBS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *map(str, (ROOT / "docs").glob("*.md")))
]
sys.path.insert(0, str(ROOT / "docs"))
from tables import ROWS, bank_table, covering, rows_table  # noqa: E402 -- it lies beside the documents

FINISHED = ["basics", "gradients", "activations", "initialization", "landscape"]
"""Topics of which every row of docs/claims.yaml stands in the bank."""


def test_the_bank_table_is_current() -> None:
    """docs/bank.md is what `make docs` would write now."""
    assert (ROOT / "docs" / "bank.md").read_text(encoding="utf-8") == bank_table()


def test_the_table_of_rows_is_current() -> None:
    """docs/rows.md is what `make docs` would write now."""
    assert (ROOT / "docs" / "rows.md").read_text(encoding="utf-8") == rows_table()


@pytest.mark.parametrize("topic", FINISHED)
def test_each_row_of_a_finished_topic_is_covered(topic: str) -> None:
    """A claim settles each row; one that is false, and no slip of the pen, is also judged as a myth."""
    rows = [row for row in yaml.safe_load(ROWS.read_text(encoding="utf-8")) if row["topic"] == topic]
    covered = covering()
    said = [
        row["id"] for row in rows if row["verdict"] == "false" and not row["claim"].startswith(("(typo)", "(slip)"))
    ]

    assert [row["id"] for row in rows if row["id"] not in covered] == []
    assert [row for row in said if not any(question.myth for question, _ in covered[row])] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_verbs_that_exist(path: Path) -> None:
    """A command in a document is one that the program has."""
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?m)(?:^|`|bin/)dlquiz ([a-z]+)", text))

    assert named <= {*VERBS}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link in a document leads to a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_each_claim_row_is_whole() -> None:
    """Every row of docs/claims.yaml has an id of its own, a topic, a verdict and the truth."""
    rows = yaml.safe_load((ROOT / "docs" / "claims.yaml").read_text(encoding="utf-8"))

    assert len({row["id"] for row in rows}) == len(rows) == 245
    assert {row["verdict"] for row in rows} == {"true", "conditional", "imprecise", "false"}
    assert all(row["topic"] and row["claim"] and row["truth"] for row in rows)


def test_the_sabotage_table_is_whole() -> None:
    """docs/reliability.md has a row for each thing that is broken; tests/test_sabotage.py compares the verdicts."""
    rows = documented()

    assert [(demo, broken) for demo, broken, _ in rows] == [(one.demo, one.broken) for one in table()]
