"""Evidence as JSON: single runs between processes, and what is recorded beside the demos.

`demos/<topic>/evidence.json` is derived by `dlquiz verify --record`, never edited, and shown at once where
there is no time, or no torch, to run the demo.
"""

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dlquiz.demo import Demo
from dlquiz.errors import BankError, MissingError
from dlquiz.evidence import Arm, Check, CheckSummary, Evidence, Run, Scale, Series, Spread, Verdict, spread
from dlquiz.pack import Pack

Json = dict[str, Any]

_DIGITS = 6
_POINTS = 40
_WIDTH = 120


# --- runs -------------------------------------------------------------------------------------------


def run_to_json(run: Run) -> Json:
    """`run` as plain lists and dicts; every number survives the way there and back."""
    return {
        "seed": run.seed,
        "verdict": run.verdict.word,
        "seconds": run.seconds,
        "error": run.error,
        "arms": {
            name: {
                "found": {
                    key: asdict(value) if isinstance(value, Series) else value for key, value in arm.found.items()
                },
                "checks": [asdict(check) for check in arm.checks],
            }
            for name, arm in run.arms.items()
        },
    }


def run_from_json(written: Json) -> Run:
    """The run that `run_to_json` wrote."""
    arms = {
        name: Arm(
            {key: Series(**value) if isinstance(value, dict) else value for key, value in arm["found"].items()},
            tuple(Check(**check) for check in arm["checks"]),
        )
        for name, arm in written["arms"].items()
    }
    verdict = Verdict[written["verdict"].upper()]
    return Run(written["seed"], arms, verdict, written["seconds"], written["error"])


# --- a demo's record --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Curve:
    """A `Series` over seeds: at each x the median and the lowest and highest y."""

    axis: str
    scale: Scale
    x_scale: Scale
    x: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What the seeds of one demo found, put together: all that is shown, and all that is kept.

    `seconds` are those of one seed; `supported` is in how many of `seeds` the claim was supported.
    `found` and `curves` hold, for each arm (the case first), quantity → number over seeds and name → curve.
    """

    demo: str
    fingerprint: str
    torch: str
    seeds: tuple[int, ...]
    seconds: float
    supported: int
    verdict: Verdict
    error: str = ""
    checks: tuple[CheckSummary, ...] = ()
    found: Mapping[str, Mapping[str, Spread]] = field(default_factory=dict)
    curves: Mapping[str, Mapping[str, Curve]] = field(default_factory=dict)

    def is_stale(self, demo: Demo) -> bool:
        """Whether the demo, `lab` or `evidence` has changed since."""
        return self.fingerprint != demo.fingerprint()


def record_of(demo: Demo, evidence: Evidence, torch: str) -> Record:
    """The record of `evidence`, that torch in version `torch` gave for `demo`."""
    return Record(
        demo.id,
        demo.fingerprint(),
        torch,
        tuple(run.seed for run in evidence.runs),
        evidence.seconds / max(len(evidence.runs), 1),
        evidence.supported,
        evidence.verdict,
        evidence.error,
        tuple(evidence.checks()),
        {arm: _numbers(evidence, arm) for arm in evidence.arms()},
        {arm: {name: curve_of(series) for name, series in evidence.curves(arm)} for arm in evidence.arms()},
    )


def _numbers(evidence: Evidence, arm: str) -> dict[str, Spread]:
    first = next(run.arms[arm].found for run in evidence.runs if run.arms)
    return {name: spread(evidence.values(name, arm)) for name, value in first.items() if not isinstance(value, Series)}


def curve_of(series: Sequence[Series]) -> Curve:
    """Median and range over seeds; where seeds gave curves of different length, as far as the shortest goes."""
    first = series[0]
    points = [spread(values) for values in zip(*(one.y for one in series), strict=False)]
    return Curve(
        first.axis,
        first.scale,
        first.x_scale,
        first.x[: len(points)],
        tuple(point.median for point in points),
        tuple(point.low for point in points),
        tuple(point.high for point in points),
    )


def thinned(curve: Curve, points: int = _POINTS) -> Curve:
    """At most `points` of `curve`, evenly spread over its positions, the first and the last among them."""
    length = len(curve.x)
    if length <= points:
        return curve
    kept = [round(place * (length - 1) / (points - 1)) for place in range(points)]
    x, median, low, high = (
        tuple(values[place] for place in kept) for values in (curve.x, curve.median, curve.low, curve.high)
    )
    return Curve(curve.axis, curve.scale, curve.x_scale, x, median, low, high)


# --- files ------------------------------------------------------------------------------------------


def records_path(pack: Pack, topic: str) -> Path:
    """Where the records of a topic's demos lie."""
    return pack.demos / topic / "evidence.json"


def read_record(pack: Pack, demo: str) -> Record | None:
    """What is recorded for the demo with that id; None where nothing is.

    Raises:
        BankError: the file is not one that `verify --record` wrote.
    """
    return read_records(pack, demo.partition("/")[0]).get(demo)


