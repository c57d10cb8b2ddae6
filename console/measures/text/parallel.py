"""Measures the texts of many chats, in several processes when there is enough to do."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeVar

from console.measures.errors import MeasuringStopped
from console.measures.text.chat_side import ChatText, measure_side

Key = TypeVar("Key")
Side = tuple[Key, list[str]]

_PORTION = 100_000
"""Characters that are sent to a process at once."""

_FEW = 10 * _PORTION
"""At most this many characters are measured here: starting processes would take longer."""

_MESSAGE = 20
"""The fixed cost of a message, expressed in characters."""

_AHEAD = 3
"""Portions queued or finished for each process, so that none waits for the next to be read."""


def measure_texts(
    batches: Iterable[Sequence[tuple[Key, str]]], processes: int | None = None
) -> Iterator[tuple[Key, ChatText]]:
    """Measure the texts of each key (one side of a chat), in the order in which keys come.

    The texts of a key must come one after the other, in one batch or several. In memory are the
    texts of one side, and some hundred thousand characters for each of ``processes`` (as many as
    there are cores if not given); the result is the same for any number of them. Raises
    MeasuringStopped if the system ends one.
    """
    processes = processes or os.cpu_count() or 1
    portions = _portions(_sides(batches))
    first, size = list[list[Side[Key]]](), 0
    while size <= _FEW and (portion := next(portions, None)) is not None:
        first.append(portion)
        size += sum(map(_size, portion))
    portions = chain(first, portions)
    if processes == 1 or size <= _FEW:
        yield from chain.from_iterable(map(_measure_portion, portions))
    else:
        yield from _measure_in_processes(portions, processes)


def _sides(batches: Iterable[Sequence[tuple[Key, str]]]) -> Iterator[Side[Key]]:
    for key, rows in groupby(chain.from_iterable(batches), itemgetter(0)):
        yield key, [text for _, text in rows]


def _portions(sides: Iterable[Side[Key]]) -> Iterator[list[Side[Key]]]:
    portion, size = list[Side[Key]](), 0
    for side in sides:
        portion.append(side)
        size += _size(side)
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _size(side: Side[Key]) -> int:
    return sum(len(text) + _MESSAGE for text in side[1])


def _measure_portion(portion: Iterable[Side[Key]]) -> list[tuple[Key, ChatText]]:
    return [(key, measure_side(texts)) for key, texts in portion]


def _measure_in_processes(
    portions: Iterable[list[Side[Key]]], processes: int
) -> Iterator[tuple[Key, ChatText]]:
    """Measure portions in several processes and yield the results in the portions' order."""
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _ignore_interrupts)
    waiting: deque[Future[list[tuple[Key, ChatText]]]] = deque()
    try:
        for portion in portions:
            waiting.append(pool.submit(_measure_portion, portion))
            if len(waiting) >= _AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise MeasuringStopped(
            "measuring texts: one of the processes that do it was ended by the system, most often "
            "because memory ran out; close other programs and try again"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> None:
    """Ignore Ctrl+C, which the parent process handles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
