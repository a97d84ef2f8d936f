"""What a run of `verify` found: what is not supported and why, wall time, the slowest."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dlquiz.evidence import CASE, CheckSummary, Evidence, Spread, Verdict
from dlquiz.number import show_number
from dlquiz.record import Json
from dlquiz.render.demo import VERDICT_STYLE, range_words
from dlquiz.text import visible
from dlquiz.verify import Result

_FEW = 10
_SLOWEST = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """One run of `verify`: its results, the claims that each demo settles, and how it was run."""

    results: Sequence[Result]
    claims: Mapping[str, Sequence[str]]
    seeds: range
    jobs: int
    device: str
    torch: str
    wall: float

    @property
    def failed(self) -> list[Result]:
        """The results that do not support their claim."""
        return [result for result in self.results if not result.is_supported]

    @property
    def seconds(self) -> float:
        """Seconds of all seeds of all demos together."""
        return sum(result.evidence.seconds for result in self.results)

    def slowest(self) -> list[Result]:
        """The five that take longest for a seed, the slowest first."""
        return sorted(self.results, key=lambda result: -result.evidence.seconds)[:_SLOWEST]


def reasons(evidence: Evidence) -> Iterator[str]:
    """Why evidence does not support its claim: the error, or the checks that answered otherwise than they should."""
    checks = evidence.checks()
    seeds = sum(bool(run.arms) for run in evidence.runs)
    match evidence.verdict:
        case Verdict.ERRORED:
            yield visible(evidence.error)
        case Verdict.REFUTED:
            yield from (_missed(CASE, check, check.case) for check in checks if check.case.holds < seeds)
        case Verdict.CONFOUNDED:
            for check in checks:
                for name, number in check.controls.items():
                    if (check.guard and number.holds < seeds) or not math.isfinite(number.low + number.high):
                        yield _missed(name, check, number)
        case Verdict.VACUOUS:
            yield from _vacuous(checks)


def _missed(arm: str, check: CheckSummary, number: Spread) -> str:
    found = range_words(number) or show_number(number.median)
    return f"{visible(arm)}: {visible(check.name)} {found}, wanted {visible(check.wanted)}"


def _vacuous(checks: Sequence[CheckSummary]) -> Iterator[str]:
    tested = [check for check in checks if not check.guard]
    for check in tested:
        if any(number.holds for number in check.controls.values()):
            yield f"{visible(check.name)} holds in a control too"
    if not tested:
        yield "every check is a guard"


# --- a terminal -------------------------------------------------------------------------------------


def verify_screen(verified: Verified) -> RenderableType:
    """What is not supported and why (every demo, where they are few), then the sums."""
    shown = verified.results if len(verified.results) <= _FEW else verified.failed
    parts: list[RenderableType] = [""]
    for result in shown:
        verdict = result.evidence.verdict
        word = (verdict.word.ljust(_WORD), VERDICT_STYLE[verdict])
        parts.append(Padding(Text.assemble(word, f" {_share(result)}  {result.id}"), (0, 0, 0, 1), expand=False))
        parts += [
            Padding(Text(reason, "quiet"), (0, 0, 0, _WORD + 2), expand=False) for reason in reasons(result.evidence)
        ]
    if shown:
        parts.append("")
    style = "fails" if verified.failed else "holds"
    parts += [
        Padding(Text(line, f"bold {style}" if not place else "quiet"), (0, 0, 0, 1), expand=False)
        for place, line in enumerate(_sums(verified))
    ]
    return Group(*parts)


_WORD = max(len(verdict.word) for verdict in Verdict)


def _share(result: Result) -> str:
    return f"{result.evidence.supported}/{len(result.evidence.runs)}"


def _sums(verified: Verified) -> Iterator[str]:
    total = len(verified.results)
    supported = total - len(verified.failed)
    first, last = verified.seeds[0], verified.seeds[-1]
    yield f"{supported} of {total} demos supported in every seed"
    yield (
        f"seeds {first} to {last} · torch {verified.torch} {verified.device} · {_seconds(verified.wall)} with "
        f"{verified.jobs} process{'es' if verified.jobs > 1 else ''} ({_seconds(verified.seconds)} of measuring)"
    )
    yield "slowest, for one seed:"
    for result in verified.slowest():
        yield f"  {_seconds(result.evidence.seconds / len(result.evidence.runs)).rjust(8)}  {result.id}"


def _seconds(seconds: float) -> str:
    return f"{show_number(float(f'{seconds:.2g}'))} s"


# --- plain lines ------------------------------------------------------------------------------------


def verify_lines(verified: Verified) -> Iterator[str]:
    """The same in plain sentences; each demo has had its own line already."""
    for result in verified.failed:
        yield f"Not supported: {result.id}, {result.evidence.verdict.word} ({_share(result)}). " + "; ".join(
            reasons(result.evidence)
        )
    yield from _sums(verified)


# --- JSON -------------------------------------------------------------------------------------------


def verify_json(verified: Verified) -> Json:
    """The same for programs, a line a claim; `docs/json.md` says what each key means."""
    return {
        "claims": [
            {
                "claim": claim,
                "demo": result.id,
                "verdict": result.evidence.verdict.word,
                "supported": result.evidence.supported,
                "seeds": len(result.evidence.runs),
                "seconds": round(result.evidence.seconds, 3),
                "error": result.evidence.error,
            }
            for result in verified.results
            for claim in verified.claims.get(result.id, [result.id])
        ],
        "summary": {
            "demos": len(verified.results),
            "supported": len(verified.results) - len(verified.failed),
            "first_seed": verified.seeds[0],
            "seeds": len(verified.seeds),
            "device": verified.device,
            "torch": verified.torch,
            "jobs": verified.jobs,
            "wall_seconds": round(verified.wall, 3),
            "seconds": round(verified.seconds, 3),
            "slowest": [result.id for result in verified.slowest()],
        },
    }
