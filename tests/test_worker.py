"""The worker process: nothing a demo does hurts the one who asked, and it never outlives them."""

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlquiz.demo import read_demo
from dlquiz.errors import MissingError, UsageError
from dlquiz.evidence import Verdict
from dlquiz.worker import Worker

DEMOS = Path(__file__).parent / "demos_for_tests" / "demos"
PLAIN = read_demo(DEMOS / "plain" / "doubling_doubles.py", "plain/doubling_doubles")


def odd(name):
    """One of the demos that misbehave."""
    return read_demo(DEMOS / "odd" / f"{name}.py", f"odd/{name}")


@pytest.fixture(scope="module")
def worker():
    """One worker for many tests: whatever they do to it, the next demo runs."""
    with Worker() as worker:
        yield worker


def is_fine(worker):
    """Whether a well-behaved demo runs as if nothing had happened."""
    return [run.verdict for run in worker.run(PLAIN, [0, 1])] == [Verdict.SUPPORTED] * 2


def test_one_run_for_each_seed_in_order(worker):
    """Each seed gives its own run, with the knobs of the right types."""
    runs = list(worker.run(PLAIN, [3, 1, 2], {"start": 5}))
    assert [run.seed for run in runs] == [3, 1, 2]
    assert [run.arms["case"].found["number"] for run in runs] == [8, 6, 7]
    knobs = {"depth": 7, "rate": 0.5, "widths": (3, 4), "name": "adam", "fast": True}
    (run,) = worker.run(odd("knobs"), [0], knobs)
    assert not run.error


def test_the_process_gives_what_the_demo_gives_here(worker):
    """A run that came through the pipe equals one made in this process, but for its seconds."""
    from dlquiz.demo import load_module, run_seed  # noqa: PLC0415 -- imports torch

    here = run_seed(load_module(PLAIN), PLAIN, 3, {})
    (there,) = worker.run(PLAIN, [3])
    assert there.arms == here.arms
    assert there.verdict is here.verdict


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("killed", "killed by signal 9 (SIGKILL: out of memory?)"),
        ("leaves", "the process that ran it ended with exit code 7"),
        ("quits", "the process that ran it ended with exit code 1"),
        ("hangs", "no result after 0.5 s"),
    ],
)
def test_a_lost_process_costs_that_demo_alone(worker, name, said):
    """A kill, an exit and a hang are errored with a plain reason, seeds before it stand, and the next demo runs."""
    runs = list(worker.run(odd(name), [0, 1, 2], timeout=0.5 if name == "hangs" else 60))
    assert [run.seed for run in runs] == [0, 1, 2]
    assert not runs[0].error
    assert [run.error for run in runs[1:]] == [said, f"not tried: {said}"]
    assert is_fine(worker)


def test_an_error_costs_one_seed(worker):
    """A seed that raises is errored, and the seeds around it are not."""
    errors = [run.error for run in worker.run(odd("raises"), [0, 1, 2])]
    assert [bool(error) for error in errors] == [True, False, True]
    assert errors[0] == "RuntimeError: no such luck (raises.py:16)"


def test_a_file_that_cannot_be_executed_is_errored(worker):
    """Every seed of a demo whose file raises is errored with what it raised."""
    assert {run.error for run in worker.run(odd("broken"), [0, 1])} == {"ZeroDivisionError: division by zero"}


def test_what_a_demo_reads_and_prints_does_not_matter(worker):
    """A demo that prints replies of its own and reads from the keyboard still gives its run."""
    (run,) = worker.run(odd("chatters"), [0])
    assert run.verdict is Verdict.SUPPORTED
    assert is_fine(worker)


def test_a_device_that_is_not_there_is_said_once(worker):
    """A missing device and a word that is none are errors for the person, not errored runs."""
    with pytest.raises(UsageError):
        list(worker.run(PLAIN, [0], device="abacus"))
    import torch  # noqa: PLC0415 -- to know what is there

    if not torch.cuda.is_available():
        with pytest.raises(MissingError):
            list(worker.run(PLAIN, [0, 1], device="cuda"))
    assert is_fine(worker)


def test_asking_does_not_wait(worker):
    """Submitting returns at once, polling gives nothing until the run is there, waiting gives it."""
    assert is_fine(worker)
    began = time.perf_counter()
    worker.submit(odd("hangs"), [0, 1])
    first = worker.wait(30)
    assert worker.poll() is None
    assert worker.wait(0.05) is None
    assert time.perf_counter() - began < 10
    assert first is not None
    assert first.seed == 0
    worker.close()
    assert worker.wait(10).verdict is Verdict.ERRORED
    assert worker.wait(10) is None
    assert is_fine(worker)


def test_a_newer_request_takes_the_place_of_an_older_one(worker):
    """Runs of a request that was replaced are never taken for those of the new one."""
    worker.submit(PLAIN, range(200))
    worker.submit(PLAIN, [7], {"start": 3})
    run = worker.wait(30)
    assert (run.seed, run.arms["case"].found["number"]) == (7, 10)
    assert worker.poll() is None


def test_ready_without_waiting():
    """A new worker is not ready, becomes so by itself, and is not once it is closed."""
    with Worker(low_priority=True, warm=True) as fresh:
        assert not fresh.ready
        deadline = time.monotonic() + 60
        while not fresh.ready and time.monotonic() < deadline:
            time.sleep(0.05)
        assert fresh.ready
    assert not fresh.ready


def test_starting_and_closing_wait_for_nothing():
    """Starting costs the foreground a few milliseconds, and closing less, even in the middle of a demo."""
    starts, closes = [], []
    for _ in range(5):
        busy = Worker()
        began = time.perf_counter()
        busy.start()
        starts.append(time.perf_counter() - began)
        busy.submit(odd("spins"), [0])
        began = time.perf_counter()
        busy.close()
        closes.append(time.perf_counter() - began)
    assert statistics.median(starts) < 0.02
    assert statistics.median(closes) < 0.01


PARENT = """
import sys, time
from pathlib import Path
from dlquiz.demo import read_demo
from dlquiz.worker import Worker
worker = Worker()
demo = read_demo(Path(sys.argv[1]), "odd/demo")
worker.submit(demo, [-1, 0])
assert sys.argv[2] == "starting" or worker._hear(60)
print(worker._process.pid, flush=True)
time.sleep(0.3)
{end}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("name", "when"), [("hangs", "starting"), ("spins", "running")])
@pytest.mark.parametrize("end", ["time.sleep(60)", "raise SystemExit", "import os; os._exit(1)"])
def test_it_never_outlives_its_parent(name, when, end):
    """However the parent ends (killed here where it sleeps), the process is gone within seconds, whatever it runs."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(end=end), DEMOS / "odd" / f"{name}.py", when], stdout=subprocess.PIPE
    )
    child = int(parent.stdout.readline())
    if "sleep(60)" in end:
        parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(process):
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    try:
        return not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupting_the_terminal_does_not_reach_it(worker):
    """The process is in a session of its own and ignores SIGINT."""
    assert is_fine(worker)
    process = worker._process.pid
    assert os.getsid(process) == process
    os.kill(process, signal.SIGINT)
    assert is_fine(worker)
    assert worker._process.pid == process


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="Linux")
def test_it_is_the_first_to_go_when_memory_runs_out(worker):
    """The kernel is told to kill it rather than the one who asked."""
    assert is_fine(worker)
    assert int(Path(f"/proc/{worker._process.pid}/oom_score_adj").read_text(encoding="ascii")) == 1000
