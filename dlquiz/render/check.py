"""The lint's findings as lines and as JSON."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dlquiz.check import Checked
from dlquiz.load import Finding


def as_lines(bank: Checked, findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each finding; one that says what was looked at where there is none."""
    for finding in findings:
        place = f"{near(finding.path, bank.pack.root)}:{finding.line}"
        yield f"{place}: {finding.what}, try: {finding.try_}"
    if not findings:
        counts = _counts(bank)
        yield f"{', '.join(f'{count} {_plural(noun, count)}' for noun, count in counts.items())}: no problem"


def as_json(bank: Checked, findings: Sequence[Finding]) -> dict[str, Any]:
    """`{"findings": [{path, line, what, try, rule}], "summary": {questions, claims, demos, problems}}`."""
    return {
        "findings": [
            {
                "path": str(near(finding.path, bank.pack.root)),
                "line": finding.line,
                "what": finding.what,
                "try": finding.try_,
                "rule": finding.rule,
            }
            for finding in findings
        ],
        "summary": {f"{noun}s": count for noun, count in _counts(bank).items()} | {"problems": len(findings)},
    }


def near(path: Path, root: Path) -> Path:
    """`path` as seen from here where it lies below, else from the bank."""
    for start in (Path.cwd(), root):
        if path.is_relative_to(start):
            return path.relative_to(start)
    return path


def _counts(bank: Checked) -> dict[str, int]:
    return {"question": len(bank.ids), "claim": bank.claims(), "demo": len(bank.problems)}


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else noun + "s"
