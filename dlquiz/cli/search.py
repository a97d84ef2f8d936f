"""`dlquiz search`: the questions that hold all of some words."""

from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_topics
from dlquiz.cli.output import is_plain, show, write, write_json
from dlquiz.index import Scope
from dlquiz.practice import Practice
from dlquiz.question import Form

app = verb()


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words, all of which it must hold; a beginning is enough.")],
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", help="Only in this topic; may be repeated.", autocompletion=complete_topics),
    ] = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="1 screening, 2 on-site, 3 specialist.")] = None,
    form: Annotated[Form | None, typer.Option(help="Only questions with this form.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find questions, the best first."""
    from dlquiz.render.search import hits_json, hits_lines, hits_screen  # noqa: PLC0415 -- Rich

    with Practice.open(write=False, fresh=True) as practice:
        found = practice.index.search(" ".join(words), Scope(tuple(topics or ()), level, form))
    if as_json:
        write_json(hits_json(found))
    elif is_plain() or not found:
        write("\n".join(hits_lines(found)))
    else:
        show(hits_screen(found))
