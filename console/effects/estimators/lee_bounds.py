"""Bounds on an effect where the arms lost different shares of their agents (Lee 2009).

Nobody knows what the outcomes of the lost would have been. If being assigned only ever removes
agents from the analysis, or only ever keeps them in it, the arm that kept more is made comparable
by leaving out the share that it kept in excess: once its lowest outcomes, once its highest. The
effect on agents who would be analysed in either arm lies between the two.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Numbers

_DRAWS = 400
_SEED = 20091


@dataclass(frozen=True, slots=True, kw_only=True)
class LeeBounds:
    """The smallest and the largest effect, and an interval that holds the effect between them.

    ``trimmed`` is the share of the arm with fewer losses that is left out. ``ci_low`` and
    ``ci_high`` are after Imbens and Manski (2004), with standard errors from resampled agents.
    """

    low: float
    high: float
    ci_low: float
    ci_high: float
    trimmed: float
    level: float = 0.95


def lee_bounds(
    treated: Numbers,
    control: Numbers,
    *,
    treated_assigned: int,
    control_assigned: int,
    level: float = 0.95,
) -> LeeBounds:
    """Bounds on the difference of means, treated minus control.

    Args:
        treated: outcomes of the analysed agents who were assigned to it, one each.
        control: those of the other arm.
        treated_assigned: how many agents were assigned to it, analysed or not.
        control_assigned: the same of the other arm.
        level: confidence of the interval.

    Raises:
        EffectsError: an arm has fewer than two analysed agents, or more than were assigned.
    """
    _check(len(treated), treated_assigned)
    _check(len(control), control_assigned)
    low, high, trimmed = _bounds(treated, control, treated_assigned, control_assigned)
    rng = np.random.default_rng(_SEED)
    draws = np.array(
        [
            _bounds(*_resampled(rng, treated, control, treated_assigned, control_assigned))[:2]
            for _ in range(_DRAWS)
        ]
    )
    errors = np.nanstd(draws, axis=0, ddof=1)
    reach = _imbens_manski(high - low, float(errors.max()), level)
    return LeeBounds(
        low=low,
        high=high,
        ci_low=low - reach * float(errors[0]),
        ci_high=high + reach * float(errors[1]),
        trimmed=trimmed,
        level=level,
    )


def _bounds(
    treated: Numbers, control: Numbers, treated_assigned: int, control_assigned: int
) -> tuple[float, float, float]:
    kept, other = len(treated) / treated_assigned, len(control) / control_assigned
    if kept >= other:
        low, high = _trimmed_means(treated, 1 - other / kept)
        mean = float(control.mean())
        return low - mean, high - mean, 1 - other / kept
    low, high = _trimmed_means(control, 1 - kept / other)
    mean = float(treated.mean())
    return mean - high, mean - low, 1 - kept / other


def _trimmed_means(values: Numbers, share: float) -> tuple[float, float]:
    """The means without the highest and without the lowest ``share``; a value counts in part."""
    ordered = np.sort(values)
    count = len(ordered) * (1 - share)
    weights = np.clip(count - np.arange(len(ordered)), 0, 1)
    low = float(np.average(ordered, weights=weights))
    return low, float(np.average(ordered[::-1], weights=weights))


def _resampled(
    rng: np.random.Generator,
    treated: Numbers,
    control: Numbers,
    treated_assigned: int,
    control_assigned: int,
) -> tuple[Numbers, Numbers, int, int]:
    """Both arms' agents drawn anew with replacement, the lost among them."""
    return (
        _drawn(rng, treated, treated_assigned),
        _drawn(rng, control, control_assigned),
        treated_assigned,
        control_assigned,
    )


def _drawn(rng: np.random.Generator, values: Numbers, assigned: int) -> Numbers:
    places = rng.integers(0, assigned, assigned)
    drawn = values[places[places < len(values)]]
    return drawn if len(drawn) else values[:1]


def _imbens_manski(width: float, error: float, level: float) -> float:
    """How many standard errors the interval reaches beyond the bounds."""
    if error == 0:
        return 0.0
    gap = width / error
    return float(
        optimize.brentq(
            lambda reach: stats.norm.cdf(reach + gap) - stats.norm.cdf(-reach) - level, 0.0, 10.0
        )
    )


def _check(analysed: int, assigned: int) -> None:
    if analysed < 2:
        raise EffectsError("an arm has fewer than two analysed agents: there is nothing to bound")
    if analysed > assigned:
        raise EffectsError(
            "more agents were analysed than assigned: the records don't fit together"
        )
