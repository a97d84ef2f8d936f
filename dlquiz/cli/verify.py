"""`dlquiz verify`: run the answers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_answers
from dlquiz.cli.output import console, is_plain, show, write, write_json
from dlquiz.demo import torch_version
from dlquiz.errors import UsageError
from dlquiz.evidence import Evidence, Run
from dlquiz.pack import built_in
from dlquiz.record import write_records
from dlquiz.verify import OnRun, claims_by_demo, cores, plan, records
from dlquiz.verify import verify as verify_demos

app = verb()


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Demos, claims, questions or topics; else all.", autocompletion=complete_answers
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds of each demo.")] = 10,
    first_seed: Annotated[int, typer.Option(min=0, help="The first of them: try one that nobody tuned to.")] = 0,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many processes; else one a core.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that a seed may take.")] = 60.0,
    device: Annotated[str, typer.Option(help="Where to run: cpu, cuda, mps.")] = "cpu",
    record: Annotated[bool, typer.Option("--record", help="Keep what was found in demos/TOPIC/evidence.json.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run the answers: every demo, every seed; exit 1 if a claim is not supported."""
    from dlquiz.render.verify import Verified, verify_json, verify_lines, verify_screen  # noqa: PLC0415 -- Rich

    if record and device != "cpu":
        raise UsageError("evidence is recorded on the cpu", "in: dlquiz verify --record", "leave --device out")
    torch = torch_version()
    pack = built_in()
    chosen = plan(pack, names or [])
    processes = jobs or cores()
    begun = time.perf_counter()
    with _shown(len(chosen), seeds, as_json=as_json) as on_run:
        results = verify_demos(
            pack,
            chosen,
            range(first_seed, first_seed + seeds),
            jobs=processes,
            timeout=timeout,
            device=device,
            on_run=on_run,
        )
    wall = time.perf_counter() - begun
    claims = claims_by_demo(pack)
    verified = Verified(results, claims, range(first_seed, first_seed + seeds), processes, device, torch, wall)
    if as_json:
        write_json(verify_json(verified))
    elif is_plain():
        write("\n".join(verify_lines(verified)))
    else:
        show(verify_screen(verified))
    if record:
        for path in write_records(pack, records(results, torch)):
            typer.echo(f"recorded {path}", err=True)
    if verified.failed:
        raise typer.Exit(1)


@contextmanager
def _shown(demos: int, seeds: int, *, as_json: bool) -> Iterator[OnRun]:
    """What happens as runs come in: a bar on a terminal, a line for each finished demo elsewhere, nothing for JSON."""
    if as_json:
        yield lambda _demo, _run: None
    elif is_plain():
        yield _line_for_each(demos, seeds, write)
    else:
        from dlquiz.progress import progress  # noqa: PLC0415 -- Rich

        with progress(console(), demos * seeds) as step:
            yield lambda demo, _run: step(demo)


def _line_for_each(demos: int, seeds: int, write_line: Callable[[str], None]) -> OnRun:
    runs: dict[str, list[Run]] = {}
    done: list[str] = []

    def on_run(demo: str, run: Run) -> None:
        runs.setdefault(demo, []).append(run)
        if len(runs[demo]) == seeds:
            done.append(demo)
            evidence = Evidence(tuple(runs[demo]))
            line = f"{evidence.verdict.word} {evidence.supported}/{seeds}, {evidence.seconds / seeds:.2g} s a seed"
            write_line(f"{len(done)} of {demos}: {demo}: {line}")

    return on_run
