"""`dlquiz show`: one question with everything that is known of it."""

from dataclasses import asdict
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_questions
from dlquiz.cli.output import console, show, write_json
from dlquiz.practice import Practice
from dlquiz.proofs import recorded_proofs

app = verb()


@app.command(name="show")
def show_(
    id: Annotated[str, typer.Argument(help="A question's id.", autocompletion=complete_questions)],  # noqa: A002
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show one question with its evidence, follow-ups and sources."""
    with Practice.open(write=False, fresh=True) as practice:
        question = practice.look_up(id)
        proofs = recorded_proofs(practice.pack, question)
    if json:
        write_json({"question": asdict(question), "evidence": [asdict(proof) for proof in proofs]})
        return
    from dlquiz.render.browse import question_page  # noqa: PLC0415 -- Rich only where it draws

    show(question_page(question, proofs, console().width))
