"""Assignments of certain rows assigned again: by permutation within blocks, or by a function."""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.special import gammaln

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Codes, Numbers

_TRIAL_DRAWS = 200
"""Draws that estimate how often each unit is treated, where no rule gives it."""

_COUNTLESS = 30.0
"""Up to this logarithm the number of possible draws is counted."""


class Permutations(Protocol):
    """The ways in which an assignment mechanism could have assigned certain rows.

    ``unit`` is the unit's number for each row, ``exposure`` what the unit's value is multiplied
    with in the row; ``assigned`` is the value of each unit, ``expected`` its mean over all draws.
    ``possible`` is how many different draws there are, null if that is not known or too many;
    ``is_known`` says whether ``expected`` is, or estimated from draws.
    """

    unit: Codes
    exposure: Numbers
    assigned: Numbers
    expected: Numbers
    possible: int | None
    is_known: bool

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        """``count`` random draws of the units' values (draws × units)."""

    def every(self) -> Numbers:
        """Each possible draw once (draws × units); only where ``possible`` is small."""


@dataclass(slots=True)
class BlockPermutation:
    """Values permuted among the units of each block; ``block`` is the number of each unit's."""

    unit: Codes
    exposure: Numbers
    assigned: Numbers
    block: Codes
    expected: Numbers = field(init=False)
    possible: int | None = field(init=False)
    is_known: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        sizes = np.bincount(self.block)
        self.expected = (np.bincount(self.block, self.assigned) / sizes)[self.block]
        self.possible = _count(self.block, self.assigned)

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        order = np.argsort(self.block, kind="stable")
        keys = rng.random((count, len(order))) + self.block[order]
        values: Numbers = np.empty(keys.shape)
        values[:, order] = self.assigned[order][np.argsort(keys, axis=1)]
        return values

    def every(self) -> Numbers:
        order = np.argsort(self.block, kind="stable")
        values = np.split(self.assigned[order], np.cumsum(np.bincount(self.block))[:-1])
        blocks = [list(_orders(Counter(each.tolist()))) for each in values]
        rows = [list(itertools.chain(*each)) for each in itertools.product(*blocks)]
        every: Numbers = np.empty((len(rows), len(order)))
        every[:, order] = rows
        return every


class CustomPermutation:
    """Draws by a function; each row is a unit."""

    possible: int | None = None
    is_known: bool = False

    def __init__(
        self,
        redraw: Callable[[np.random.Generator], Numbers],
        places: Codes,
        assigned: Numbers,
        seed: int,
    ) -> None:
        self._redraw, self._places = redraw, places
        self.unit: Codes = np.arange(len(places))
        self.exposure: Numbers = np.ones(len(places))
        self.assigned = assigned
        self.expected: Numbers = self.draw(np.random.default_rng(seed), _TRIAL_DRAWS).mean(axis=0)

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        values: Numbers = np.empty((count, len(self._places)))
        for place in range(count):
            values[place] = np.asarray(self._redraw(rng), dtype=float)[self._places]
        return values

    def every(self) -> Numbers:
        raise EffectsError("a function can't go through all its draws: ask for some of them")


def _count(block: Codes, assigned: Numbers) -> int | None:
    """How many different ways there are to give the blocks' values to their units."""
    pairs = np.column_stack([block, assigned])
    alike = np.unique(pairs, axis=0, return_counts=True)[1]
    logarithm = gammaln(np.bincount(block) + 1).sum() - gammaln(alike + 1).sum()
    return round(math.exp(logarithm)) if logarithm < _COUNTLESS else None


def _orders(remaining: Counter[float]) -> Iterator[tuple[float, ...]]:
    """Each different order of the values, each as often as it remains."""
    if not remaining.total():
        yield ()
    for value in [each for each, count in remaining.items() if count]:
        for others in _orders(remaining - Counter([value])):
            yield (value, *others)
