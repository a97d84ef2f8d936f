"""`dlquiz new`: start a question with its demo."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import write

app = verb()


@app.command()
def new(
    topic: Annotated[str, typer.Argument(help="The topic, which is the folder.")],
    id: Annotated[str, typer.Argument(help="The id of the question, for ever.")],  # noqa: A002 -- what help calls it
    bank: Annotated[Path | None, typer.Option(help="The bank to write to, instead of the one around here.")] = None,
) -> None:
    """Start a question with its demo: two files with TODO wherever something has to be said."""
    from dlquiz.pack import pack_around, pack_at  # noqa: PLC0415 -- not needed for --help
    from dlquiz.render.check import near  # noqa: PLC0415
    from dlquiz.scaffold import scaffold  # noqa: PLC0415

    pack = pack_at(bank) if bank else pack_around(Path.cwd())
    question, demo = scaffold(pack, topic, id)
    name = f"{topic}/{demo.stem}"
    write(f"wrote {near(question, pack.root)}\nwrote {near(demo, pack.root)}\nnext:")
    write(f"  dlquiz demo {name} --seeds 10    until it is supported")
    write(f"  dlquiz verify {name} --record    keeps what it found")
    write("  dlquiz check                     until no TODO is left")
