"""Intervals for whoever looks at a study more than once: by spending the level, or at any time.

An estimate with standard error s has the information I = 1/s². Estimates of one study that grows
behave like a Brownian motion that is seen at the times I₁ < I₂ < …, so what a look may reject
depends on the information at the looks before it.

**Spending** (Lan and DeMets 1983). After the share t of the study 4 - 4Φ(z_{1-α/4}/√t) of the level
is spent, which is little at the beginning (the type of O'Brien and Fleming); the limit of each look
rejects just what it adds, found by integrating over where the earlier looks left off.

**At any time** (Robbins 1970). With ρ² = (-2 ln α + ln(-2 ln α + 1))/I*, narrowest at the
information I*, the effect lies within √(2(Iρ²+1)·ln(√(Iρ²+1)/α))/(Iρ) of the estimate at all looks
together, however many there are.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy import optimize, stats

from console.effects.linear.numeric_rows import Numbers

_POINTS = 801
_MOST = 12.0


def spent(share: float, alpha: float = 0.05) -> float:
    """How much of the level is spent after this share of the study."""
    if share <= 0:
        return 0.0
    return float(4 * stats.norm.sf(stats.norm.isf(alpha / 4) / math.sqrt(min(share, 1.0))))


def limits(
    information: Sequence[float], shares: Sequence[float], alpha: float = 0.05
) -> tuple[float, ...]:
    """Of each look the size of the z statistic beyond which it rejects; infinite if it spends none.

    Args:
        information: at each look; what does not grow is taken to grow a little.
        shares: of the study that were over.
        alpha: the level of all looks together.
    """
    grid = np.linspace(-1, 1, _POINTS)
    found: list[float] = []
    density, place, before, gone = np.array([1.0]), np.array([0.0]), 0.0, 0.0
    for amount, share in zip(_growing(information), shares, strict=True):
        added = max(spent(share, alpha) - gone, 0.0)
        step = math.sqrt(amount - before)
        limit = _limit(density, place, step, math.sqrt(amount), added)
        found.append(limit)
        edge = min(limit, _MOST) * math.sqrt(amount)
        new = grid * edge
        kernel = stats.norm.pdf((new[:, None] - place[None, :]) / step) / step
        density = (kernel @ density) * (new[1] - new[0])
        place, before, gone = new, amount, gone + added
    return tuple(found)


def _limit(density: Numbers, place: Numbers, step: float, root: float, added: float) -> float:
    """The limit beyond which just ``added`` lies of all that got here."""

    def beyond(limit: float) -> float:
        up = stats.norm.sf((limit * root - place) / step)
        down = stats.norm.cdf((-limit * root - place) / step)
        return float((up + down) @ density) - added

    if added <= 1e-12 or beyond(_MOST) > 0:
        return math.inf
    return float(optimize.brentq(beyond, 0.0, _MOST)) if beyond(0.0) > 0 else 0.0


def _growing(information: Sequence[float]) -> list[float]:
    """Relative to the largest, each a little above the one before at least."""
    scale, grown, last = max(information), [], 0.0
    for each in information:
        last = max(each / scale, last + 1e-4)
        grown.append(last)
    return grown


def any_time_half_width(information: float, tuned_for: float, alpha: float = 0.05) -> float:
    """Half the width of the interval that holds at all looks together."""
    rho2 = _rho2(tuned_for, alpha)
    grown = information * rho2 + 1
    return math.sqrt(2 * grown * math.log(math.sqrt(grown) / alpha) / (information**2 * rho2))


def any_time_p(estimate: float, information: float, tuned_for: float, alpha: float = 0.05) -> float:
    """A p-value that may be read at every look: one over the mixture's likelihood ratio."""
    grown = information * _rho2(tuned_for, alpha) + 1
    exponent = estimate**2 * information * (grown - 1) / (2 * grown)
    return min(1.0, math.sqrt(grown) * math.exp(-min(exponent, 700.0)))


def _rho2(tuned_for: float, alpha: float) -> float:
    likely = -2 * math.log(alpha)
    return (likely + math.log(likely + 1)) / tuned_for
