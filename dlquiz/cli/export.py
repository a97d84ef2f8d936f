"""`dlquiz export`: the log as JSON lines."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import write
from dlquiz.config import places
from dlquiz.export import What, lines_of, save
from dlquiz.journal import Journal

app = verb()


@app.command()
def export(
    what: Annotated[What, typer.Argument(help="Reviews net of undo, or every event.")],
    file: Annotated[str, typer.Argument(help="Where to; - is standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write your reviews, or the whole log, as JSON lines."""
    with Journal.open(places().journal, write=False) as journal:
        lines = lines_of(what, journal)
        if file == "-":
            for line in lines:
                write(line)
        else:
            save(lines, Path(file), force=force)
