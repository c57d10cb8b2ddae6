"""One simulated experiment after the other, with what an analysis makes of it.

Every experiment has a stream of random numbers of its own, so that results are the same however
many processes work on them.
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.bench.effects.coverage_results import Intervals, ScenarioCoverage
from console.bench.effects.experiments import Shape, experiment
from console.effects import itt, late
from console.effects.checks.sample_ratio import sample_ratio
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.tier_effects import by_tier

KINDS = ("CR2", "CR1")

_HELD = ("agent", "day")

_UNITS = 2_000
_BROKEN = 0.42
"""Units in each assignment, and the share that a broken one gives to an arm due half of them."""


def simulated(shape: Shape, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """One row an experiment: see ``one``."""
    return np.array(
        [one(shape, np.random.default_rng((seed, shape.agents, number))) for number in numbers]
    )


def one(shape: Shape, rng: np.random.Generator) -> list[float]:
    """For each kind whether ITT and LATE are covered, and widths; then p-values of equal tiers."""
    rows = experiment(shape, rng)
    covered: list[float] = []
    for kind in KINDS:
        covered += _covered(_itt(rows, kind), shape.itt)
        covered += _covered(_late(rows, kind), shape.effect)
    if not shape.tiered:
        return [*covered, math.nan, math.nan]
    return [*covered, _tiers(rows, "day"), _tiers(rows, None)]


def summary(shape: Shape, rows: NDArray[np.float64]) -> ScenarioCoverage:
    """What all experiments of a shape come to."""
    means = rows.mean(axis=0)
    kinds = {
        kind: Intervals(itt=own[0], itt_width=own[1], late=own[2], late_width=own[3])
        for kind, own in zip(KINDS, means[:-2].reshape(-1, 4).tolist(), strict=True)
    }
    crossed, alone = np.mean(rows[:, -2:] <= 0.05, axis=0).tolist()
    return ScenarioCoverage(
        agents=shape.agents,
        treated=shape.treated,
        days=2 * shape.days,
        kinds=kinds,
        tiers_rejected=crossed if shape.tiered else None,
        tiers_rejected_plain=alone if shape.tiered else None,
    )


def alarms(draws: int, seed: int, *, broken: bool) -> float:
    """The share of assignments of two thousand units that raise the alarm for wrong arm sizes."""
    rng = np.random.default_rng((seed, broken))
    treated = rng.binomial(_UNITS, _BROKEN if broken else 0.5, draws).tolist()
    shares = {"control": 0.5, "treatment": 0.5}
    counts = ({"control": _UNITS - each, "treatment": each} for each in treated)
    return sum(sample_ratio(each, shares).alarm for each in counts) / draws


def _itt(rows: pd.DataFrame, kind: str) -> Estimate:
    return itt(
        rows,
        outcome="y",
        treatment="treat",
        cluster="agent",
        fixed_effects=_HELD,
        inference=kind,
    )


def _late(rows: pd.DataFrame, kind: str) -> Estimate:
    return late(
        rows,
        outcome="y",
        usage="usage",
        assignment="treat",
        cluster="agent",
        fixed_effects=_HELD,
        inference=kind,
    )


def _tiers(rows: pd.DataFrame, time: str | None) -> float:
    """The p-value of the same effect in all tiers, of an outcome without any effect."""
    test = by_tier(
        rows,
        outcome="y_null",
        treatment="treat",
        tier="tier",
        time=time,
        cluster="agent",
        fixed_effects=_HELD,
    ).equal_itt
    return 1.0 if isinstance(test, Withheld) else test.p_value


def _covered(estimate: Estimate, truth: float) -> tuple[float, float]:
    return float(estimate.ci_low <= truth <= estimate.ci_high), estimate.ci_high - estimate.ci_low
