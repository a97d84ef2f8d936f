"""`dlquiz doctor`: the health of an installation."""

from dataclasses import asdict
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import console, write_json
from dlquiz.doctor import Health, diagnose

app = verb()
_STYLE = {Health.OK: "holds", Health.WARNING: "depends", Health.PROBLEM: "fails"}
_PROBLEM = 3


@app.command()
def doctor(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Look at all that dlquiz needs: ok, warning or problem."""
    found = list(diagnose())
    if json:
        write_json({"diagnoses": [asdict(one) for one in found]})
    else:
        screen = console()
        for one in found:
            screen.print(f"{one.health.value:<8}", style=_STYLE[one.health], end="")
            screen.print(f"{one.name}: {one.found}" + (f"\n        try: {one.try_}" if one.try_ else ""))
    if any(one.health is Health.PROBLEM for one in found):
        raise typer.Exit(_PROBLEM)
