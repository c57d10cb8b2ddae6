"""Lots that can be drawn again for certain rows: by exchange within blocks, or by a function."""

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
"""From so many draws it is seen how often a unit is treated, where no rule says it."""


_COUNTLESS = 30.0
"""The logarithm of a number of draws that is not told any more."""


class Permutations(Protocol):
    """A design for certain rows.

    ``unit`` is each row's, ``exposure`` what its value is multiplied with, ``drawn`` the value each
    unit has got, ``expected`` its mean over all draws, and ``possible`` how many draws there are,
    null if they are countless or that is not known.
    """

    unit: Codes
    exposure: Numbers
    drawn: Numbers
    expected: Numbers
    possible: int | None

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        """Values by draw and unit."""

    def every(self) -> Numbers:
        """Each possible draw once; only where ``possible`` is small."""


@dataclass(slots=True)
class BlockPermutation:
    """The lot of permuted blocks; ``block`` is each unit's."""

    unit: Codes
    exposure: Numbers
    drawn: Numbers
    block: Codes
    expected: Numbers = field(init=False)
    possible: int | None = field(init=False)

    def __post_init__(self) -> None:
        sizes = np.bincount(self.block)
        self.expected = (np.bincount(self.block, self.drawn) / sizes)[self.block]
        self.possible = _count(self.block, self.drawn)

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        order = np.argsort(self.block, kind="stable")
        keys = rng.random((count, len(order))) + self.block[order]
        found: Numbers = np.empty(keys.shape)
        found[:, order] = self.drawn[order][np.argsort(keys, axis=1)]
        return found

    def every(self) -> Numbers:
        order = np.argsort(self.block, kind="stable")
        values = np.split(self.drawn[order], np.cumsum(np.bincount(self.block))[:-1])
        blocks = [list(_orders(Counter(each.tolist()))) for each in values]
        rows = [list(itertools.chain(*each)) for each in itertools.product(*blocks)]
        found: Numbers = np.empty((len(rows), len(order)))
        found[:, order] = rows
        return found


class CustomPermutation:
    """The lot of a function; each row is a unit."""

    possible: int | None = None

    def __init__(
        self,
        redraw: Callable[[np.random.Generator], Numbers],
        places: Codes,
        drawn: Numbers,
        seed: int,
    ) -> None:
        self._redraw, self._places = redraw, places
        self.unit: Codes = np.arange(len(places))
        self.exposure: Numbers = np.ones(len(places))
        self.drawn = drawn
        self.expected: Numbers = self.draw(np.random.default_rng(seed), _TRIAL_DRAWS).mean(axis=0)

    def draw(self, rng: np.random.Generator, count: int) -> Numbers:
        found: Numbers = np.empty((count, len(self._places)))
        for place in range(count):
            found[place] = np.asarray(self._redraw(rng), dtype=float)[self._places]
        return found

    def every(self) -> Numbers:
        raise EffectsError("a function that draws does not tell all draws: ask for some of them")


def _count(block: Codes, drawn: Numbers) -> int | None:
    """How many different ways there are to give the blocks' values to their units."""
    pairs = np.column_stack([block, drawn])
    alike = np.unique(pairs, axis=0, return_counts=True)[1]
    logarithm = gammaln(np.bincount(block) + 1).sum() - gammaln(alike + 1).sum()
    return round(math.exp(logarithm)) if logarithm < _COUNTLESS else None


def _orders(left: Counter[float]) -> Iterator[tuple[float, ...]]:
    """Each different order of values of which so many are left."""
    if not left.total():
        yield ()
    for value in [each for each, count in left.items() if count]:
        for others in _orders(left - Counter([value])):
            yield (value, *others)
