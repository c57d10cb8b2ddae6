"""How small an effect an experiment would find, and how many agents it takes.

The minimal detectable effect of J agents with m days each, of whom the share P is treated, is

    (t_{1-α/2} + t_power) · σ · √((ρ(1-R²) + (1-ρ)/m) / (P(1-P)J)),

with t of J-2 degrees of freedom, σ the standard deviation of an agent's day, ρ the part of its
variance that lies between agents (the intraclass correlation), and R² the part of that which a
measure from before explains. Where chats or shifts of an agent are assigned, agents are compared
with themselves and only (1-ρ)/m is left.

Where a pilot was redrawn with the study's own estimator, its standard error takes the formula's
place: k · ε/√J, with ε the error times the root of the pilot's agents. The pilot knows that error
only as well as its number of units allows, and an error found too small loses more power than one
found too large gains. k is the multiple that is found with the chance asked for over all that the
pilot may have found (Julious and Owen 2006): Pr(k·S_pilot + Z > t_{1-α/2}·S_study), with Z standard
normal and each S² a χ² over its degrees of freedom.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from console.effects.errors import EffectsError

_PLACES = 100
"""In how many places distributions are taken to compute a chance."""

_MOST = 10_000_000
"""Agents beyond which it is said that no experiment of this kind will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """How an outcome varies without treatment.

    ``sigma`` is in the outcome's unit, ``days`` the rows an agent contributes (days, chats, or
    shifts), ``usage`` the difference in usage that being treated makes; null if it is unknown.
    ``source`` says where the numbers are from. ``error`` is the estimator's standard error times
    the root of the number of agents, with the study's own share; null where only the formula is
    known. ``dof`` are the degrees of freedom of that error for each agent; null for those of means.
    ``pilot_dof`` are those with which the pilot knew it; null where it is taken as known.
    """

    sigma: float
    icc: float
    days: float
    usage: float | None = None
    source: str = "given"
    error: float | None = None
    dof: float | None = None
    pilot_dof: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the test is to be: two-sided at ``alpha``, found with chance ``power``.

    ``share`` is that of the treated, ``explained`` R², ``within_agents`` whether it is assigned
    within each agent.
    """

    share: float = 0.5
    alpha: float = 0.05
    power: float = 0.8
    explained: float = 0.0
    within_agents: bool = False


DEFAULT = Aim()


@dataclass(frozen=True, slots=True)
class PowerCurvePoint:
    """One place on a curve; effects are in the outcome's unit."""

    agents: int
    mde: float
    late_mde: float | None


def mde(agents: int, variation: Variation, aim: Aim = DEFAULT) -> float:
    """The smallest effect of assignment that ``agents`` in all arms together would find.

    Raises:
        EffectsError: a number is out of its range, or there are fewer than four agents.
    """
    _check(variation, aim)
    if agents < 4:
        raise EffectsError(f"{agents} agents are too few for any test: two an arm at least")
    if variation.error is not None:
        return _multiple(agents, aim, variation) * variation.error / math.sqrt(agents)
    spread = variation.sigma * math.sqrt(_inflation(variation, aim))
    return _quantiles(agents, aim) * spread / math.sqrt(aim.share * (1 - aim.share) * agents)


def late_mde(agents: int, variation: Variation, aim: Aim = DEFAULT) -> float:
    """The smallest effect of use that would be found: that of assignment over expected usage.

    Raises:
        EffectsError: the usage is unknown, or as in ``mde``.
    """
    if variation.usage is None:
        raise EffectsError("the effect of use needs the usage that is expected, above 0 up to 1")
    return mde(agents, variation, aim) / variation.usage


def agents_needed(effect: float, variation: Variation, aim: Aim = DEFAULT) -> int:
    """The fewest agents in all arms together who would find an effect of this size.

    Raises:
        EffectsError: ``effect`` is zero, or so small that ten million agents would not do.
    """
    if not effect or not math.isfinite(effect):
        raise EffectsError("name an effect other than 0 that is to be found")
    low, high = 3, 4
    while mde(high, variation, aim) > abs(effect):
        low, high = high, 2 * high
        if high > _MOST:
            raise EffectsError(f"an effect of {effect:g} is too small to be found by {_MOST:,}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if mde(middle, variation, aim) > abs(effect) else (low, middle)
    return high


def curve(
    sizes: Sequence[int], variation: Variation, aim: Aim = DEFAULT
) -> tuple[PowerCurvePoint, ...]:
    """Both minimal effects by number of agents; that of use is null if usage is unknown."""
    return tuple(_point(size, variation, aim) for size in sizes)


def _point(agents: int, variation: Variation, aim: Aim) -> PowerCurvePoint:
    late = None if variation.usage is None else late_mde(agents, variation, aim)
    return PowerCurvePoint(agents, mde(agents, variation, aim), late)


def _inflation(variation: Variation, aim: Aim) -> float:
    between = 0.0 if aim.within_agents else variation.icc * (1 - aim.explained)
    return between + (1 - variation.icc) / variation.days


def _quantiles(agents: int, aim: Aim, each: float | None = None) -> float:
    dof = agents - 2 if each is None else max(1.0, each * agents)
    return float(stats.t.ppf(1 - aim.alpha / 2, dof) + stats.t.ppf(aim.power, dof))


def _multiple(agents: int, aim: Aim, variation: Variation) -> float:
    """How many of the errors that a pilot found an effect must have; see the module's text."""
    known = _quantiles(agents, aim, variation.dof)
    if variation.pilot_dof is None:
        return known
    dof = agents - 2 if variation.dof is None else max(1.0, variation.dof * agents)
    edge = float(stats.t.ppf(1 - aim.alpha / 2, dof)) * _relative_errors(dof)[:, None]
    pilot = _relative_errors(max(1.0, variation.pilot_dof))[None, :]

    def short_of(multiple: float) -> float:
        return float(special.ndtr(multiple * pilot - edge).mean()) - aim.power

    most = known
    while short_of(most) < 0:
        most *= 2
    return float(optimize.brentq(short_of, 0.0, most)) if short_of(0.0) < 0 else 0.0


def _relative_errors(dof: float) -> NDArray[np.float64]:
    """Standard errors with these degrees of freedom over the true one, equally likely each."""
    if not math.isfinite(dof):
        return np.ones(1)
    places = (np.arange(_PLACES) + 0.5) / _PLACES
    found: NDArray[np.float64] = np.sqrt(stats.chi2.ppf(places, dof) / dof)
    return found


def _check(variation: Variation, aim: Aim) -> None:
    inside = {
        "share": aim.share,
        "alpha": aim.alpha,
        "power": aim.power,
        "usage": 0.5 if variation.usage in {None, 1} else variation.usage,
    }
    for name, value in inside.items():
        if value is None or not 0 < value < 1:
            raise EffectsError(f"{name} is {value}; it must lie between 0 and 1")
    for name, value in {"icc": variation.icc, "explained": aim.explained}.items():
        if not 0 <= value <= 1:
            raise EffectsError(f"{name} is {value}; it must be from 0 to 1")
    for name, value in {"sigma": variation.sigma, "days": variation.days}.items():
        if not (value > 0 and math.isfinite(value)):
            raise EffectsError(f"{name} is {value}; it must be above 0")
