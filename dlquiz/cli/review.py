"""`dlquiz review`: what is due, then new questions."""

from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import write
from dlquiz.cli.play import play
from dlquiz.practice import Practice, new_seed, now

app = verb()


@app.command()
def review(
    number: Annotated[int | None, typer.Option("-n", "--number", min=1, help="At most this many questions.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which new questions, options and values are drawn.")] = None,
) -> None:
    """Ask what is due, then new questions, up to the limits of the day."""
    with Practice.open(write=True) as practice:
        at, seed = now(), new_seed() if seed is None else seed
        turns = practice.review_turns(at, seed, number)
        if turns:
            play(practice, practice.begin(turns, seed, at))
        else:
            write(
                "Nothing is due, and today's new questions are done. dlquiz quiz asks more; dlquiz stats looks ahead."
            )
