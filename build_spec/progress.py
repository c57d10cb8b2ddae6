"""What set-up tells a person, and how far a compile is: a bar on a terminal, else lines."""

import re
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TextIO

_STEP = re.compile(r"\[(\d+)/(\d+)\] ")
_BAR_WIDTH = 30
_SECONDS_BETWEEN_LINES = 20


def say(text: str) -> None:
    """Tell what happens next."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class CompileProgress:
    """Follows the ``[12/80]`` of Ninja in the output of a build that runs in the background.

    Says nothing before the first of them, so a build that comes out of a cache stays silent. On a
    terminal the bar waits until ``reveal``, because others draw theirs there meanwhile.
    """

    def __init__(self, out: TextIO, what: str) -> None:
        """Report to ``out`` on the compile of ``what``."""
        self._out = out
        self._what = what
        self._terminal = out.isatty()
        self._revealed = not self._terminal
        self._began: float | None = None
        self._step = (0, 0)
        self._last_line = 0.0
        self._lock = threading.Lock()

    def follow(self, lines: Iterable[str]) -> Iterator[str]:
        """Pass the lines through and show the progress that they tell of."""
        for line in lines:
            if step := _STEP.search(line):
                with self._lock:
                    self._advance(int(step[1]), int(step[2]))
            yield line
        with self._lock:
            if self._began is not None:
                self._write(f"{self._what}: compile ended after {self._elapsed()}\n")
                self._began = None

    def reveal(self) -> None:
        """Show the bar from now on: nobody else uses the terminal any more."""
        with self._lock:
            self._revealed = True
            if self._began is not None:
                self._show()

    def _advance(self, done: int, total: int) -> None:
        self._step = (done, total)
        if self._began is None:
            self._began = time.monotonic()
            self._write(
                f"Compiling {self._what} for this machine: once per user, some 6 minutes on "
                "2 cores\n"
            )
        if self._revealed:
            self._show()

    def _show(self) -> None:
        done, total = self._step
        state = f"{done} of {total} steps, {self._elapsed()}"
        if self._terminal:
            bar = ("#" * (_BAR_WIDTH * done // total)).ljust(_BAR_WIDTH)
            self._write(f"[{bar}] {state}")
        elif time.monotonic() - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._write(f"{self._what}: {state}\n")

    def _write(self, text: str) -> None:
        self._out.write(f"\r\033[K{text}" if self._terminal else text)
        self._out.flush()

    def _elapsed(self) -> str:
        seconds = int(time.monotonic() - (self._began or 0.0))
        return f"{seconds // 60}:{seconds % 60:02}"
