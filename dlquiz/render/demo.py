"""What a demo found: the table of checks, the pictures, the verdict; and the list of demos."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dlquiz.demo import Demo, Knob, Literal, show_literal
from dlquiz.evidence import CASE, CheckSummary, Spread, Verdict
from dlquiz.number import show_number
from dlquiz.record import Curve, Json, Record, checks_to_json
from dlquiz.text import visible

VERDICT_STYLE = {
    Verdict.SUPPORTED: "holds",
    Verdict.VACUOUS: "depends",
    Verdict.CONFOUNDED: "depends",
    Verdict.REFUTED: "fails",
    Verdict.ERRORED: "fails",
}
MEANING = {
    Verdict.VACUOUS: "the measurement cannot tell the case from its controls",
    Verdict.CONFOUNDED: "a control failed for another reason than the one ingredient",
    Verdict.REFUTED: "the claim does not hold in this measurement",
    Verdict.ERRORED: "the measurement did not come to its end",
}
_PIECE_STYLE = {"case": "strong", "control": "", "band": "quiet", "axis": "quiet", "": ""}


@dataclass(frozen=True, slots=True)
class Shown:
    """One run of a demo as it is shown: what was found, with which knobs turned, on which device."""

    demo: Demo
    record: Record
    turned: Mapping[str, Literal]
    device: str

    @property
    def knobs(self) -> dict[str, Literal]:
        """All knobs, with the values they had."""
        return {name: self.turned.get(name, knob.default) for name, knob in self.demo.knobs.items()}

    @property
    def seconds(self) -> float:
        """Seconds of all seeds together."""
        return self.record.seconds * len(self.record.seeds)


def curves_by_name(record: Record) -> dict[str, dict[str, Curve]]:
    """Each curve of a record with its arms, the case first: name → arm → curve."""
    found: dict[str, dict[str, Curve]] = {}
    for arm, curves in record.curves.items():
        for name, curve in curves.items():
            found.setdefault(name, {})[arm] = curve
    return found


# --- a terminal -------------------------------------------------------------------------------------


def demo_screen(shown: Shown) -> RenderableType:
    """Claim, ingredients, table of checks, pictures, and the verdict last."""
    demo, record = shown.demo, shown.record
    parts: list[RenderableType] = ["", Padding(Text(visible(demo.claim), "strong"), (0, 0, 0, 1), expand=False), ""]
    parts.append(_ingredients(demo))
    if record.checks:
        parts += ["", Checks(record.checks, len(record.seeds))]
    for name, arms in curves_by_name(record).items():
        parts += ["", Picture(name, arms, len(record.seeds))]
    parts += ["", Padding(_verdict(shown), (0, 0, 0, 1), expand=False)]
    if record.verdict in MEANING:
        parts.append(_note(visible(record.error) or MEANING[record.verdict], "fails" if record.error else "quiet"))
    if hint := knob_hint(demo):
        parts.append(_note(hint, "quiet"))
    return Group(*parts)


def ingredients(demo: Demo) -> Iterator[tuple[str, str]]:
    """Each arm with the ingredient in which it differs: the case first."""
    changed = [key for key in demo.case if any(control[key] != demo.case[key] for control in demo.controls.values())]
    for name, arm in {CASE: demo.case, **demo.controls}.items():
        yield visible(name), " ".join(f"{key}={visible(show_literal(arm[key]))}" for key in changed)


def knob_hint(demo: Demo) -> str:
    """How to turn the demo's knobs, each with another value than its default; nothing where it has none."""
    settings = " ".join(f"--set {knob.name}={show_literal(_another(knob))}" for knob in demo.knobs.values())
    return f"turn a knob: {settings}" if settings else ""


def _another(knob: Knob) -> Literal:
    if isinstance(knob.default, bool):
        return not knob.default
    if isinstance(knob.default, int):
        return 2 * knob.default
    return knob.default / 2 if isinstance(knob.default, float) else knob.default


