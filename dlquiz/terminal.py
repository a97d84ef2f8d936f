"""Keys and lines from a real terminal, which is always left as it was found."""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

try:
    import termios
    import tty
except ImportError:  # Windows: there the plain mode reads whole lines
    HAS_KEYS = False
else:
    HAS_KEYS = True

RESIZED = "resized"
_NAMED = {"\r": "enter", "\n": "enter", " ": "space"}
_ARROWS = {"[A": "k", "[B": "j", "OA": "k", "OB": "j"}
_ESCAPE = "\x1b"
_END = "\x04"  # Ctrl-D


class Closed(Exception):  # noqa: N818 -- an end, not an error
    """The terminal or the pipe has no more input."""


class Terminal:
    """Reads one key, or one line, from standard input.

    A context manager: inside it the terminal gives keys as they are pressed; the mode it had before is put
    back at the end, however that comes.
    """

    def __init__(self) -> None:
        self._input = sys.stdin.fileno()
        self._before: list[Any] = []
        self._wake = (-1, -1)

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._input)
        self._wake = os.pipe()
        os.set_blocking(self._wake[1], False)
        signal.signal(signal.SIGWINCH, self._resized)
        self._keys_on()
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        with contextlib.suppress(termios.error, OSError):  # a closed terminal has no mode to put back
            termios.tcsetattr(self._input, termios.TCSADRAIN, self._before)
        for end in self._wake:
            os.close(end)

    def key(self) -> str:
        """The next key: a character, `enter`, `space`, `j` and `k` for the arrows, or RESIZED.

        Raises:
            Closed: Ctrl-D, or the terminal has gone.
        """
        ready, _, _ = select.select([self._input, self._wake[0]], [], [])
        if self._wake[0] in ready:
            os.read(self._wake[0], 1024)
            return RESIZED
        character = self._character()
        if character == _ESCAPE:
            return _ARROWS.get(self._rest_of_escape(), "")
        if character in {"", _END}:
            raise Closed
        return _NAMED.get(character, character)

    def line(self, prompt: str) -> str:
        """One line, edited with the keys that the shell has.

        Raises:
            Closed: Ctrl-D on an empty line, or the terminal has gone.
        """
        import readline  # noqa: F401, PLC0415 -- its import gives `input` its editing keys

        with self._lines_on():
            try:
                return input(prompt)
            except (EOFError, OSError):
                raise Closed from None

    def _character(self) -> str:
        """One character, however many bytes it takes; never a byte more, so that nothing typed ahead is lost."""
        read = b""
        try:
            for _ in range(4):
                byte = os.read(self._input, 1)
                read += byte
                with contextlib.suppress(UnicodeDecodeError):
                    return read.decode()
        except OSError:
            return ""
        return "?"

    def _rest_of_escape(self) -> str:
        rest = ""
        while len(rest) < 8 and select.select([self._input], [], [], 0.02)[0]:
            rest += self._character()
            if len(rest) > 1 and (rest[-1].isalpha() or rest[-1] == "~"):
                break
        return rest

    def _keys_on(self) -> None:
        # TCSADRAIN keeps what was typed ahead; Ctrl-C still interrupts.
        tty.setcbreak(self._input, termios.TCSADRAIN)

    @contextlib.contextmanager
    def _lines_on(self) -> Iterator[None]:
        termios.tcsetattr(self._input, termios.TCSADRAIN, self._before)
        try:
            yield
        finally:
            with contextlib.suppress(termios.error, OSError):
                self._keys_on()

    def _resized(self, _signal: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake[1], b"r")


def read_line(prompt: str) -> str:
    """One line from a pipe, or from a terminal in plain mode.

    Raises:
        Closed: there is no more.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise Closed
    if not sys.stdin.isatty():
        sys.stdout.write("\n")  # a pipe does not echo: keep the lines apart
    return line.rstrip("\r\n")
