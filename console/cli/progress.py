"""The bar that shows how far a long command is."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, and nothing elsewhere. Who is told to stop cleans up first.

    What it gives is told what is being done and which share of the whole is behind, 0 to 1.
    """
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with click.progressbar(length=1_000, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(what: str, share: float) -> None:
            bar.label = what
            bar.update(max(0, round(share * 1_000) - bar.pos))

        yield told
