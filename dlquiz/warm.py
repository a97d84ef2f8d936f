"""The session's warm worker: while the person reads, it runs what they may ask for next."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from dlquiz.demo import read_demo
from dlquiz.errors import DlquizError
from dlquiz.evidence import Evidence, Run
from dlquiz.pack import Pack
from dlquiz.question import Claim, Form, Question, Value
from dlquiz.session import Asked
from dlquiz.worker import START_LIMIT, Worker

SEEDS_OF_A_PREDICTION = 5
_FRESH_FROM, _FRESH_TO = 1_000_000, 2_000_000_000  # far from every seed that a demo was written or recorded with
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class _Job:
    """A demo to run on fresh seeds, with some knobs turned."""

    demo: str
    seeds: tuple[int, ...]
    knobs: tuple[tuple[str, Value], ...] = ()


class Warm:
    """Runs demos for a session; where `eager`, it begins before it is asked.

    `close` kills the worker and waits for nothing.
    """

    def __init__(self, pack: Pack, *, eager: bool) -> None:
        self._pack = pack
        self._eager = eager
        self._worker = Worker(warm=True, low_priority=eager)
        self._asked: Asked | None = None
        self._submitted: _Job | None = None  # what the worker runs, or has run, and nobody has taken yet

    def close(self) -> None:
        """End the worker at once, whatever it does."""
        self._worker.close()

    def expect(self, asked: Asked) -> None:
        """Begin with what `asked` will want: its prediction's demo with the values drawn, else its first claim's."""
        if asked is self._asked or not self._eager:
            return
        self._asked = asked
        demo = next((claim.demo for claim in asked.question.claims if claim.demo), "")
        job = _prediction(asked) or (_Job(demo, _fresh_seeds(1)) if demo else None)
        try:
            if job is not None:
                self._submit(job)
        except DlquizError:  # it is said when the person asks for it
            self._submitted = None

    def measure(self, asked: Asked) -> tuple[list[float], str]:
        """What the demo measured for a prediction, one value a seed; and why not, where it could not."""
        predict = asked.question.predict
        begun = self._submitted if asked is self._asked else None
        job = begun or _prediction(asked)
        if job is None or predict is None:
            return [], "this question predicts nothing"
        try:
            evidence = Evidence(tuple(self._run(job)))
        except DlquizError as error:
            return [], f"{error.what}; try: {error.try_}"
        return evidence.values(predict.quantity, predict.arm), evidence.error

    def run(self, question: Question) -> Iterator[tuple[Claim, int, Evidence | DlquizError]]:
        """Each claim of `question` that has a demo, with a fresh seed and what it gave."""
        for claim in question.claims:
            if not claim.demo:
                continue
            begun = self._submitted
            ready = begun is not None and begun.demo == claim.demo and not begun.knobs
            job = begun if begun is not None and ready else _Job(claim.demo, _fresh_seeds(1))
            try:
                yield claim, job.seeds[0], Evidence(tuple(self._run(job)))
            except DlquizError as error:
                yield claim, job.seeds[0], error

    def _run(self, job: _Job) -> list[Run]:
        if job != self._submitted:
            self._submit(job)
        self._submitted = None
        runs = []
        for position, seed in enumerate(job.seeds):
            # The first seed may have to wait for torch to be imported.
            run = self._worker.wait(_TIMEOUT + (START_LIMIT if position == 0 else 0))
            if run is None:
                self._worker.close()
                run = Run.errored(seed, f"no result after {_TIMEOUT:g} s")
            runs.append(run)
        return runs

    def _submit(self, job: _Job) -> None:
        self._worker.submit(read_demo(self._pack.demo_path(job.demo), job.demo), job.seeds, dict(job.knobs))
        self._submitted = job


def _prediction(asked: Asked) -> _Job | None:
    predict = asked.question.predict
    if asked.form is not Form.PREDICT or predict is None:
        return None
    return _Job(predict.demo, _fresh_seeds(SEEDS_OF_A_PREDICTION), tuple(asked.values.items()))


def _fresh_seeds(number: int) -> tuple[int, ...]:
    first = _FRESH_FROM + secrets.randbelow(_FRESH_TO - _FRESH_FROM)
    return tuple(range(first, first + number))
