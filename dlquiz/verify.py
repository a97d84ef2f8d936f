"""Run the answers: every demo over many seeds, in worker processes, each result measured now.

Nothing recorded and nothing cached decides a verdict here; recorded seconds only say what to begin with.
"""

import math
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dlquiz.bank import unknown
from dlquiz.demo import Demo, examine
from dlquiz.errors import BankError
from dlquiz.evidence import Evidence, Run, Verdict
from dlquiz.load import load_bank
from dlquiz.pack import Pack
from dlquiz.question import Question
from dlquiz.record import Record, read_records, record_of
from dlquiz.worker import Worker


@dataclass(frozen=True, slots=True)
class Result:
    """What `verify` found for the demo called `id`; there is no `demo` where its file breaks the form."""

    id: str
    demo: Demo | None
    evidence: Evidence

    @property
    def is_supported(self) -> bool:
        """Whether every seed supported the claim."""
        return self.evidence.verdict is Verdict.SUPPORTED


OnRun = Callable[[str, Run], None]
"""Called with a demo's id and one run of it, as they come; never by two threads at once."""


# --- which ------------------------------------------------------------------------------------------


def plan(pack: Pack, names: Sequence[str] = (), command: str = "dlquiz verify") -> list[str]:
    """The demos that `names` stand for, each once; all of them where there is no name.

    A name is a demo (`topic/stem`, or its file), a topic, a question or a claim.

    Raises:
        UsageError: nothing is called so; it gives the nearest names for `command`.
    """
    demos = list(pack.demo_ids())
    if not names:
        return demos
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_named(pack, demos, name, command)))
    return list(found)


def _named(pack: Pack, demos: Sequence[str], name: str, command: str) -> list[str]:
    path = name.removesuffix(".py").removeprefix("demos/").rstrip("/")
    if path in demos:
        return [path]
    if inside := [demo for demo in demos if demo.partition("/")[0] == path]:
        return inside
    questions = load_bank(pack)[0].questions
    claims = {claim.id: claim.demo for question in questions.values() for claim in question.claims if claim.demo}
    if name in questions:
        return demos_of([questions[name]])
    if name in claims:
        return [claims[name]]
    topics = {demo.partition("/")[0] for demo in demos}
    stems = {demo.partition("/")[2]: demo for demo in demos}
    if path in stems:
        return [stems[path]]
    raise unknown(
        "demo, claim, question or topic", name, [*demos, *claims, *questions, *topics], command, "dlquiz demo"
    )


def demos_of(questions: Iterable[Question]) -> list[str]:
    """The demos that settle the claims of `questions`, each once."""
    return list(dict.fromkeys(claim.demo for question in questions for claim in question.claims if claim.demo))


def claims_by_demo(pack: Pack) -> dict[str, list[str]]:
    """For each demo that a question names, the ids of the claims that it settles."""
    found: dict[str, dict[str, None]] = {}
    for question in load_bank(pack)[0].questions.values():
        for claim in question.claims:
            if claim.demo:
                found.setdefault(claim.demo, {})[claim.id] = None
    return {demo: list(claims) for demo, claims in found.items()}


# --- running ----------------------------------------------------------------------------------------


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verify(  # noqa: PLR0913 -- the options of the verb, by name
    pack: Pack,
    ids: Sequence[str],
    seeds: Sequence[int],
    *,
    jobs: int = 1,
    timeout: float = 60.0,
    device: str = "cpu",
    on_run: OnRun = lambda _id, _run: None,
) -> list[Result]:
    """Run every one of `seeds` of the demos `ids`, in `jobs` processes, `timeout` seconds a seed.

    A demo that crashes, hangs or is killed is errored, and so is one whose file breaks the form; the
    others are not touched by it.

    Raises:
        MissingError: torch or the device is not there.
        UsageError: no device is called so.
    """
    demos: dict[str, Demo] = {}
    runs: dict[str, list[Run]] = {name: [] for name in ids}
    lock = threading.Lock()

    def keep(name: str, run: Run) -> None:
        with lock:
            runs[name].append(run)
            on_run(name, run)

    for name in ids:
        demo, problems = examine(pack.demo_path(name), name)
        if demo is None or problems:
            error = f"{pack.demo_path(name).name}:{problems[0].line}: {problems[0].what}"
            for seed in seeds:
                keep(name, Run.errored(seed, error))
        else:
            demos[name] = demo
    _run_all(_blocks(pack, demos, seeds, jobs), jobs, timeout, device, keep)
    order = {seed: position for position, seed in enumerate(seeds)}
    return [
        Result(name, demos.get(name), Evidence(tuple(sorted(found, key=lambda run: order[run.seed]))))
        for name, found in runs.items()
    ]


_Block = tuple[Demo, Sequence[int]]


def _blocks(pack: Pack, demos: Mapping[str, Demo], seeds: Sequence[int], jobs: int) -> deque[_Block]:
    """Each demo's seeds in as many parts as there are processes; first what is unknown, then the longest."""
    topics = {name.partition("/")[0] for name in demos}
    seconds = {name: record.seconds for topic in topics for name, record in _recorded(pack, topic).items()}
    longest_first = sorted(demos.values(), key=lambda demo: -seconds.get(demo.id, math.inf))
    size = math.ceil(len(seeds) / jobs) or 1
    parts = [seeds[start : start + size] for start in range(0, len(seeds), size)]
    return deque((demo, part) for demo in longest_first for part in parts)


def _recorded(pack: Pack, topic: str) -> Mapping[str, Record]:
    try:
        return read_records(pack, topic)
    except BankError:  # the order is all that hangs on it
        return {}


def _run_all(blocks: deque[_Block], jobs: int, timeout: float, device: str, keep: OnRun) -> None:
    workers = [Worker(warm=True) for _ in range(min(jobs, len(blocks)))]

    def work(worker: Worker) -> None:
        with worker:
            for demo, seeds in _taken(blocks):
                for run in worker.run(demo, seeds, device=device, timeout=timeout):
                    keep(demo.id, run)

    with ThreadPoolExecutor(max(len(workers), 1)) as threads:
        futures = [threads.submit(work, worker) for worker in workers]
        try:
            for future in futures:
                future.result()
        finally:  # after an error or Ctrl-C: nothing more is begun, and what runs is ended
            blocks.clear()
            for worker in workers:
                worker.close()


def _taken(blocks: deque[_Block]) -> Iterator[_Block]:
    while True:
        try:
            yield blocks.popleft()  # one step, so that no two threads get the same
        except IndexError:
            return


def records(results: Iterable[Result], torch: str) -> dict[str, Record]:
    """What `verify --record` keeps, by the demo's id: a result that errored says nothing about its claim."""
    return {
        result.id: record_of(result.demo, result.evidence, torch)
        for result in results
        if result.demo and result.evidence.verdict is not Verdict.ERRORED
    }
