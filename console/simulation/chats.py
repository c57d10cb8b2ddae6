"""From a day's level to what its chats come to: day by day at once, or chat by chat.

Both draw from the same distributions. A quantity that varies between chats by a coefficient of
variation cv has for the mean of n of them the mean's own, cv / sqrt(n), log-normal; a count is
Poisson, and so is the sum of a day's.
"""

from typing import Protocol

import numpy as np

from console.simulation.days import Days
from console.simulation.random_streams import IntArray, Numbers, positive


class OutcomeSampler(Protocol):
    """Draws what the chats of each day come to and returns the days' means."""

    def amount(self, name: str, level: Numbers, cv: float, *, whole: bool = False) -> Numbers:
        """Of positive quantities around each day's level; ``whole`` ones are rounded."""
        ...

    def count(self, name: str, level: Numbers, least: int = 0) -> Numbers:
        """Of whole numbers from ``least`` on around each day's level."""
        ...

    def part(self, name: str, whole: str, share: Numbers) -> Numbers:
        """Of a quantity that is each day's share of another one."""
        ...

    def kinds(self, name: str, counts: IntArray) -> None:
        """Say how many chats of each day are of which kind, one column a kind."""
        ...


class DayMeanSampler:
    """Draws days' means alone."""

    def __init__(self, days: Days, rng: np.random.Generator) -> None:
        self._chats = days.chats
        self._rng = rng
        self._means: dict[str, Numbers] = {}

    def amount(self, name: str, level: Numbers, cv: float, *, whole: bool = False) -> Numbers:
        means = level * positive(self._rng, cv / np.sqrt(self._chats), len(level))
        self._means[name] = means
        return means

    def count(self, name: str, level: Numbers, least: int = 0) -> Numbers:
        means: Numbers = least + self._rng.poisson((level - least) * self._chats) / self._chats
        return means

    def part(self, name: str, whole: str, share: Numbers) -> Numbers:
        return self._means[whole] * share

    def kinds(self, name: str, counts: IntArray) -> None:
        """Days' means don't need to know which chats they were."""


class ChatSampler:
    """Draws every chat; the days' means are those of their chats."""

    def __init__(self, days: Days, rng: np.random.Generator) -> None:
        self._days = days
        self._rng = rng
        self.of_day: IntArray = np.repeat(np.arange(days.count), days.chats)
        self.values: dict[str, Numbers] = {}
        self.kind: dict[str, IntArray] = {}

    def amount(self, name: str, level: Numbers, cv: float, *, whole: bool = False) -> Numbers:
        amounts = level[self.of_day] * positive(self._rng, cv, len(self.of_day))
        return self._kept(name, np.rint(amounts) if whole else amounts)

    def count(self, name: str, level: Numbers, least: int = 0) -> Numbers:
        counts = least + self._rng.poisson((level - least)[self.of_day])
        return self._kept(name, counts.astype(np.float64))

    def part(self, name: str, whole: str, share: Numbers) -> Numbers:
        return self._kept(name, self.values[whole] * share[self.of_day])

    def kinds(self, name: str, counts: IntArray) -> None:
        """Deal the kinds out within each day by chance; the chats left over are of kind -1."""
        left = self._days.chats - counts.sum(axis=1)
        every = np.column_stack((left, counts))
        labels = np.tile(np.arange(-1, counts.shape[1]), self._days.count)
        order = np.lexsort((self._rng.random(len(self.of_day)), self.of_day))
        dealt = np.empty_like(self.of_day)
        dealt[order] = np.repeat(labels, every.ravel())
        self.kind[name] = dealt

    def _kept(self, name: str, values: Numbers) -> Numbers:
        self.values[name] = values
        means: Numbers = np.bincount(self.of_day, values) / self._days.chats
        return means
