"""The command line: each verb is a module of its own, loaded when it is named.

This package is the only place that prints or exits.  `run` is the one boundary at which an error
becomes three lines and an exit code.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dlquiz import __version__
from dlquiz.errors import WRONG_USAGE, DlquizError, UsageError

VERBS = (
    "quiz",
    "review",
    "demo",
    "verify",
    "list",
    "show",
    "search",
    "topics",
    "stats",
    "check",
    "new",
    "export",
    "config",
    "doctor",
)
_BROKEN = 70  # sysexits' EX_SOFTWARE: the fault is ours
_INTERRUPTED = 130


class _Verbs(TyperGroup):
    """A group whose verbs are modules of this package, imported when they are named."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002 -- click's signature
        return list(VERBS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401, ARG002
        if cmd_name not in VERBS:
            return None
        command = typer.main.get_command(import_module(f"{__name__}.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Verbs,
    invoke_without_command=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 -- Typer's callback
    if wanted:
        typer.echo(f"dlquiz {__version__}")
        raise typer.Exit


@app.callback()
def home(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 -- its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Deep-learning interview practice in which an experiment settles every answer.

    Without a verb: what is due today; Enter starts the review.
    """
    if context.invoked_subcommand is None:
        import_module(f"{__name__}.home").home()


def verb() -> typer.Typer:
    """A Typer for one verb, with the settings that all verbs share."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; errors are printed here and nowhere else."""
    from dlquiz.cli.output import write_what_it_can  # noqa: PLC0415 -- it imports this package

    write_what_it_can()
    try:
        code = app(args=list(arguments), prog_name="dlquiz", standalone_mode=False)
        sys.stdout.flush()
    except DlquizError as error:
        return _report(error)
    except typer.TyperException as error:
        return _report(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone (`dlquiz list | head`): that is no error, and Python must not flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("DLQUIZ_DEBUG"):
            raise
        return _report(_unforeseen(error))
    return code if isinstance(code, int) else 0


def _report(error: DlquizError) -> int:
    sys.stderr.write(f"error: {error.what}\n  {error.where}\n  try: {error.try_}\n")
    return error.exit_code


def _usage(error: typer.TyperException) -> UsageError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "dlquiz"
    what = error.format_message().rstrip(".")
    return UsageError(what[:1].lower() + what[1:], f"in: {command}", f"{command} --help")


def _unforeseen(error: Exception) -> DlquizError:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else "unknown"
    unforeseen = DlquizError(
        f"{type(error).__name__}: {error}", f"at {place}", "DLQUIZ_DEBUG=1 shows the whole trace; please report it"
    )
    unforeseen.exit_code = _BROKEN
    return unforeseen


__all__ = ["VERBS", "WRONG_USAGE", "app", "run", "verb"]
