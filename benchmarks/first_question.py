"""Time from starting `dlquiz quiz` to the last byte of the first question, beside `python -c pass`.

    python benchmarks/first_question.py [--rounds 15] [--sizes 30 20000]

Both are measured in turn, in the same minute; what is printed is medians and their ratio.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUESTION = """\
# yaml-language-server: $schema=../../docs/question.schema.json
ask: What is the answer to the synthetic question number {n}?
level: 1
tags: [synthetic]
answer: |
  The answer to question {n} is that it is a synthetic question, one of many. It was made to measure how long a person
  waits for the first of them. That should not depend on the size of the bank.
hint: It is about number {n}.
points: [It is synthetic., It is number {n}., It is one of many.]
right: [It is synthetic and has the number {n}.]
wrong:
  - {{says: It is real and has no number., because: It has one.}}
  - {{says: It is the only one in the bank., because: There are many.}}
  - {{says: It is the last one in the bank., because: Somebody else is.}}
claims:
  claim-{n}: {{says: A claim., demo: topic/demo}}
follow_ups: [question-0]
"""
TOPICS = 20


def make_bank(root: Path, size: int) -> None:
    """A bank of `size` questions over 20 topics."""
    for number in range(size):
        folder = root / "questions" / f"topic-{number % TOPICS}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"question-{number}.yaml").write_text(QUESTION.format(n=number), encoding="utf-8")


def seconds_to(command: list[str], last: bytes, environment: dict[str, str]) -> float:
    """Seconds from the start of `command` until it has written `last`, or has ended."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None  # noqa: S101 -- it was asked for
    written = b""
    while not (last and last in written):
        got = os.read(process.stdout.fileno(), 65536)
        if not got:
            break
        written += got
    spent = time.perf_counter() - start
    process.communicate()
    return spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 20_000])
    options = parser.parse_args()
    python = [sys.executable, "-c", "pass"]
    quiz = [sys.executable, "-m", "dlquiz", "quiz", "--form", "recognise", "-n", "1"]
    with tempfile.TemporaryDirectory() as folder:
        environments = {}
        for size in options.sizes:
            bank, home = Path(folder) / f"bank-{size}", Path(folder) / f"home-{size}"
            make_bank(bank, size)
            environments[size] = {**os.environ, "DLQUIZ_BANK": str(bank), "DLQUIZ_HOME": str(home)}
            first = seconds_to(quiz, b"Your answer", environments[size])
            print(f"{size:>6} questions, first start ever (builds the index): {first:.2f} s")
        nothing, spent = [], {size: [] for size in options.sizes}
        for _ in range(options.rounds):
            nothing.append(seconds_to(python, b"", dict(os.environ)))
            for size, environment in environments.items():
                spent[size].append(seconds_to(quiz, b"Your answer", environment))
    floor = statistics.median(nothing)
    print(f"python -c pass: {1000 * floor:.0f} ms = 1×  (median of {options.rounds})")
    for size, times in spent.items():
        ratio = statistics.median(one / other for one, other in zip(times, nothing, strict=True))
        print(f"{size:>6} questions, to the first question: {1000 * statistics.median(times):.0f} ms = {ratio:.1f}×")


if __name__ == "__main__":
    main()
