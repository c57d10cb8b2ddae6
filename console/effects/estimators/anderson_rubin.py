"""The Anderson-Rubin set: every effect of usage that the assignment does not contradict.

An effect b is in the set if, in the regression of Y − b·usage on the assignment, the assignment's
coefficients are not significant. This holds its level however little the assignment moves usage;
then the set has no end, is two rays, or is everything. Its ends are where a quadratic matrix
polynomial in b is singular, and are computed, not searched for.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import linalg, stats

from console.effects.linear.fits import Fit
from console.effects.linear.numeric_rows import Numbers

Pieces = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ReducedForms:
    """What the assignment does to the outcome and to usage, estimated on the same rows.

    ``crossed`` is the covariance between the two sets of coefficients; the test compares with F
    with ``numerator`` and ``denominator`` degrees of freedom, after multiplying by ``scale``.
    """

    outcome: Numbers
    usage: Numbers
    outcome_vcov: Numbers
    usage_vcov: Numbers
    crossed: Numbers
    denominator: float
    scale: float = 1.0

    @classmethod
    def of(cls, outcome: Fit, usage: Fit, instruments: int) -> "ReducedForms":
        """From two regressions whose first coefficients are the assignment's."""
        some = slice(0, instruments)
        crossed = outcome.inference.covariance(outcome.residuals, usage.residuals)
        scale, denominator = outcome.joint(np.eye(len(outcome.names))[:, some])
        return cls(
            outcome.coefficients[some],
            usage.coefficients[some],
            outcome.inference.covariance(outcome.residuals)[some, some],
            usage.inference.covariance(usage.residuals)[some, some],
            crossed[some, some],
            denominator,
            scale,
        )

    def accepts(self, effect: float, level: float) -> bool:
        """Whether the test does not reject an effect.

        g'V⁻¹g ≤ limit is the same as limit·V − gg' having no negative eigenvalue, which can also be
        reported where V is singular, as when usage and the assignment are one.
        """
        gap = self.outcome - effect * self.usage
        left = self._limit(level) * self._variance(effect) - np.outer(gap, gap)
        return bool(np.linalg.eigvalsh(left)[0] >= -1e-14 * np.abs(left).max())

    def p_value(self, effect: float) -> float:
        """Of the test that this is the effect of usage; NaN if nothing is left to judge it by."""
        gap, variance = self.outcome - effect * self.usage, self._variance(effect)
        if np.linalg.matrix_rank(variance) < len(gap):
            return float("nan")
        statistic = float(gap @ np.linalg.solve(variance, gap)) * self.scale / len(gap)
        return float(stats.f.sf(statistic, len(gap), self.denominator))

    def accepted(self, level: float) -> Pieces:
        """The pieces of the set, in order; an end without limit is infinite."""
        ends = [-np.inf, *self._ends(self._limit(level)), np.inf]
        pieces: list[tuple[float, float]] = []
        for low, high in pairwise(ends):
            if self.accepts(_between(low, high), level):
                joined = bool(pieces) and pieces[-1][1] == low
                pieces.append((pieces.pop()[0] if joined else low, high))
        return tuple(pieces)

    def _limit(self, level: float) -> float:
        """The largest g'V⁻¹g that does not reject."""
        count = len(self.outcome)
        return float(stats.f.ppf(level, count, self.denominator)) * count / self.scale

    def _variance(self, effect: float) -> Numbers:
        mixed = self.crossed + self.crossed.T
        covariance: Numbers = self.outcome_vcov - effect * mixed + effect**2 * self.usage_vcov
        return covariance

    def _ends(self, limit: float) -> list[float]:
        """Where limit·V(b) − g(b)g(b)' is singular: real eigenvalues of a quadratic problem."""
        y, d = self.outcome, self.usage
        constant = limit * self.outcome_vcov - np.outer(y, y)
        linear = -limit * (self.crossed + self.crossed.T) + np.outer(y, d) + np.outer(d, y)
        square = limit * self.usage_vcov - np.outer(d, d)
        if len(y) == 1:
            return _roots(square.item(), linear.item(), constant.item())
        zero, one = np.zeros_like(square), np.eye(len(y))
        values = linalg.eigvals(
            np.block([[zero, one], [-constant, -linear]]), np.block([[one, zero], [zero, square]])
        )
        real = values[
            np.isfinite(values) & (np.abs(values.imag) <= 1e-7 * (1 + np.abs(values.real)))
        ]
        return [float(value) for value in np.sort(real.real)]


def _roots(square: float, linear: float, constant: float) -> list[float]:
    """Of a quadratic polynomial, without loss of digits."""
    under = linear**2 - 4 * square * constant
    if under < 0 or (square == 0 and linear == 0):
        return []
    far = -(linear + (under**0.5 if linear >= 0 else -(under**0.5))) / 2
    roots = [constant / far] if far else [0.0]
    return sorted([*roots, far / square] if square else roots)


def _between(low: float, high: float) -> float:
    """A value within an interval that may have no end."""
    if np.isinf(low) and np.isinf(high):
        return 0.0
    if np.isinf(low):
        return high - max(1.0, abs(high))
    if np.isinf(high):
        return low + max(1.0, abs(low))
    return (low + high) / 2
