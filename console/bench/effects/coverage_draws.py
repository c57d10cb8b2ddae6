"""One simulated experiment after the other, with what an analysis makes of it.

Every experiment has a stream of random numbers of its own, so that results are the same however
many processes work on them.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.bench.effects.coverage_results import Intervals, ScenarioCoverage
from console.bench.effects.experiments import Shape, experiment
from console.effects import itt, late
from console.effects.checks.sample_ratio import sample_ratio
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedOutcome
from console.effects.data.samples import agents_compared
from console.effects.estimates import Estimate, LateEstimate, Withheld
from console.effects.estimators.tier_effects import by_tier

KINDS = ("ancova CR2", "difference CR2", "difference CR1")
"""Means before held constant, which is the default, or the change from before; and the errors."""

_HELD = ("agent", "day")
_MADE = (PlannedArm(name="made", access=True, share=0.5),)
PLAN = AnalysisPlan(
    name="made",
    title="made",
    unit="agent",
    arms=_MADE,
    outcomes=(PlannedOutcome(measure="y", primary=True),),
)

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
        assigned, used = _intervals(rows, kind)
        covered += _covered(assigned.ci_low, assigned.ci_high, shape.itt)
        low, high = (math.inf if end is None else end for end in (used.ar_low, used.ar_high))
        covered += _covered(low, high, shape.effect)
    if not shape.tiered:
        return [*covered, math.nan, math.nan]
    return [*covered, _tiers(rows, "day"), _tiers(rows, None)]


def summary(shape: Shape, rows: NDArray[np.float64]) -> ScenarioCoverage:
    """What all experiments of a shape come to."""
    by_kind = rows[:, :-2].reshape(len(rows), -1, 4)
    shares, widths = by_kind.mean(axis=0).tolist(), np.median(by_kind, axis=0).tolist()
    kinds = {
        kind: Intervals(itt=held[0], itt_width=wide[1], late=held[2], late_width=wide[3])
        for kind, held, wide in zip(KINDS, shares, widths, strict=True)
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


def _intervals(rows: pd.DataFrame, kind: str) -> tuple[Estimate, LateEstimate]:
    """ITT and LATE as an analysis has them, with the errors of that kind."""
    estimator, errors = kind.split()
    plan = replace(PLAN, estimator="ancova" if estimator == "ancova" else "difference")
    sample = agents_compared(rows, plan, "y")
    shared: dict[str, Any] = {  # texts and lists of texts
        "outcome": "y",
        "cluster": "agent",
        "fixed_effects": sample.fixed_effects,
        "controls": sample.controls,
        "inference": errors,
    }
    assigned = itt(sample.frame, treatment="treat", **shared)
    return assigned, late(sample.frame, usage="usage", assignment="treat", **shared)


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


def _covered(low: float, high: float, truth: float) -> tuple[float, float]:
    return float(low <= truth <= high), high - low
