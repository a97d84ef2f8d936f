"""The two ways a session is shown and read: screens drawn with Rich, and plain lines."""

import contextlib
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from dlquiz.practice import Outcome
from dlquiz.render.view import View
from dlquiz.render.words import interrupted_line
from dlquiz.session import Phase, State
from dlquiz.terminal import Closed, Terminal, read_line

if TYPE_CHECKING:
    from dlquiz.render.console import RenderableType


class Screen(Protocol):
    """Shows a session's states and reads what the person answers."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, state: State, view: View) -> None:
        """Show `state`."""

    def wait(self, text: str) -> None:
        """Say what is being waited for."""

    def summary(self, outcome: Outcome) -> None:
        """Show what the session came to."""

    def leave(self, left: int) -> None:
        """Say that nothing is lost when a session ends with `left` questions to go."""

    def read(self, state: State, view: View) -> str:
        """A line where `state` expects one, else a key."""

    def suspended(self) -> contextlib.AbstractContextManager[None]:
        """The terminal as it was, for another program to use."""


class RichScreen:
    """Draws each state anew on a terminal and reads single keys."""

    def __init__(self, *, colour: bool = True) -> None:
        from dlquiz.render.console import make_console  # noqa: PLC0415 -- plain mode does without Rich

        self._console = make_console(plain=False, colour=colour)
        self._terminal = Terminal()

    def __enter__(self) -> Self:
        self._terminal.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._terminal.__exit__(kind, error, trace)

    def show(self, state: State, view: View) -> None:
        """Draw the whole screen."""
        from dlquiz.render.question import screen  # noqa: PLC0415

        self._draw(screen(state, view, self._console.width))

    def wait(self, text: str) -> None:
        """One dim line below the screen."""
        self._console.print(f" {text}", style="quiet", end="\r")

    def summary(self, outcome: Outcome) -> None:
        """Draw the end of the session."""
        from dlquiz.render.home import outcome_screen  # noqa: PLC0415

        self._draw(outcome_screen(outcome, self._console.width))

    def leave(self, left: int) -> None:
        """One dim line."""
        with contextlib.suppress(OSError):  # a closed terminal shows nothing
            self._console.print(f" {interrupted_line(left)}", style="quiet")

    def read(self, state: State, view: View) -> str:  # noqa: ARG002 -- one signature
        """The next key or line."""
        if state.expects_line:
            return self._terminal.line(" > ")
        return self._terminal.key()

    @contextlib.contextmanager
    def suspended(self) -> Iterator[None]:
        """The terminal in its own mode for a while."""
        self._terminal.__exit__(None, None, None)
        try:
            yield
        finally:
            self._terminal.__enter__()

    def _draw(self, renderable: "RenderableType") -> None:
        # One write: a screen that is cleared and filled in two flickers.
        with self._console.capture() as captured:
            self._console.clear()
            self._console.print(renderable)
        sys.stdout.write(captured.get())
        sys.stdout.flush()


class PlainScreen:
    """Writes plain lines, each once, and reads whole lines."""

    def __init__(self) -> None:
        self._shown: tuple[object, ...] = ()
        self._keys: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown = ()

    def show(self, state: State, view: View) -> None:
        """Write what is new since the last state."""
        from dlquiz.render.plain import proof_lines  # noqa: PLC0415

        if self._keys:
            return
        shown = (state.turn, state.asked, state.phase)
        came_from_a_note = self._shown[1:] == (state.asked, Phase.NOTING)
        if shown != self._shown and not came_from_a_note:
            self._write(*_new_lines(state, view))
        self._shown = shown
        if state.message:
            self._write(state.message)
        elif state.hint and state.phase is Phase.ASKING and state.asked is not None:
            self._write("Hint: " + state.asked.question.hint)
        if view.panel:
            self._write(f"{view.panel_title}:", view.panel)
        elif view.live:
            self._write(*(line for proof in view.live for line in proof_lines(proof)))

    def wait(self, text: str) -> None:
        """One line."""
        self._write(text)

    def summary(self, outcome: Outcome) -> None:
        """Write the end of the session."""
        from dlquiz.render.plain import outcome_lines  # noqa: PLC0415

        self._write("", *outcome_lines(outcome))

    def leave(self, left: int) -> None:
        """One line, on a line of its own."""
        with contextlib.suppress(Closed, OSError):
            self._write("", interrupted_line(left))

    def read(self, state: State, view: View) -> str:
        """A line; where keys are expected, its letters one after the other."""
        from dlquiz.render.plain import prompt  # noqa: PLC0415

        if self._keys:
            return self._keys.pop(0)
        line = read_line(prompt(state, view))
        if state.expects_line:
            return line
        self._keys = _keys_of(line, state)
        return self._keys.pop(0)

    @contextlib.contextmanager
    def suspended(self) -> Iterator[None]:
        """Nothing to put back: plain mode leaves the terminal as it is."""
        yield

    def _write(self, *lines: str) -> None:
        try:
            for line in lines:
                sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            raise Closed from None


def _new_lines(state: State, view: View) -> list[str]:
    from dlquiz.render.plain import asked_lines, revealed_lines, ticking_lines  # noqa: PLC0415

    if state.phase is Phase.ASKING:
        return ["", *asked_lines(state)]
    if state.phase is Phase.TICKING:
        return list(ticking_lines(state))
    if state.phase is Phase.MEASURING:
        return ["Measuring."]
    return list(revealed_lines(state, view)) if state.phase is Phase.REVEALED else []


def _keys_of(line: str, state: State) -> list[str]:
    """The keys that a line stands for: letters that toggle are followed by Enter."""
    word = line.strip().lower()
    if not word:
        return ["enter"]
    toggles = state.phase is Phase.TICKING or (
        state.phase is Phase.ASKING and state.asked is not None and state.asked.question.select and len(word) >= 1
    )
    letters = [letter for letter in word if letter.isalnum()]
    if toggles and all("a" <= letter <= "h" for letter in letters) and letters:
        return [*letters, "enter"]
    return [word[0]] if len(word) == 1 else [word]