def _ingredients(demo: Demo) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for _ in range(2):
        grid.add_column(style="quiet", overflow="fold")
    for name, what in ingredients(demo):
        grid.add_row(Text(name), Text(what))
    return Padding(grid, (0, 0, 0, 1), expand=False)


def _note(text: str, style: str) -> RenderableType:
    return Padding(Text(text, style), (0, 0, 0, 1), expand=False)


def _verdict(shown: Shown) -> Text:
    verdict = shown.record.verdict
    text = Text(verdict.word.upper(), f"bold {VERDICT_STYLE[verdict]}")
    return text.append("   " + " · ".join(facts(shown)), "not bold")


def facts(shown: Shown) -> Iterator[str]:
    """What the verdict rests on: seeds, knobs (the turned ones marked), torch and device, seconds."""
    record = shown.record
    yield f"{record.supported}/{len(record.seeds)} seeds"
    if shown.knobs:
        yield " ".join(
            f"{name}={visible(show_literal(value))}" + (" (turned)" if name in shown.turned else "")
            for name, value in shown.knobs.items()
        )
    yield f"torch {record.torch} {shown.device}"
    yield f"{show_number(float(f'{shown.seconds:.2g}'))} s"


class Checks:
    """The checks as a table: wanted, case, controls; one under the other where the table would not fit."""

    _NAME = 22  # columns that the name of a check needs at least, folded

    def __init__(self, checks: Sequence[CheckSummary], seeds: int) -> None:
        self._checks = checks
        self._seeds = seeds

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        numbers = self._table(names=False)
        needed = console.measure(numbers, options=options.update_width(1000)).maximum
        yield self._table(names=True) if needed + self._NAME <= options.max_width else Group(*self._stacked())

    def _table(self, *, names: bool) -> Table:
        table = Table(box=None, padding=(0, 1), pad_edge=True, header_style="quiet")
        if names:
            table.add_column("", overflow="fold")
        for heading in ("wanted", CASE, *(_control(name, "\n") for name in self._checks[0].controls)):
            table.add_column(Text(heading), no_wrap=True, vertical="top")
        for check in self._checks:
            arms = [_number(number, self._seeds, "\n") for number in (check.case, *check.controls.values())]
            table.add_row(*[_check(check)] * names, Text(visible(check.wanted)), *arms)
        return table

    def _stacked(self) -> Iterator[RenderableType]:
        for check in self._checks:
            yield Padding(_check(check), (0, 0, 0, 1), expand=False)
            grid = Table.grid(padding=(0, 2))
            grid.add_column(style="quiet", overflow="fold")
            grid.add_column(overflow="fold")
            grid.add_row(Text("wanted"), Text(visible(check.wanted)))
            for name, number in {CASE: check.case, **check.controls}.items():
                grid.add_row(Text(visible(name)), _number(number, self._seeds, "  "))
            yield Padding(grid, (0, 0, 0, 3), expand=False)


def _check(check: CheckSummary) -> Text:
    return Text.assemble(visible(check.name), (" (guard)" if check.guard else "", "quiet"))


def _control(name: str, gap: str = " ") -> str:
    return visible(name) if name == "control" else f"control:{gap}{visible(name)}"


def _number(number: Spread, seeds: int, gap: str) -> Text:
    holds = number.holds == seeds
    text = Text.assemble(show_number(number.median), (" ✓" if holds else " ✗", "holds" if holds else "fails"))
    if 0 < number.holds < seeds:
        text.append(f" {number.holds}/{seeds}", "quiet")
    if between := range_words(number):
        text.append(gap + between, "quiet")
    return text


def range_words(number: Spread) -> str:
    """The range over seeds, as `0.1 to 0.3`; nothing where all seeds gave what reads as one number."""
    low, high = show_number(number.low), show_number(number.high)
    return f"{low} to {high}" if low != high else ""


