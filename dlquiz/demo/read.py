"""A demo's file, read without running it.

Reading looks at the syntax tree alone, so that a bank can be listed and checked without torch and
without executing a line of it.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlquiz.errors import BankError, UsageError
from dlquiz.evidence import CASE
from dlquiz.number import read_number

Literal = Any
"""A Python literal: number, string, boolean, None, or a tuple of them."""

ALLOWED_IMPORTS = {"torch", "numpy", "dlquiz.evidence", "dlquiz.lab"}
FORBIDDEN_IMPORTS = {"argparse", "matplotlib", "socket", "subprocess", "urllib", "http", "requests", "plotext"}
_KNOB_TYPES = ("int", "float", "bool", "str", "tuple[int, ...]", "tuple[float, ...]", "tuple[str, ...]")
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Knob:
    """An argument of `measure` that a person may turn: its annotation and default."""

    name: str
    annotation: str
    default: Literal

    def read(self, text: str) -> Literal:
        """The value that `text` says, typed by the annotation.

        Raises:
            ValueError: it says none.
        """
        return _read_as(self.annotation, text)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a demo's file that breaks the form, with the line and what to do."""

    line: int
    what: str
    try_: str


@dataclass(frozen=True, slots=True)
class Demo:
    """The experiment that settles one claim, as its file states it."""

    id: str
    path: Path
    source: str
    claim: str
    argument: str
    case: dict[str, Literal]
    controls: dict[str, dict[str, Literal]]
    knobs: dict[str, Knob]

    def fingerprint(self) -> str:
        """Changes whenever the source of the demo, of `lab`, or of `evidence` does."""
        digest = hashlib.sha256(self.source.encode())
        for room in ("lab.py", "evidence.py"):
            digest.update((_PACKAGE / room).read_bytes())
        return digest.hexdigest()[:16]

    def turned(self, settings: Mapping[str, str]) -> dict[str, Literal]:
        """Knob values from what a person wrote after `--set`.

        Raises:
            UsageError: an unknown knob or a value of the wrong type; it lists the knobs.
        """
        values = {}
        for name, text in settings.items():
            if name not in self.knobs:
                raise self._no_such(f"no knob called {name!r}")
            try:
                values[name] = self.knobs[name].read(text)
            except ValueError:
                annotation = self.knobs[name].annotation
                raise self._no_such(f"{name} must be {_KIND[annotation]}, not {text!r}") from None
        return values

    def _no_such(self, what: str) -> UsageError:
        knobs = ", ".join(f"{knob.name}={show_literal(knob.default)}" for knob in self.knobs.values())
        return UsageError(what, f"in the demo {self.id}", f"one of its knobs: {knobs}" if knobs else "it has no knobs")


_KIND = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "a word",
    "tuple[int, ...]": "whole numbers with commas between",
    "tuple[float, ...]": "numbers with commas between",
    "tuple[str, ...]": "words with commas between",
}


def show_literal(value: Literal) -> str:
    """A knob's value as a person writes it after `--set`."""
    return ",".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def _read_as(annotation: str, text: str) -> Literal:
    if annotation.startswith("tuple["):
        inner = annotation.removeprefix("tuple[").removesuffix(", ...]")
        return tuple(_read_as(inner, part.strip()) for part in text.strip("() ").split(",") if part.strip())
    if annotation == "str":
        return text
    if annotation == "bool":
        if text.lower() not in {"true", "false"}:
            raise ValueError(text)
        return text.lower() == "true"
    number = read_number(text)
    if number is None or (annotation == "int" and not number.is_integer()):
        raise ValueError(text)
    return int(number) if annotation == "int" else number


# --- reading ----------------------------------------------------------------------------------------


def read_demo(path: Path, id: str) -> Demo:  # noqa: A002 -- the noun's own word
    """The demo in the file at `path`.

    Raises:
        BankError: the file is not a demo; it names the first problem.
    """
    demo, problems = examine(path, id)
    if demo is None:
        problem = problems[0]
        raise BankError(problem.what, f"{path}:{problem.line}", problem.try_)
    return demo


