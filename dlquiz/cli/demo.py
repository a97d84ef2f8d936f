"""`dlquiz demo`: list the experiments, or run one."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz import picture
from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_demos
from dlquiz.cli.output import console, is_plain, show, write, write_json
from dlquiz.demo import Demo, Literal, has_torch, no_torch, read_demo, torch_version
from dlquiz.errors import UsageError
from dlquiz.evidence import Evidence, Run, Verdict
from dlquiz.pack import built_in
from dlquiz.record import record_of
from dlquiz.verify import plan
from dlquiz.worker import Worker

_TIMEOUT = 600.0  # seconds a seed: whoever turns a knob far is watching, and has Ctrl-C

app = verb()


@app.command()
def demo(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="A demo, a claim or a question; a topic lists its demos.",
            autocompletion=complete_demos,
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds to run.")] = 3,
    first_seed: Annotated[int, typer.Option(min=0, help="The first of them.")] = 0,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="KNOB=VALUE", help="Turn a knob.")] = None,
    device: Annotated[str, typer.Option(help="Where to run: cpu, cuda, mps.")] = "cpu",
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the picture as SVG or PNG.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the experiments, or run one: its claim, checks, controls, picture and verdict."""
    from dlquiz.render.demo import Shown, curves_by_name, demo_json, demo_lines, demo_screen  # noqa: PLC0415 -- Rich

    pack = built_in()
    found = [read_demo(pack.demo_path(one), one) for one in plan(pack, [name] if name else [], "dlquiz demo")]
    if name is None or len(found) != 1:
        _list(found, as_json=as_json)
        return
    chosen = found[0]
    turned = chosen.turned(_settings(settings or []))
    if save is not None:
        picture.check_picture(save)
    if not has_torch():
        raise no_torch()
    runs = _run(chosen, range(first_seed, first_seed + seeds), turned, device)
    shown = Shown(chosen, record_of(chosen, Evidence(runs), torch_version()), turned, device)
    if as_json:
        write_json(demo_json(shown))
    elif is_plain():
        write("\n".join(demo_lines(shown)))
    else:
        show(demo_screen(shown))
    if save is not None:
        picture.save(curves_by_name(shown.record), chosen.claim, save)
    if shown.record.verdict is not Verdict.SUPPORTED and not turned:
        raise typer.Exit(1)


def _settings(written: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in written]
    for knob, equals, value in pairs:
        if not (knob and equals and value):
            raise UsageError(
                f"--set takes KNOB=VALUE, not {knob + equals + value!r}", "in: dlquiz demo", "--set depth=50"
            )
    return {knob.strip(): value.strip() for knob, _, value in pairs}


def _run(chosen: Demo, seeds: range, turned: dict[str, Literal], device: str) -> tuple[Run, ...]:
    with Worker() as worker:
        runs = worker.run(chosen, seeds, turned, device, _TIMEOUT)
        if is_plain():
            return tuple(runs)
        from dlquiz.progress import progress  # noqa: PLC0415 -- Rich

        done = []
        with progress(console(), len(seeds)) as step:
            for run in runs:
                done.append(run)
                step(f"seed {run.seed}")
        return tuple(done)


def _list(found: list[Demo], *, as_json: bool) -> None:
    from dlquiz.render.demo import list_json, list_lines, list_screen  # noqa: PLC0415 -- Rich

    if as_json:
        write_json(list_json(found))
    elif is_plain():
        write("\n".join(list_lines(found)))
    else:
        show(list_screen(found))
