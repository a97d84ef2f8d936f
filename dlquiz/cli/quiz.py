"""`dlquiz quiz`: a session over chosen topics."""

from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_topics
from dlquiz.cli.play import play
from dlquiz.index import Scope
from dlquiz.practice import Practice, new_seed, now
from dlquiz.question import Form

app = verb()


@app.command()
def quiz(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics to ask from; all without any.", autocompletion=complete_topics)
    ] = None,
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many questions.")] = 10,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="1 screening, 2 on-site, 3 specialist.")] = None,
    form: Annotated[Form | None, typer.Option(help="Ask in this form only.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which questions, options and values are drawn.")] = None,
    cram: Annotated[bool, typer.Option("--cram", help="Practise without touching the schedule.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with today's interrupted session.")] = False,
) -> None:
    """Ask questions from chosen topics."""
    with Practice.open(write=True) as practice:
        at = now()
        if resume:
            play(practice, practice.resume(at))
            return
        seed = new_seed() if seed is None else seed
        turns = practice.quiz_turns(Scope(tuple(topics or ()), level, form), seed, number)
        play(practice, practice.begin(turns, seed, at, cram=cram))
