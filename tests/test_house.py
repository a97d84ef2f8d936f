"""The floors of the house: imports point down only, and only some rooms may know some things."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "dlquiz"

FLOORS = {
    0: {"errors", "number", "text", "question", "evidence", "event"},
    1: {"bank", "schema", "schedule", "session", "stored"},
    2: {"pack", "load", "index", "demo", "record", "worker", "journal", "config"},
    3: {"check", "scaffold", "search", "statistics", "verify", "export", "doctor", "practice", "proofs", "warm"},
    4: {"render", "progress", "picture", "terminal", "cli", "__main__"},
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
SOLE_IMPORTERS = {
    "fsrs": {"schedule"},
    "sqlite3": {"journal", "index"},
    "rich": {"render", "progress"},
    "typer": {"cli"},
    "torch": {"lab", "demo", "worker"},
    "click": set(),
}


def room_of(path: Path) -> str:
    """The room that a file belongs to: its own name, or that of its folder."""
    return path.relative_to(TOOL).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ([f"dlquiz.{alias.name}" for alias in node.names] if node.module == "dlquiz" else [node.module])


FILES = [path for path in sorted(TOOL.rglob("*.py")) if path.relative_to(TOOL).parts[0] != "_pack"]


def test_every_room_has_a_floor() -> None:
    """A new room is placed on a floor before it exists."""
    rooms = {room_of(path) for path in FILES} - {"__init__", "lab"}

    assert rooms - set(FLOOR_OF) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TOOL)))
def test_imports_point_down(path: Path) -> None:
    """A room imports its own floor or one below, and never the lab."""
    room = room_of(path)
    here = FLOOR_OF.get(room, 0)
    for name in imports_of(path):
        if not name.startswith("dlquiz.") or room == "__init__":
            continue
        other = name.split(".")[1]
        if other == "__version__":
            continue

        assert other != "lab", f"{room} imports the lab"
        assert FLOOR_OF[other] <= here, f"{room} (floor {here}) imports {other} (floor {FLOOR_OF[other]})"


@pytest.mark.parametrize("package", SOLE_IMPORTERS)
def test_sole_importers(package: str) -> None:
    """What is costly or dangerous to know is known to few rooms."""
    importers = {room_of(path) for path in FILES if any(name.split(".")[0] == package for name in imports_of(path))}

    assert importers <= SOLE_IMPORTERS[package]


def test_only_the_command_line_prints() -> None:
    """No room below the command line prints; the worker writes to its pipe, the terminal to its prompt."""
    printing = {
        room_of(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }

    assert printing <= {"cli", "worker"}


def test_long_files_are_split() -> None:
    """No room's file outgrows 350 lines, no demo's 90."""
    long = {str(path): lines for path in FILES if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350}
    long |= {
        str(path): lines
        for path in (ROOT / "demos").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 90
    }

    assert long == {}


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("test_*.py")), ids=lambda path: path.name)
def test_every_test_states_its_law(path: Path) -> None:
    """Each test has a line that says which law it checks."""
    silent = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_nothing_heavy_before_the_first_question(tmp_path: Path) -> None:
    """Asking a question imports neither torch, numpy, a plotting library nor pydantic, nor Rich in plain mode."""
    code = (
        "import sys\n"
        "from dlquiz.cli import run\n"
        "code = run(['quiz', '--form', 'recognise', '--seed', '7', '-n', '1'])\n"
        "heavy = {'torch', 'numpy', 'plotille', 'plotext', 'uniplot', 'matplotlib', 'pydantic', 'rich', 'yaml'}\n"
        "sys.stderr.write('LOADED ' + ' '.join(sorted(heavy & set(sys.modules))) + '\\n')\n"
        "sys.exit(code)\n"
    )
    environment = {"PATH": "", "DLQUIZ_HOME": str(tmp_path / "heavy"), "PYTHONPATH": str(ROOT)}
    for _ in range(2):  # the first start builds the index, which reads YAML
        done = subprocess.run(
            [sys.executable, "-c", code], input="", capture_output=True, text=True, env=environment, check=False
        )

    assert done.returncode == 0, done.stderr
    assert "LOADED \n" in done.stderr
    assert "Question 1 of 1" in done.stdout
