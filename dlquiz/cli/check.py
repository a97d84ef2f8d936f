"""`dlquiz check`: everything that is wrong with a bank, `file:line: what, try: what to do`."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli import WRONG_USAGE, verb
from dlquiz.cli.output import write, write_json

app = verb()


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A bank, or a file or folder of one.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a question's file.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look a bank over: every problem of every file in one run."""
    from dlquiz.check import check as findings_of  # noqa: PLC0415
    from dlquiz.check import look_at, within  # noqa: PLC0415 -- the lint is no part of a start
    from dlquiz.pack import built_in, pack_around  # noqa: PLC0415
    from dlquiz.render.check import as_json, as_lines  # noqa: PLC0415
    from dlquiz.schema import json_schema  # noqa: PLC0415

    if schema:
        write_json(json_schema())
        return
    bank = look_at(pack_around(path) if path else built_in())
    findings = findings_of(bank)
    if path:
        findings = within(findings, path)
    if json:
        write_json(as_json(bank, findings))
    else:
        write("\n".join(as_lines(bank, findings)))
    if findings:
        raise typer.Exit(WRONG_USAGE)