def examine(path: Path, id: str) -> tuple[Demo | None, list[Problem]]:  # noqa: A002 -- the noun's own word
    """The demo in the file at `path` (None where the form is too broken), and all that is wrong with it."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except SyntaxError as error:
        return None, [Problem(error.lineno or 1, f"not Python: {error.msg}", "mend the syntax")]
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        return None, [Problem(1, f"cannot be read: {error}", "save it as UTF-8 text")]
    problems = list(_forbidden(tree))
    claim, argument = _docstring(tree)
    if not claim:
        problems.append(Problem(1, "no claim", "state the claim in one sentence as line one of the docstring"))
    elif not claim.endswith("."):
        problems.append(Problem(1, "the claim is not a sentence", "end docstring line one with a full stop"))
    elif not argument:
        problems.append(Problem(1, "no argument", "say in two to four lines under the claim why it is so"))
    constants = _constants(tree)
    case, controls = _arms(constants, problems)
    knobs = _knobs(tree, case, problems)
    if not any(isinstance(node, ast.FunctionDef) and node.name == "judge" for node in tree.body):
        problems.append(Problem(1, "no function judge", "def judge(found) -> list[Check]"))
    if not (claim and case and controls):
        return None, problems
    return Demo(id, path, source, claim, argument, case, controls, knobs), problems


def _docstring(tree: ast.Module) -> tuple[str, str]:
    claim, _, argument = (ast.get_docstring(tree) or "").partition("\n")
    return claim.strip(), argument.strip()


def _constants(tree: ast.Module) -> dict[str, tuple[int, Literal]]:
    """The module's literal constants: name → (line, value)."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = (node.lineno, ast.literal_eval(node.value))
            except (ValueError, TypeError, RecursionError):
                continue
    return found


def _arms(
    constants: Mapping[str, tuple[int, Literal]], problems: list[Problem]
) -> tuple[dict[str, Literal], dict[str, dict[str, Literal]]]:
    line, case = constants.get("CASE", (1, None))
    if not isinstance(case, dict) or not case:
        problems.append(Problem(line, "no literal CASE", 'CASE = {"ingredient": value}'))
        case = {}
    single = constants.get("CONTROL")
    line, controls = constants.get("CONTROLS", (1, None)) if single is None else (single[0], {"control": single[1]})
    if not isinstance(controls, dict) or not controls:
        problems.append(Problem(line, "no literal CONTROL or CONTROLS", 'CONTROL = {"ingredient": another value}'))
        return case, {}
    for name, control in controls.items():
        if name == CASE:
            problems.append(Problem(line, "a control cannot be called 'case'", "name it after what it is"))
        if not isinstance(control, dict) or control.keys() != case.keys():
            problems.append(Problem(line, f"control {name!r} has other keys than CASE", "give it the keys of CASE"))
        elif (changed := sum(control[key] != case[key] for key in case)) != 1:
            what = f"control {name!r} differs from CASE in {changed} keys"
            problems.append(Problem(line, what, "change exactly one ingredient"))
    return case, controls


def _knobs(tree: ast.Module, case: Mapping[str, Literal], problems: list[Problem]) -> dict[str, Knob]:
    measure = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "measure"), None)
    if measure is None:
        problems.append(Problem(1, "no function measure", "def measure(ingredient, seed) -> dict[str, float]"))
        return {}
    given = measure.args.posonlyargs + measure.args.args + measure.args.kwonlyargs
    names = {argument.arg for argument in given}
    missing = [name for name in (*case, "seed") if name not in names]
    if missing:
        what = f"measure does not take {', '.join(missing)}"
        problems.append(Problem(measure.lineno, what, "it takes the keys of CASE, then seed, then the knobs"))
    knobs = {}
    for argument, default in _defaults(measure.args):
        if argument.arg in case or argument.arg == "seed":
            continue
        annotation = ast.unparse(argument.annotation) if argument.annotation else ""
        try:
            value = ast.literal_eval(default)
        except (ValueError, TypeError):
            value = None
        if annotation not in _KNOB_TYPES or value is None:
            what = f"knob {argument.arg!r} needs a literal default and a type among {', '.join(_KNOB_TYPES)}"
            problems.append(Problem(argument.lineno, what, f"{argument.arg}: int = 20"))
            continue
        knobs[argument.arg] = Knob(argument.arg, annotation, value)
    return knobs


def _defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    positional = arguments.posonlyargs + arguments.args
    yield from zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def _forbidden(tree: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield Problem(node.lineno, "a class in a demo", "write functions: a demo is read like a proof")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield Problem(node.lineno, "a demo prints", "return the number; the tool shows it")
        elif isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            yield Problem(node.lineno, "a demo with a main", "remove it: dlquiz demo runs the file")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _forbidden_imports(node)


def _forbidden_imports(node: ast.Import | ast.ImportFrom) -> Iterator[Problem]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for name in names:
        top = name.partition(".")[0]
        inside = name == "dlquiz" and isinstance(node, ast.ImportFrom) and {a.name for a in node.names} <= {"lab"}
        standard = top in _standard_library() and top not in FORBIDDEN_IMPORTS
        if not (inside or standard or name in ALLOWED_IMPORTS or top in {"torch", "numpy"}):
            what = f"a demo imports {name}"
            yield Problem(node.lineno, what, "import the standard library, torch, numpy, dlquiz.evidence, dlquiz.lab")


def _standard_library() -> frozenset[str]:
    import sys  # noqa: PLC0415 -- only the lint asks

    return sys.stdlib_module_names
