"""Confidence sequences: intervals that hold at every look, however often somebody peeks.

Units come one after the other, each treated with known chance P. Each gives an estimate of the
effect of its own: what is expected of the arms from those before it, mended by what it did (the
augmented inverse probability score); of the first nothing can be expected, so it has none. After n
of them the effect lies, for all n at once and in large samples (Waudby-Smith, Arbour, Sinha,
Kennedy and Ramdas 2024), within their mean ±

    s·√(2(nρ²+1)·ln(√(nρ²+1)/α)/(nρ)²),   ρ = √((-2 ln α + ln(-2 ln α + 1))/N),

with s their standard deviation so far and N the number of units for which it is narrowest. Units
must be randomised each for itself: agents, or an agent's shifts in a switchback. Days of an agent
under one assignment are one unit, and enter as their mean.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Codes, Numbers, take

FIRST = 20
"""Number of units at which looks begin; the theory is one of large samples."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was known after ``n`` units."""

    n: int
    estimate: float
    low: float
    high: float


def confidence_sequence(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    unit: str,
    order: str,
    share: float,
    tuned_for: int | None = None,
    level: float = 0.95,
) -> tuple[Look, ...]:
    """All looks at the difference between the arms, from the twentieth unit on.

    ``order`` is a column by which units come (a unit where its first row does), ``share`` the
    chance of being treated, and ``tuned_for`` the number of units for which the interval is to be
    narrowest, all of them if it is null.

    Raises:
        EffectsError: a column is missing, the treatment changes within a unit or is not 0 or 1, the
            share is not between 0 and 1, or there are fewer than twenty units.
    """
    if not 0 < share < 1:
        raise EffectsError(f"a share of {share:g} treated is not between 0 and 1")
    values, treated = _units(frame, outcome, treatment, unit, order)
    if len(values) < FIRST:
        raise EffectsError(f"{len(values)} units are too few to look at: {FIRST} are the least")
    scores = _scores(values, treated, share)[1:]
    n = np.arange(1, len(scores) + 1)
    means = np.cumsum(scores) / n
    spread = np.sqrt(np.maximum(np.cumsum(scores**2) / n - means**2, 0))
    if not spread[-1] > 1e-12 * float(np.abs(values).max()):
        raise EffectsError(f"{outcome!r} does not vary: an interval would be of no width and wrong")
    half = spread * half_width(n, tuned_for or len(scores), 1 - level)
    return tuple(
        Look(int(n[place]) + 1, float(means[place]), *map(float, _around(means, half, place)))
        for place in range(FIRST - 2, len(scores))
    )


def half_width(n: Codes, tuned_for: int, alpha: float) -> Numbers:
    """Half the interval's width after ``n`` units, in standard deviations of their scores."""
    likely = -2 * math.log(alpha)
    rho2 = (likely + math.log(likely + 1)) / tuned_for
    grown = n * rho2 + 1
    half: Numbers = np.sqrt(2 * grown * np.log(np.sqrt(grown) / alpha) / (n**2 * rho2))
    return half


def _around(means: Numbers, half: Numbers, place: int) -> Sequence[float]:
    return means[place] - half[place], means[place] + half[place]


def _units(
    frame: pd.DataFrame, outcome: str, treatment: str, unit: str, order: str
) -> tuple[Numbers, Numbers]:
    """Mean outcome and treatment of each unit, as they came."""
    rows = take(frame.sort_values(order, kind="stable"), (outcome, treatment), (unit,))
    codes = rows.labels[unit]
    first, inverse = np.unique(codes, return_index=True, return_inverse=True)[1:]
    treated = rows.numbers[treatment]
    if (treated != treated[first][inverse]).any():
        raise EffectsError(f"{treatment!r} changes within {unit!r}: name the unit of assignment")
    if not np.isin(treated, (0, 1)).all():
        raise EffectsError(f"{treatment!r} has other values than 0 and 1: compare two arms")
    means = np.bincount(inverse, rows.numbers[outcome]) / np.bincount(inverse)
    came = np.argsort(first, kind="stable")
    return means[came], treated[first][came]


def _scores(values: Numbers, treated: Numbers, share: float) -> Numbers:
    """Each unit's own estimate of the effect, from what was known before it came."""
    one, other = (_before(values, treated == arm) for arm in (1, 0))
    mended = np.where(treated == 1, (values - one) / share, -(values - other) / (1 - share))
    scores: Numbers = one - other + mended
    return scores


def _before(values: Numbers, in_arm: Numbers) -> Numbers:
    """The mean of an arm's earlier units; until it has one, that of all earlier ones."""
    count, total = (np.cumsum(in_arm) - in_arm, np.cumsum(values * in_arm) - values * in_arm)
    seen = np.arange(len(values))
    everybody = (np.cumsum(values) - values) / np.maximum(seen, 1)
    earlier: Numbers = np.where(count > 0, total / np.maximum(count, 1), everybody)
    return earlier
