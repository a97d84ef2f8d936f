"""The tables of the documentation that are counted from the bank, as Markdown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from dlquiz.demo import read_demo
from dlquiz.load import load_bank
from dlquiz.pack import built_in
from dlquiz.question import LEVELS, Claim, Form, Question

ROWS = Path(__file__).parent / "claims.yaml"
BANK_HEAD = """\
# What the bank holds

Made by `make docs` from the bank itself, and kept true by a test.

"""
ROWS_HEAD = """\
# What covers each claim of the notes

Each row of [claims.yaml](claims.yaml) with the questions that ask about it, and the claims and demos that settle it.
Made by `make docs`, and kept true by a test.

"""


def bank_table() -> str:
    """The bank in numbers, as Markdown; what two topics share counts once in all."""
    bank, _ = load_bank(built_in())
    lines = [
        "| topic | questions | levels 1/2/3 | claims | demos | pictures | rows covered | forms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_row(topic, questions) for topic, questions in bank.topics().items()]
    lines.append(_row("**all**", list(bank.questions.values())))
    return BANK_HEAD + "\n".join(lines) + "\n"


def _row(name: str, questions: Sequence[Question]) -> str:
    pack = built_in()
    claims = {claim.id: claim for question in questions for claim in question.claims}
    demos = {claim.demo for claim in claims.values() if claim.demo}
    pictures = sum("Series(" in read_demo(pack.demo_path(demo), demo).source for demo in demos)
    rows = {row for claim in claims.values() for row in claim.notes}
    forms = Counter(form for question in questions for form in question.forms)
    levels = Counter(question.level for question in questions)
    told = ", ".join(f"{forms[form]} {form.value}" for form in Form if forms[form])
    level = "/".join(str(levels[number]) for number in LEVELS)
    cells = (len(questions), level, len(claims), len(demos), pictures, len(rows), told)
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def covering() -> dict[str, list[tuple[Question, Claim]]]:
    """Row of docs/claims.yaml → the claims that cover it, with their questions."""
    bank, _ = load_bank(built_in())
    found: dict[str, list[tuple[Question, Claim]]] = {}
    for question in bank.questions.values():
        for claim in question.claims:
            for row in claim.notes:
                found.setdefault(row, []).append((question, claim))
    return found


def rows_table() -> str:
    """Each row of docs/claims.yaml with what covers it, as Markdown."""
    covered = covering()
    rows = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    there = sum(row["id"] in covered for row in rows)
    return ROWS_HEAD + f"{there} of {len(rows)} rows are covered.\n\n" + "\n".join(_row_lines(rows, covered)) + "\n"


def _row_lines(rows: list[dict[str, str]], covered: dict[str, list[tuple[Question, Claim]]]) -> Iterator[str]:
    yield "| row | topic | verdict | questions | claim | demo |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        told: dict[str, Claim] = {claim.id: claim for _, claim in covered.get(row["id"], ())}
        questions = ", ".join(dict.fromkeys(question.id for question, _ in covered.get(row["id"], ())))
        start = f"| {row['id']} | {row['topic']} | {row['verdict']} | {questions} |"
        if not told:
            yield start + "  |  |"
        for number, claim in enumerate(told.values()):
            yield (start if not number else "|  |  |  |  |") + f" {claim.says} | `{claim.demo}` |"
