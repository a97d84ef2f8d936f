"""A real pseudo-terminal for tests: the program runs in it, and what a person would see is read off a screen."""

import os
import sys
import time
from pathlib import Path
from typing import Self

import pexpect
import pyte

SMALL_BANK = Path(__file__).parent / "small_bank"
KEYS = {"enter": "\r", "space": " ", "ctrl-c": "\x03", "ctrl-d": "\x04"}


class Person:
    """Someone at a terminal: types keys and lines, and looks at the screen.

    A context manager; at its end the program is killed if it still runs.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        bank: Path | None = SMALL_BANK,
        columns: int = 80,
        lines: int = 60,
        **environment: str,
    ):
        self.screen = pyte.HistoryScreen(columns, lines, history=1000)
        self._stream = pyte.ByteStream(self.screen)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DLQUIZ", "COV"))}
        chosen = {"TERM": "xterm-256color", "DLQUIZ_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
        if bank is not None:
            chosen["DLQUIZ_BANK"] = str(bank)
        self.raw = b""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "dlquiz", *arguments],
            env={**kept, **chosen, **environment},
            dimensions=(lines, columns),
            timeout=30,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close(force=True)

    @property
    def text(self) -> str:
        """What the screen shows, line by line, without the spaces at the ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def sees(self, *wanted: str, seconds: float = 30) -> str:
        """Wait until the screen shows each of `wanted`; the screen's text then."""
        deadline = time.monotonic() + seconds
        while not all(one in " ".join(self.text.split()) for one in wanted):
            if time.monotonic() > deadline:
                message = f"never saw {wanted!r}; the screen:\n{self.text}"
                raise AssertionError(message)
            self._look(0.05)
        return self.text

    def types(self, *words: str) -> None:
        """Press keys by name, or type characters, one after the other."""
        for word in words:
            self.child.send(KEYS.get(word, word))
            self._look(0.15)

    def leaves(self, seconds: float = 15) -> int:
        """Wait for the program to end; its exit code (or minus the signal that ended it)."""
        deadline = time.monotonic() + seconds
        while self.child.isalive():
            self._look(0.05)
            if time.monotonic() > deadline:
                message = f"it did not end; the screen:\n{self.text}"
                raise AssertionError(message)
        self._look(0.05)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus

    def _look(self, seconds: float) -> None:
        try:
            while True:
                got = self.child.read_nonblocking(65536, seconds)
                self.raw += got
                self._stream.feed(got)
                seconds = 0.02
        except (pexpect.TIMEOUT, pexpect.EOF):
            if not self.child.isalive():
                time.sleep(min(seconds, 0.05))