def read_records(pack: Pack, topic: str) -> dict[str, Record]:
    """All records of a topic, by the demo's id.

    Raises:
        BankError: the file is not one that `verify --record` wrote.
    """
    path = records_path(pack, topic)
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return {demo: _record_from_json(demo, record) for demo, record in written.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"the recorded evidence cannot be read: {type(error).__name__}: {error}"
        raise BankError(what, f"at {path}", "remove the file, and: dlquiz verify --record") from None


def write_records(pack: Pack, records: Mapping[str, Record]) -> list[Path]:
    """Put `records` into the files of their topics, and drop those whose demo has gone.

    Records of other demos stay as they are.  Returns the files written.

    Raises:
        MissingError: a file cannot be written; the old one stays.
    """
    there = set(pack.demo_ids())
    paths = []
    for topic in sorted({demo.partition("/")[0] for demo in records}):
        new = {demo: record for demo, record in records.items() if demo.partition("/")[0] == topic}
        kept = {demo: record for demo, record in (read_records(pack, topic) | new).items() if demo in there}
        text = pretty({demo: _record_to_json(kept[demo]) for demo in sorted(kept)}) + "\n"
        paths.append(records_path(pack, topic))
        _replace(paths[-1], text)
    return paths


def _replace(path: Path, text: str) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        what = f"the evidence cannot be recorded: {error.strerror}"
        raise MissingError(what, f"at {path}", "record in a checkout whose files you may write") from None


def _record_to_json(record: Record) -> Json:
    return {
        "fingerprint": record.fingerprint,
        "torch": record.torch,
        "seeds": list(record.seeds),
        "seconds": _rounded(record.seconds, digits=1),
        "supported": record.supported,
        "verdict": record.verdict.word,
        "error": record.error,
        "checks": checks_to_json(record.checks),
        "found": {
            arm: {name: _spread_to_json(number) for name, number in numbers.items()}
            for arm, numbers in record.found.items()
        },
        "curves": {
            arm: {name: _curve_to_json(thinned(curve)) for name, curve in curves.items()}
            for arm, curves in record.curves.items()
        },
    }


def _record_from_json(demo: str, written: Json) -> Record:
    return Record(
        demo,
        written["fingerprint"],
        written["torch"],
        tuple(written["seeds"]),
        written["seconds"],
        written["supported"],
        Verdict[written["verdict"].upper()],
        written["error"],
        tuple(_check_from_json(check) for check in written["checks"]),
        {
            arm: {name: _spread_from_json(number) for name, number in numbers.items()}
            for arm, numbers in written["found"].items()
        },
        {
            arm: {name: _curve_from_json(curve) for name, curve in curves.items()}
            for arm, curves in written["curves"].items()
        },
    )


def checks_to_json(checks: Sequence[CheckSummary]) -> list[Json]:
    """The checks as `demo --json` prints and `verify --record` keeps them, with rounded numbers."""
    return [
        {
            "name": check.name,
            "wanted": check.wanted,
            "guard": check.guard,
            "case": _spread_to_json(check.case) | {"holds": check.case.holds},
            "controls": {
                name: _spread_to_json(control) | {"holds": control.holds} for name, control in check.controls.items()
            },
        }
        for check in checks
    ]


def _check_from_json(written: Json) -> CheckSummary:
    return CheckSummary(
        written["name"],
        written["wanted"],
        written["guard"],
        _spread_from_json(written["case"]),
        {name: _spread_from_json(control) for name, control in written["controls"].items()},
    )


def _spread_to_json(number: Spread) -> Json:
    return {"median": _rounded(number.median), "range": [_rounded(number.low), _rounded(number.high)]}


def _spread_from_json(written: Json) -> Spread:
    low, high = written["range"]
    return Spread(float(written["median"]), float(low), float(high), written.get("holds", 0))


def _curve_to_json(curve: Curve) -> Json:
    return {
        key: [_rounded(one) for one in value] if isinstance(value, tuple) else value
        for key, value in asdict(curve).items()
    }


def _curve_from_json(written: Json) -> Curve:
    x, median, low, high = (tuple(float(one) for one in written[key]) for key in ("x", "median", "low", "high"))
    return Curve(written["axis"], written["scale"], written["x_scale"], x, median, low, high)


def _rounded(value: float, digits: int = _DIGITS) -> float | int | str:
    """`value` in `digits` significant digits; a whole number without a point, what is not finite as a string."""
    if not math.isfinite(value):
        return str(value)
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 2**53 else short


def pretty(value: object, indent: int = 0) -> str:
    """`value` as JSON, each list or dict on one line where it fits or holds plain numbers only: diffs stay small."""
    line = json.dumps(value, ensure_ascii=False)
    flat = isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value)
    if flat or not isinstance(value, (list, dict)) or len(line) + indent <= _WIDTH:
        return line
    inner = indent + 1
    if isinstance(value, list):
        lines, opening, closing = [pretty(one, inner) for one in value], "[", "]"
    else:
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {pretty(one, inner)}" for key, one in value.items()]
        opening, closing = "{", "}"
    gap = "\n" + " " * inner
    return opening + gap + ("," + gap).join(lines) + "\n" + " " * indent + closing
