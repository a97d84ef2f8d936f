"""`dlquiz config`: the settings."""

from dataclasses import asdict
from typing import Annotated

import typer

from dlquiz.cli import verb
from dlquiz.cli.output import write, write_json
from dlquiz.config import MEANING, changed, places, read_config, write_config

app = verb()


@app.command()
def config(
    key: Annotated[str | None, typer.Argument(help="A setting.", autocompletion=lambda: list(MEANING))] = None,
    value: Annotated[str | None, typer.Argument(help="What to set it to.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the settings, or set one."""
    path = places().config
    settings = read_config(path)
    if key is not None and value is not None:
        settings = changed(settings, key, value)
        write_config(path, settings)
    elif key is not None:
        changed(settings, key, str(getattr(settings, key, "")))  # an unknown key is refused
    values = asdict(settings) if key is None else {key: asdict(settings)[key]}
    if json:
        write_json(values)
        return
    for name, now in values.items():
        shown = {True: "on", False: "off"}.get(now, now) if isinstance(now, bool) else now
        write(f"{name} = {shown}" if key else f"{name:<13} {shown!s:<6} {MEANING[name]}")
