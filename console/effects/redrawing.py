"""What the statistic of an experiment comes to in each draw of its lot, the real one first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from console.effects.lots import Lot
from console.effects.rows import Numbers

EXACT = 20_000
"""Up to so many possible draws all of them are gone through."""

_AT_ONCE = 10_000_000
"""Numbers of drawn values held in memory (80 MB)."""


@dataclass(frozen=True, slots=True)
class Draws:
    """What every draw comes to, the real one first.

    A draw's statistic under a constant effect τ is (a - τb), studentized over √(q₀ - 2τq₁ + τ²q₂).
    """

    a: Numbers
    b: Numbers
    q: Numbers
    studentized: bool

    def statistics(self, effect: float) -> Numbers:
        """Its size in every draw if the effect is ``effect`` for everybody."""
        top = np.abs(self.a - effect * self.b)
        return self._over(top, self.q @ np.array([1.0, -2 * effect, effect**2]))

    def far(self) -> Numbers:
        """The same for an effect beyond all bounds."""
        return self._over(np.abs(self.b), self.q[:, 2])

    def p_value(self, effect: float | None) -> float:
        """The share of draws that are as extreme as the real one; null is beyond all bounds."""
        sizes = self.far() if effect is None else self.statistics(effect)
        return float(np.mean(sizes >= sizes[0] * (1 - 1e-9)))

    def _over(self, top: Numbers, variance: Numbers) -> Numbers:
        if not self.studentized:
            return top
        root = np.sqrt(np.maximum(variance, 0))
        found: Numbers = np.divide(top, root, out=np.zeros_like(top), where=root > 0)
        return found


def redrawn(
    lot: Lot, left: Numbers, studentized: bool, draws: int, seed: int
) -> tuple[Draws, bool]:
    """Every draw of a lot if they are few, else so many, and whether it was every.

    ``left`` are the residuals of outcome and treatment, row by row.
    """
    exact = lot.possible is not None and lot.possible <= EXACT
    values = _all(lot) if exact else _some(lot, draws, np.random.default_rng(seed))
    outcome, treatment = (_by_unit(lot, column) for column in left.T)
    squares = np.column_stack([outcome**2, outcome * treatment, treatment**2])
    parts = []
    for each in values:
        unlike = each - lot.expected
        spread = unlike**2 @ squares if studentized else np.zeros((len(each), 3))
        parts.append(np.column_stack([unlike @ outcome, unlike @ treatment, spread]))
    table = np.vstack(parts)
    return Draws(table[:, 0], table[:, 1], table[:, 2:], studentized), exact


def _all(lot: Lot) -> Iterator[Numbers]:
    """All draws, of which the real one is put first by taking its place."""
    every = lot.every()
    real = int(np.flatnonzero((every == lot.drawn).all(axis=1))[0])
    every[[0, real]] = every[[real, 0]]
    yield every


def _some(lot: Lot, draws: int, rng: np.random.Generator) -> Iterator[Numbers]:
    yield lot.drawn[None, :]
    chunk = max(1, _AT_ONCE // len(lot.drawn))
    for begin in range(0, draws, chunk):
        yield lot.draw(rng, min(chunk, draws - begin))


def _by_unit(lot: Lot, residual: Numbers) -> Numbers:
    weights = lot.exposure * residual
    sums: Numbers = np.bincount(lot.unit, weights, len(lot.drawn)).astype(np.float64)
    return sums