class Picture:
    """The curves of one name, as wide as there is room."""

    def __init__(self, name: str, arms: Mapping[str, Curve], seeds: int) -> None:
        self._name = name
        self._arms = arms
        self._seeds = seeds

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from dlquiz.picture import draw  # noqa: PLC0415 -- the plotting library is wanted for pictures alone

        lines = draw(self._arms, options.max_width - 2, ascii_only=options.ascii_only)
        if not lines:
            return
        over = f"  ({self._seeds} seeds: median, band min to max)" if self._seeds > 1 else ""
        yield Padding(Text.assemble(visible(self._name), (over, "quiet")), (0, 0, 0, 1), expand=False)
        for line in lines:
            yield Text.assemble(
                " ", *((text, _PIECE_STYLE[style]) for text, style in line), overflow="crop", no_wrap=True
            )


# --- plain lines ------------------------------------------------------------------------------------


def demo_lines(shown: Shown) -> Iterator[str]:
    """The same in plain sentences, the verdict last."""
    demo, record = shown.demo, shown.record
    yield f"Claim: {visible(demo.claim)}"
    for name, what in ingredients(demo):
        yield f"{name.capitalize() if name in {CASE, 'control'} else 'Control ' + name}: {what}"
    seeds = len(record.seeds)
    for check in record.checks:
        yield f"Check{' (guard)' if check.guard else ''}: {visible(check.name)}. Wanted: {visible(check.wanted)}."
        yield f"  Case: {_spoken(check.case, seeds)}"
        for name, number in check.controls.items():
            yield f"  {_control(name).capitalize() if name == 'control' else _control(name)}: {_spoken(number, seeds)}"
    if record.error:
        yield f"Error: {visible(record.error)}"
    elif record.verdict in MEANING:
        yield f"That is: {MEANING[record.verdict]}."
    if hint := knob_hint(demo):
        yield hint.capitalize()
    yield f"Verdict: {record.verdict.word}. {' · '.join(facts(shown))}"


def _spoken(number: Spread, seeds: int) -> str:
    between = f" ({words})" if (words := range_words(number)) else ""
    word = {seeds: "holds", 0: "fails"}.get(number.holds, f"holds in {number.holds} of {seeds} seeds")
    return f"{show_number(number.median)}{between}, {word}."


# --- JSON -------------------------------------------------------------------------------------------


def demo_json(shown: Shown) -> Json:
    """The same for programs; `docs/json.md` says what each key means."""
    record = shown.record
    return {
        "demo": shown.demo.id,
        "claim": shown.demo.claim,
        "knobs": shown.knobs,
        "turned": list(shown.turned),
        "first_seed": record.seeds[0],
        "seeds": len(record.seeds),
        "device": shown.device,
        "torch": record.torch,
        "checks": checks_to_json(record.checks),
        "verdict": record.verdict.word,
        "supported": record.supported,
        "seconds": round(shown.seconds, 3),
        "error": record.error,
    }


# --- the list ---------------------------------------------------------------------------------------


def list_screen(demos: Sequence[Demo]) -> RenderableType:
    """Each demo with its claim, topic by topic."""
    parts: list[RenderableType] = []
    for topic, inside in groupby(demos, lambda demo: demo.id.partition("/")[0]):
        parts += ["", Text(f" {topic}", "topic")]
        for demo in inside:
            parts.append(Padding(Text(demo.id), (0, 0, 0, 3), expand=False))
            parts.append(Padding(Text(visible(demo.claim), "quiet"), (0, 0, 0, 5), expand=False))
    return Group(*parts, "", Text(" dlquiz demo ID runs one", "quiet"))


def list_lines(demos: Sequence[Demo]) -> Iterator[str]:
    """A line for each demo: its id and its claim."""
    return (f"{demo.id}: {visible(demo.claim)}" for demo in demos)


def list_json(demos: Sequence[Demo]) -> dict[str, Any]:
    """The demos for programs."""
    return {"demos": [{"demo": demo.id, "claim": demo.claim, "knobs": _defaults(demo)} for demo in demos]}


def _defaults(demo: Demo) -> dict[str, Literal]:
    return {name: knob.default for name, knob in demo.knobs.items()}
