"""Pictures of measured curves: the case and its controls together, each with its band over seeds.

In the terminal plotille sets the lines in braille dots; a file is drawn by matplotlib.  Both are imported here
alone, and only when a picture is wanted.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlquiz.errors import MissingError, UsageError
from dlquiz.evidence import Scale
from dlquiz.number import show_number
from dlquiz.record import Curve
from dlquiz.text import visible

Piece = tuple[str, str]
"""A run of characters, and the style it has: one of those below, or none."""
CASE, CONTROL, BAND, AXIS = "case", "control", "band", "axis"

_BLANK = "\u2800"
_MARKS = "*o+x#%&="  # for a terminal that cannot show braille
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_MOST_TICKS = 5
_LEAST, _MOST = 1e-200, 1e200  # beyond these there is no picture, and no arithmetic that overflows


def draw(curves: Mapping[str, Curve], width: int, *, height: int = 10, ascii_only: bool = False) -> list[list[Piece]]:
    """The picture of one curve in each arm (the case first), `width` columns wide: lines of pieces.

    The line of an arm is its median over seeds, the band its range; a point that is not finite, or not
    positive on a log scale, leaves a gap.  There is no picture, no line, where nothing can be drawn.
    """
    first = next(iter(curves.values()))
    x_axis = _Axis.over((x for curve in curves.values() for x in curve.x), first.x_scale)
    y_axis = _Axis.over((y for curve in curves.values() for y in (*curve.low, *curve.median, *curve.high)), first.scale)
    if x_axis is None or y_axis is None:
        return []
    ticks = y_axis.ticks(ascii_only=ascii_only)
    gutter = max((len(label) for _, label in ticks), default=0)
    columns = max(width - gutter - 2, 4)
    layers = [_Layer.of(arm, curve, (x_axis, y_axis), (columns, height)) for arm, curve in curves.items()]
    names, legend = _names(list(curves), columns)
    cells = [[_cell(layers, row, column, ascii_only=ascii_only) for column in range(columns)] for row in range(height)]
    _label(cells, layers, names)
    labels = {height - 1 - round(share * (height - 1)): label for share, label in ticks}
    edge = " |" if ascii_only else " ┤"
    lines = [[(labels.get(row, "").rjust(gutter) + edge, AXIS), *cells[row]] for row in range(height)]
    return [*lines, *_below(first, x_axis, gutter + 2, columns, ascii_only=ascii_only), *legend]


# --- axes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Axis:
    """Maps values to shares of the axis; `low` and `high` are logarithms where `scale` is log."""

    scale: Scale
    low: float
    high: float

    @classmethod
    def over(cls, values: Iterator[float], scale: Scale) -> "_Axis | None":
        shown = [place for value in values if (place := _place(value, scale)) is not None]
        if not shown:
            return None
        low, high = min(shown), max(shown)
        size = max(abs(low), abs(high), _LEAST)
        margin = 0.0 if high - low > 1e-9 * size else 0.5 * size
        return cls(scale, low - margin, high + margin)

    def share(self, value: float) -> float:
        """Where `value`, which can be shown, lies between the ends of the axis: 0 to 1."""
        place = _place(value, self.scale)
        assert place is not None  # noqa: S101 -- asked of drawable points only
        return (place - self.low) / (self.high - self.low)

    def ticks(self, *, ascii_only: bool) -> list[tuple[float, str]]:
        """A few round values, each as its share of the axis and as it is written."""
        if self.scale == "log" and self.high - self.low >= 1:
            step = math.ceil((self.high - self.low) / (_MOST_TICKS - 1))
            powers = [step * count for count in _counts(self.low, self.high, step)]
            ticks = [(float(power), _power(power, ascii_only=ascii_only)) for power in powers]
        elif self.scale == "log":
            values = _round_values(self.value(self.low), self.value(self.high))
            ticks = [(math.log10(value), _short(value)) for value in values if value > 0]
        else:
            ticks = [(value, _short(value)) for value in _round_values(self.low, self.high)]
        return [((place - self.low) / (self.high - self.low), label) for place, label in ticks]

    def value(self, place: float) -> float:
        """What is measured at a place on the axis."""
        return 10.0**place if self.scale == "log" else place


def _place(value: float, scale: Scale) -> float | None:
    """Where `value` lies on an axis of that scale; nowhere, where it is not finite or, on a log scale, not positive."""
    if not abs(value) <= _MOST or (scale == "log" and value < _LEAST):
        return None
    return math.log10(value) if scale == "log" else value


def _round_values(low: float, high: float) -> list[float]:
    rough = (high - low) / (_MOST_TICKS - 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
    return [step * count for count in _counts(low, high, step)]


def _counts(low: float, high: float, step: float) -> range:
    """The multiples of `step` from `low` to `high`, and those that miss an end by less than anyone can see."""
    return range(math.ceil(low / step - 0.05), math.floor(high / step + 0.05) + 1)


def _power(exponent: int, *, ascii_only: bool) -> str:
    return f"1e{exponent}" if ascii_only else "10" + str(exponent).translate(_SUPERSCRIPT)


def _short(value: float) -> str:
    return show_number(float(f"{value:.6g}"))  # 0.30000000000000004 is 0.3


def _below(curve: Curve, axis: _Axis, indent: int, columns: int, *, ascii_only: bool) -> Iterator[list[Piece]]:
    name = visible(curve.axis)
    low, high = (_short(axis.value(end)) for end in (axis.low, axis.high))
    rule = "-" if ascii_only else "─"
    scale = " (log)" if curve.x_scale == "log" else ""
    if len(name + scale) + len(low) + len(high) + 8 <= columns:
        start = f"{name}{scale} {low} "
        yield [(" " * indent + start + rule * (columns - len(start) - len(high) - 1) + " " + high, AXIS)]
        return
    yield [(" " * indent + f"{low} " + rule * max(columns - len(low) - len(high) - 2, 1) + f" {high}", AXIS)]
    yield [(" " * indent + name + scale, AXIS)]


# --- lines ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layer:
    """One arm, set in braille: its line, its band, and the row of the line in each column (none in a gap)."""

    style: str
    line: list[str]
    band: list[str]
    rows: dict[int, int]

    @classmethod
    def of(cls, arm: str, curve: Curve, axes: tuple[_Axis, _Axis], size: tuple[int, int]) -> "_Layer":
        import plotille  # noqa: PLC0415 -- only where a picture is drawn

        columns, rows = size
        # In these coordinates a dot is one unit, two to a column and four to a row.
        line, band = (plotille.Canvas(columns, rows, 0, 0, 2 * columns, 4 * rows) for _ in range(2))
        points = [
            _dots(values, axes, size) for values in zip(curve.x, curve.median, curve.low, curve.high, strict=True)
        ]
        passed: dict[int, int] = {}
        for one, other in zip(points, points[1:] or points, strict=False):
            if one is None or other is None:
                continue
            line.line(one[0], one[1], other[0], other[1])
            for x, median, low, high in _between(one, other):
                passed[x // 2] = rows - 1 - median // 4
                if x % 2 == 0 and high - low >= 2:
                    for y in range(low + (low + x // 2) % 2, high + 1, 2):  # thinly: the lines are to stand out
                        band.point(x, y)
        style = CASE if arm == CASE else CONTROL
        return cls(style, line.plot("\n").split("\n"), band.plot("\n").split("\n"), passed)


_Dots = tuple[int, int, int, int]
"""x, median, low and high of one point, counted in dots."""


def _dots(point: tuple[float, float, float, float], axes: tuple[_Axis, _Axis], size: tuple[int, int]) -> _Dots | None:
    x_axis, y_axis = axes
    x, median, low, high = point
    if _place(x, x_axis.scale) is None or any(_place(y, y_axis.scale) is None for y in (median, low, high)):
        return None
    across, up = 2 * size[0] - 1, 4 * size[1] - 1
    return (
        round(x_axis.share(x) * across),
        round(y_axis.share(median) * up),
        round(y_axis.share(low) * up),
        round(y_axis.share(high) * up),
    )


def _between(one: _Dots, other: _Dots) -> Iterator[_Dots]:
    """The points from `one` to `other`, a dot apart."""
    length = other[0] - one[0]
    for step in range(abs(length) + 1):
        share = step / abs(length) if length else 0.0
        x, median, low, high = (round(start + share * (end - start)) for start, end in zip(one, other, strict=True))
        yield x, median, low, high


def _cell(layers: Sequence[_Layer], row: int, column: int, *, ascii_only: bool) -> Piece:
    lines = [(place, layer) for place, layer in enumerate(layers) if layer.line[row][column] not in {_BLANK, " "}]
    bands = [layer.band[row][column] for layer in layers if layer.band[row][column] not in {_BLANK, " "}]
    if lines:
        place, top = lines[0]
        joined = _joined([layer.line[row][column] for _, layer in lines])
        return (_MARKS[place % len(_MARKS)] if ascii_only else joined), top.style
    if bands:
        return ("." if ascii_only else _joined(bands)), BAND
    return " ", ""


def _joined(cells: Sequence[str]) -> str:
    dots = 0
    for cell in cells:
        dots |= ord(cell) - ord(_BLANK)
    return chr(ord(_BLANK) + dots)


# --- names ------------------------------------------------------------------------------------------


def _names(arms: Sequence[str], columns: int) -> tuple[list[str], list[list[Piece]]]:
    """What is written into each line, and the lines of a legend where names would be too long for that."""
    names = [visible(arm) for arm in arms]
    if max(len(name) for name in names) <= columns // 3:
        return names, []
    legend = [[(f" {number} {name}", _style(number - 1))] for number, name in enumerate(names, 1)]
    return [str(number) for number in range(1, len(names) + 1)], legend


def _style(place: int) -> str:
    return CASE if place == 0 else CONTROL


def _label(cells: list[list[Piece]], layers: Sequence[_Layer], names: Sequence[str]) -> None:
    """Write each name into its line, as on a map: where the other lines are far, and no other name is."""
    taken: set[tuple[int, int]] = set()
    for place, name in enumerate(names):
        text = f" {name} "
        others = [layer.rows for layer in layers if layer is not layers[place]]
        wish = len(cells[0]) * (place + 1) // (len(names) + 1)
        spots = [
            (-min(_distance(others, row, span), 3), abs(middle - wish), row, span)
            for middle, row in layers[place].rows.items()
            if (span := range(middle - len(text) // 2, middle - len(text) // 2 + len(text)))
            and span.start >= 0
            and span.stop <= len(cells[0])
            and taken.isdisjoint((row, column) for column in span)
        ]
        if spots:
            _, _, row, span = min(spots, key=lambda spot: spot[:2])
            taken.update((row, column) for column in span)
            for column, char in zip(span, text, strict=True):
                cells[row][column] = (char, _style(place))


def _distance(others: Sequence[Mapping[int, int]], row: int, span: range) -> int:
    """Rows from `row` to the nearest of the other lines in the columns of `span`."""
    return min((abs(rows[column] - row) for rows in others for column in span if column in rows), default=3)


# --- files ------------------------------------------------------------------------------------------


def check_picture(path: Path) -> None:
    """Return where a picture can be saved at `path`; asked before a long run rather than after it.

    Raises:
        UsageError: a picture of another kind than SVG and PNG, or no such folder.
        MissingError: matplotlib is not installed.
    """
    from importlib.util import find_spec  # noqa: PLC0415 -- only where a picture is saved

    where = f"in: --save {path}"
    if path.suffix.lower() not in {".svg", ".png"}:
        raise UsageError("a picture is saved as SVG or PNG", where, f"--save {path.with_suffix('.svg')}")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", where, f"mkdir -p {path.parent}")
    if find_spec("matplotlib") is None:
        raise MissingError("matplotlib is not installed", where, 'pip install "dlquiz[plots]"')


def save(curves: Mapping[str, Mapping[str, Curve]], title: str, path: Path) -> None:
    """Draw every curve (name → arm → curve), one above the other under `title`, into an SVG or PNG file.

    Raises:
        UsageError: a picture of another kind, or there is no curve to draw.
        MissingError: matplotlib is not installed, or the file cannot be written.
    """
    check_picture(path)
    if not curves:
        raise UsageError(
            "this demo measures no curve, so there is no picture", f"in: --save {path}", "leave --save out"
        )
    from matplotlib.figure import Figure  # noqa: PLC0415 -- only where a picture is saved

    figure = Figure(figsize=(7, 0.6 + 3.2 * len(curves)), layout="constrained")
    figure.suptitle(title, fontsize="medium", wrap=True, parse_math=False)
    for name, axes in zip(curves, figure.subplots(len(curves), squeeze=False).flat, strict=True):
        for arm, curve in curves[name].items():
            (line,) = axes.plot(curve.x, curve.median, label=arm, linestyle="-" if arm == CASE else "--")
            axes.fill_between(curve.x, curve.low, curve.high, color=line.get_color(), alpha=0.2, linewidth=0)
        axes.set(xscale=curve.x_scale, yscale=curve.scale)
        if curve.x_scale == "linear" and all(x.is_integer() for x in curve.x):
            axes.xaxis.get_major_locator().set_params(integer=True)  # there is no layer 2.5
        axes.set_xlabel(curve.axis, parse_math=False)
        axes.set_ylabel(name, parse_math=False)
        for text in axes.legend().get_texts():
            text.set_parse_math(False)
    try:
        figure.savefig(path, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    except OSError as error:
        raise MissingError(f"the picture cannot be written: {error.strerror}", f"at {path}", "another place") from None
