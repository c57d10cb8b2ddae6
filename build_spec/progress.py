"""What set-up tells a person, and how far a compile is: a bar on a terminal, else lines."""

import re
import sys
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
    """Follows the ``[12/140]`` of Ninja in the output of a build.

    Says nothing before the first of them, so a build that comes out of a cache stays silent.
    """

    def __init__(self, out: TextIO, what: str) -> None:
        """Report to ``out`` on the compile of ``what``."""
        self._out = out
        self._what = what
        self._terminal = out.isatty()
        self._began: float | None = None
        self._told = 0.0

    def follow(self, lines: Iterable[str]) -> Iterator[str]:
        """Pass the lines through and show the progress that they tell of."""
        for line in lines:
            if step := _STEP.search(line):
                self._show(int(step[1]), int(step[2]))
            yield line
        if self._began is not None:
            self._write(f"{self._what}: compiled in {_clock(time.monotonic() - self._began)}\n")

    def _show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = now
            self._out.write(
                f"Compiling {self._what} for this machine: once per user, some 4 minutes on "
                "2 cores.\n"
            )
        elapsed = _clock(now - self._began)
        if self._terminal:
            bar = ("#" * (_BAR_WIDTH * done // total)).ljust(_BAR_WIDTH)
            self._write(f"[{bar}] {done} of {total} steps, {elapsed}")
        elif now - self._told >= _SECONDS_BETWEEN_LINES:
            self._told = now
            self._write(f"  {done} of {total} steps, {elapsed}\n")

    def _write(self, text: str) -> None:
        self._out.write(f"\r\033[K{text}" if self._terminal else text)
        self._out.flush()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
