"""Shows how far a long command is: on a terminal as a bar, and for downloads in log files too."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from console.domain.progress import ShareProgress, StepProgress
from console.domain.sinks import visible

_WIDTH = 30
_TERMINAL_S = 0.1
_LINES_S = 10.0
_SHARES = 1_000


@contextmanager
def share_bar() -> Iterator[ShareProgress]:
    """A bar on a terminal, and nothing elsewhere. Who is told to stop cleans up first."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with step_bar() as show:
        furthest = 0

        def show_share(what: str, share: float) -> None:
            nonlocal furthest
            furthest = max(furthest, round(share * _SHARES))
            show(furthest, _SHARES, what)

        yield show_share


@contextmanager
def step_bar() -> Iterator[StepProgress]:
    """A bar on a terminal, and nothing elsewhere."""
    with click.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int, label: str) -> None:
            bar.length, bar.label = total, visible(label)
            bar.update(done - bar.pos)

        yield show


class ProgressLine:
    """A progress callback that writes to ``stream``, in megabytes unless it is in ``percent``.

    It is a bar that moves on a terminal, and a line now and then elsewhere.
    """

    def __init__(self, stream: TextIO, *, percent: bool = False) -> None:
        self._percent = percent
        self._stream = stream
        self._terminal = stream.isatty()
        self._interval = _TERMINAL_S if self._terminal else _LINES_S
        self._last = 0.0
        self._label = ""

    def __call__(self, done: int, total: int, label: str) -> None:
        """Show that ``done`` of ``total`` bytes or parts are here, if it is time to."""
        due = time.monotonic() - self._last >= self._interval
        if due or done == total or label != self._label:
            self._last, self._label = time.monotonic(), label
            self._show(done, total, visible(label))

    def _show(self, done: int, total: int, label: str) -> None:
        if self._percent:
            amount = f"{100 * done // max(total, 1)} %"
        else:
            amount = f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
        if not self._terminal:
            self._stream.write(f"{label}: {amount}\n")
        else:
            filled = _WIDTH * done // max(total, 1)
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self._stream.write(f"\r{label}  {bar}  {amount}" + ("\n" if done == total else ""))
        self._stream.flush()
