"""One running session in front of a person: the loop between the session, the journal and the screen."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from dlquiz.cli.output import is_plain
from dlquiz.cli.screens import PlainScreen, RichScreen, Screen
from dlquiz.errors import DlquizError
from dlquiz.practice import Practice, has_torch
from dlquiz.render.view import View
from dlquiz.render.words import HELP, info_text
from dlquiz.session import Phase, Request, State, Step, end, measured, press, type_line
from dlquiz.terminal import RESIZED, Closed

if TYPE_CHECKING:
    from dlquiz.warm import Warm


def play(practice: Practice, first: Step) -> None:
    """Run the session that `first` begins to its end.

    Every answer is in the journal before anything else is shown.  However the session ends (q, Ctrl-C, Ctrl-D, a
    closed terminal), what was answered is kept and the terminal is as it was.
    """
    screen: Screen = PlainScreen() if is_plain() else RichScreen(colour=practice.config.colour)
    with _leaving_on_signals(), screen:
        loop = _Loop(practice, screen)
        try:
            loop.run(first)
        except (Closed, KeyboardInterrupt):
            pass
        finally:
            loop.finish()
        if loop.state.phase is not Phase.OVER:
            screen.leave(1 + len(loop.state.queue))


class _Loop:
    def __init__(self, practice: Practice, screen: Screen) -> None:
        self.practice = practice
        self.screen = screen
        self.state = State("", 0)
        self.view = View()
        self._refreshing: Thread | None = None

    def run(self, step: Step) -> None:
        """Go on from `step` until the person quits."""
        while True:
            before = self.state
            self.practice.record(step.events)
            self.state = step.state
            if step.request is Request.QUIT:
                return
            if self.state.phase is Phase.OVER:
                step = self._over()
                continue
            if step.request is Request.MEASURE:
                step = self._measure()
                continue
            self.view = self._view(before, step.request)
            self.screen.show(self.state, self.view)
            self._while_reading()
            step = self._input()

    @cached_property
    def warm(self) -> "Warm":
        """The worker's side of the session, loaded when the first question is on the screen."""
        from dlquiz.warm import Warm  # noqa: PLC0415 -- not needed to ask

        # A pipe is not read by a person who takes their time: there the worker is started when it is needed.
        eager = self.practice.config.worker and has_torch() and sys.stdin.isatty()
        return Warm(self.practice.pack, eager=eager)

    def finish(self) -> None:
        """Wait for the refresh of the index, which is short; never for the worker."""
        if "warm" in self.__dict__:
            self.warm.close()
        if self._refreshing is not None:
            self._refreshing.join(timeout=1)

    def _input(self) -> Step:
        while (given := self.screen.read(self.state, self.view)) == RESIZED:
            self.screen.show(self.state, self.view)
        act = type_line if self.state.expects_line else press
        return act(self.state, given, _now(), self.practice.look_up)

    def _over(self) -> Step:
        self.screen.summary(self.practice.outcome(self.state.done, _now()))
        given = self.screen.read(self.state, self.view)
        if given == RESIZED:
            return Step(self.state)
        step = press(self.state, given, _now(), self.practice.look_up)
        return step if step.events else end(self.state, _now())

    def _measure(self) -> Step:
        self.screen.show(self.state, View(measuring="measuring …"))
        asked = self.state.asked
        assert asked is not None  # noqa: S101 -- a measurement is of the question that was asked
        values, error = self.warm.measure(asked)
        return measured(self.state, values, error)

    def _view(self, before: State, request: Request) -> View:
        state = self.state
        asked = state.asked
        if asked is None:
            return View()
        same = before.asked is asked
        if request is Request.HELP:
            return _with_panel(self.view, "keys", HELP)
        if state.phase not in {Phase.REVEALED, Phase.NOTING}:
            return View()
        view = self.view if same and self.view.intervals else self._revealed_view(asked.question.id)
        view = _with_panel(view, "", "")
        if request is Request.RUN_DEMO:
            from dlquiz.proofs import live_proof  # noqa: PLC0415 -- not needed to ask

            self.screen.wait("running the experiment …")
            return replace(view, live=tuple(live_proof(*one) for one in self.warm.run(asked.question)))
        if request is Request.SOURCE:
            return _with_panel(view, *self.practice.source(asked.question))
        if request is Request.INFO:
            standing = self.practice.index.standing(asked.question.id)
            return _with_panel(view, asked.question.id, info_text(asked.question, standing, self.practice.look_up))
        if request is Request.EDIT:
            return _with_panel(view, "edit", self._edit(asked.question.id))
        return view

    def _revealed_view(self, question: str) -> View:
        from dlquiz.proofs import recorded_proofs  # noqa: PLC0415 -- not needed to ask

        found = self.practice.look_up(question)
        return View(
            proofs=recorded_proofs(self.practice.pack, found),
            intervals=self.practice.intervals(question, _now()),
            revised=self.practice.revised_since(found),
        )

    def _edit(self, question: str) -> str:
        try:
            with self.screen.suspended():
                return self.practice.edit(question)
        except DlquizError as error:
            return f"{error.what}\ntry: {error.try_}"

    def _while_reading(self) -> None:
        """What is done while the person reads: the worker warms up, a changed bank is noticed."""
        if self.state.asked is not None:
            self.warm.expect(self.state.asked)
        if self._refreshing is None:
            self._refreshing = self.practice.index.refresh_meanwhile()


def _with_panel(view: View, title: str, text: str) -> View:
    return replace(view, panel_title=title, panel=text)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _leaving_on_signals() -> Iterator[None]:
    """A closed terminal or a request to end leaves through the front door: the terminal is put back."""
    named = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {
        number: signal.signal(number, _leave) for number in named
    }
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
