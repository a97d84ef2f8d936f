"""`dlquiz stats`: how much is remembered, what is coming, how regular practice was."""

from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import is_plain, show, write, write_json
from dlquiz.practice import Practice, now
from dlquiz.statistics import statistics_of

app = verb()


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Retention by topic and form, forecast, calendar."""
    from dlquiz.render.statistics import statistics_json, statistics_lines, statistics_screen  # noqa: PLC0415 -- Rich

    with Practice.open(write=False) as practice:
        found = statistics_of(practice.index, practice.day(now()))
    if as_json:
        write_json(statistics_json(found))
    elif is_plain():
        write("\n".join(statistics_lines(found)))
    else:
        show(statistics_screen(found))
