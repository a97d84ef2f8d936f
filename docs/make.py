"""Make the derived parts of the documentation: `python docs/make.py [session] [bank] [rows] [sabotage] [screens]`.

session  docs/session.svg: a question answered wrongly in a real terminal, its experiment run with `r`
bank     docs/bank.md: what the bank holds, topic by topic
rows     docs/rows.md: each row of docs/claims.yaml with the questions, claims and demos that cover it
sabotage the table in docs/reliability.md: what was broken under each demo, and the verdict seen
screens  printed: each form at 80 and at 40 columns, before and after the answer

Without an argument: all but the screens.
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "docs")]

from tables import bank_table, rows_table  # noqa: E402 -- it lies beside this file

COLOURS = {"brown": "yellow"}  # pyte's word for it
TABLE = "| demo |"


def session(path: Path) -> None:
    """Draw a session to `path`: vanishing gradients, a tempting wrong answer, the evidence, and `r`."""
    from terminal_of import Person  # noqa: PLC0415 -- only this picture needs a terminal

    with tempfile.TemporaryDirectory() as home:
        arguments = ("quiz", "gradients", "--form", "recognise", "--seed", "3", "-n", "1")
        with Person(*arguments, home=Path(home), bank=None, columns=86, lines=60) as person:
            person.sees("answer", "? help")
            wrong = _a_wrong_letter(person.text)
            person.types(wrong)
            person.sees("evidence", "Enter again")
            person.types("r")
            person.sees("just now", "supported", seconds=60)
            path.write_text(_svg(person.screen), encoding="utf-8")
            person.types("q")


def _a_wrong_letter(text: str) -> str:
    from dlquiz.load import load_bank  # noqa: PLC0415
    from dlquiz.pack import built_in  # noqa: PLC0415

    bank, _ = load_bank(built_in())
    flat = " ".join(text.split())
    question = next(one for one in bank.questions.values() if one.topic == "gradients" and one.ask[:40] in flat)
    option = question.wrong[0].says
    place = flat.index(option[:30])
    return flat[:place].split()[-1].lower()


def _svg(screen: object) -> str:
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    lines = [_line(screen, row) for row in range(screen.lines)]  # type: ignore[attr-defined]
    while lines and not lines[-1].plain.strip():
        lines.pop()
    console = Console(record=True, width=screen.columns, file=io.StringIO(), color_system="standard")  # type: ignore[attr-defined]
    console.print(Text("\n").join(lines))
    return console.export_svg(title="dlquiz quiz gradients", unique_id="session")


def _line(screen: object, row: int) -> "object":
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for column in range(screen.columns):  # type: ignore[attr-defined]
        cell = screen.buffer[row][column]  # type: ignore[attr-defined]
        colour = COLOURS.get(cell.fg, cell.fg)
        style = " ".join(["bold"] * cell.bold + ([] if colour == "default" else [colour]))
        text.append(cell.data, style)
    text.rstrip()
    return text


def sabotage(path: Path) -> None:
    """Put the table that tests/test_sabotage.py prints in the place of the one in `path`; the text above it stays."""
    command = [sys.executable, str(ROOT / "tests" / "test_sabotage.py")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S603 -- our own file
    above, _, _ = path.read_text(encoding="utf-8").partition(TABLE)
    path.write_text(above + TABLE + printed.partition(TABLE)[2], encoding="utf-8")


ANSWERS = {
    "recognise": ("a",),
    "select": ("a", "enter"),
    "myth": ("c",),
    "recall": ("enter", "a", "enter"),
    "order": (":0", "enter"),
    "predict": ("1", "enter"),
}


def screens() -> None:
    """Print what a person sees in each form, at 80 and at 40 columns, before and after an answer."""
    from terminal_of import Person  # noqa: PLC0415 -- only these need a terminal

    for columns in (80, 40):
        for form, answer in ANSWERS.items():
            arguments = ("quiz", "--form", form, "--seed", "3", "-n", "1")
            with (
                tempfile.TemporaryDirectory() as home,
                Person(*arguments, home=Path(home), bank=None, columns=columns, lines=100) as person,
            ):
                before = person.sees("? help")
                person.types(*answer)
                after = person.sees("evidence", "undo", seconds=60)
            rule = "─" * columns
            sys.stdout.write(f"{rule}\n{form}, {columns} columns\n{rule}\n{before}\n{rule}\n{after}\n")


def main() -> None:
    """Make what was asked for."""
    wanted = sys.argv[1:] or ["bank", "rows", "session", "sabotage"]
    if "bank" in wanted:
        (ROOT / "docs" / "bank.md").write_text(bank_table(), encoding="utf-8")
    if "rows" in wanted:
        (ROOT / "docs" / "rows.md").write_text(rows_table(), encoding="utf-8")
    if "session" in wanted:
        session(ROOT / "docs" / "session.svg")
    if "sabotage" in wanted:
        sabotage(ROOT / "docs" / "reliability.md")
    if "screens" in wanted:
        screens()


if __name__ == "__main__":
    main()
