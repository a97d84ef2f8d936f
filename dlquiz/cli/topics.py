"""`dlquiz topics`: the topics of the bank."""

from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import show, write_json
from dlquiz.index import Scope
from dlquiz.practice import Practice, now

app = verb()


@app.command()
def topics(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the topics, with what is new and due in each."""
    with Practice.open(write=False, fresh=True) as practice:
        day = practice.day(now())
        counted = [
            (
                topic,
                questions,
                len(practice.index.new(day, questions, 0, Scope((topic,)))),
                len(practice.index.due(day, questions, Scope((topic,)))),
            )
            for topic, questions in practice.index.topics().items()
        ]
    if json:
        names = ("topic", "questions", "never_asked", "due")
        write_json({"topics": [dict(zip(names, row, strict=True)) for row in counted]})
        return
    from dlquiz.render.browse import topic_list  # noqa: PLC0415 -- Rich only where it draws

    show(topic_list(counted))
