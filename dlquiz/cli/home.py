"""Bare `dlquiz`: what is due today; Enter starts it."""

from dlquiz.cli.output import is_plain, show, write
from dlquiz.cli.play import play
from dlquiz.practice import Practice, new_seed, now
from dlquiz.render.words import what_starts
from dlquiz.terminal import Closed, Terminal


def home() -> None:
    """Show the home screen; on a terminal, wait for Enter."""
    with Practice.open(write=False) as practice:
        today = practice.today(now())
    if is_plain():
        from dlquiz.render.plain import home_lines  # noqa: PLC0415

        write("\n".join(home_lines(today)))
        return
    from dlquiz.cli.output import console  # noqa: PLC0415
    from dlquiz.render.home import home_screen  # noqa: PLC0415

    show(home_screen(today, console().width))
    if _wants_to_start():
        _start(what_starts(today)[1])


def _wants_to_start() -> bool:
    try:
        with Terminal() as terminal:
            while (key := terminal.key()) not in {"enter", "space", "q"}:
                pass
    except (Closed, KeyboardInterrupt):
        return False
    return key != "q"


def _start(command: str) -> None:
    with Practice.open(write=True) as practice:
        at, seed = now(), new_seed()
        if command.endswith("--resume"):
            step = practice.resume(at)
        else:
            turns = practice.review_turns(at, seed) if command.endswith("review") else practice.any_turns(seed)
            step = practice.begin(turns, seed, at)
        play(practice, step)
