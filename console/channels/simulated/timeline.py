"""Simulated time and a queue of what is due, for customers who are not people."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


class SimulatedTime:
    """Seconds since the start, running ``speed`` times as fast as the clock behind it.

    ``mono_ns`` is the clock's monotonic reading (``Clock.mono_ns``).
    """

    def __init__(self, mono_ns: Callable[[], int], speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._mono_ns = mono_ns
        self._start = mono_ns()
        self._speed = speed

    def now(self) -> float:
        """Simulated seconds since this object was made."""
        return (self._mono_ns() - self._start) / 1e9 * self._speed


@dataclass(order=True)
class _Entry(Generic[T]):
    due: float
    order: int
    item: T = field(compare=False)


class Timeline(Generic[T]):
    """Things that are due at a time; equal times keep the order they were added in."""

    def __init__(self) -> None:
        self._heap: list[_Entry[T]] = []
        self._order = itertools.count()

    def add(self, due: float, item: T) -> None:
        """Plan ``item`` for the simulated second ``due``."""
        heapq.heappush(self._heap, _Entry(due, next(self._order), item))

    def pop_due(self, now: float) -> Iterator[tuple[float, T]]:
        """Take out all that is due by ``now``, earliest first, each with its due time.

        What is added while iterating is taken too if it is due.
        """
        while self._heap and self._heap[0].due <= now:
            entry = heapq.heappop(self._heap)
            yield entry.due, entry.item

    def retain(self, keep: Callable[[T], bool]) -> None:
        """Keep only the planned things for which ``keep`` is true."""
        self._heap = [entry for entry in self._heap if keep(entry.item)]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        return len(self._heap)
