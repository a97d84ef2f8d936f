"""`dlquiz list`: the questions of the bank."""

from dataclasses import asdict
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.arguments import complete_topics
from dlquiz.cli.output import console, show, write_json
from dlquiz.index import Scope
from dlquiz.practice import Practice
from dlquiz.question import Form, Question

app = verb()


@app.command(name="list")
def list_(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics; all without any.", autocompletion=complete_topics)
    ] = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="1 screening, 2 on-site, 3 specialist.")] = None,
    form: Annotated[Form | None, typer.Option(help="Those that have this form.")] = None,
    myths: Annotated[bool, typer.Option("--myths", help="The folklore, and what to say to it.")] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="Those you flagged, with your notes.")] = False,
    suspended: Annotated[bool, typer.Option("--suspended", help="Those you suspended.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the questions of the bank, by topic."""
    with Practice.open(write=False, fresh=True) as practice:
        index = practice.index
        questions = list(index.questions(Scope(tuple(topics or ()), level, Form.MYTH if myths else form)))
        notes = index.flagged()
        asleep = index.suspended()
    if flagged or suspended:
        questions = [one for one in questions if (flagged and one.id in notes) or (suspended and one.id in asleep)]
    if json:
        write_json({"questions": [_facts(question) for question in questions]})
        return
    from dlquiz.render.browse import myth_list, note_list, question_list  # noqa: PLC0415 -- Rich only where it draws

    width = console().width
    if flagged or suspended:
        kept = [(question.id, notes.get(question.id, "suspended")) for question in questions]
        show(note_list(kept, "None is.", width))
    else:
        show(myth_list(questions, width) if myths else question_list(questions, width))


def _facts(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "topic": question.topic,
        "level": question.level,
        "forms": [form.value for form in question.forms],
        "ask": question.ask,
        "myth": None if question.myth is None else asdict(question.myth),
        "claims": [
            {"id": claim.id, "says": claim.says, "demo": claim.demo or None, "notes": claim.notes}
            for claim in question.claims
        ],
        "follow_ups": question.follow_ups,
    }
