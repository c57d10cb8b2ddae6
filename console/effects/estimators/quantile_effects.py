"""The effect of an assignment on a quantile of the outcome: on slow chats, not on the mean one.

The outcome is replaced by the influence that each row has on the quantile of untreated rows
(recentred influence function; Firpo, Fortin and Lemieux 2009), q + (τ − 1[y ≤ q]) / f(q). The
regression of that is the effect on the quantile to the first order: the change in the share of rows
up to q, divided by the density there. Fixed effects, controls and clusters are as for the mean.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.estimators.identification import check_arms
from console.effects.linear.numeric_rows import Numbers
from console.effects.linear.regression_data import RegressionData, check_roles
from console.effects.linear.regressors import Regressors

FEWEST = 100
"""Untreated rows below which a density is not estimated."""

_HEAPED = 0.05
"""Share of rows with one value from which no density is measured at that value."""

_NOTE = (
    "The effect on the quantile is to the first order, good for effects that are small beside the "
    "outcome's spread; the density's own error is not in the interval."
)


def quantile_itt(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    quantile: float,
    cluster: str | None = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "CR2",
    level: float = 0.95,
) -> Estimate:
    """The effect of being assigned on a quantile of the outcome, in the outcome's units.

    ``quantile`` is a share, .9 for the value that a tenth of rows exceed. The other arguments are
    those of ``console.effects.itt``, of which it takes the inferences by regression.

    Raises:
        EffectsError: the table can't answer; too few rows are untreated, or too many of them share
            the quantile's value.
    """
    check_roles([outcome, treatment], controls)
    if not 0 < quantile < 1:
        raise EffectsError(f"quantile {quantile:g} is not between 0 and 1: give 0.9 for a tenth")
    numbers = [outcome, treatment, *controls]
    data = RegressionData(frame, numbers, absorb=fixed_effects, cluster=cluster)
    check_arms(data, treatment)
    values = data.rows.numbers[outcome]
    untreated = values[data.rows.numbers[treatment] == 0]
    cut = _cut(untreated, quantile, outcome)
    above = np.where(values <= cut, quantile - 1, quantile)
    influence = cut + above / _density(untreated, cut)
    regressors = Regressors.plain(data, [treatment, *controls], inference)
    estimate = regressors.fit(outcome, influence).estimate(treatment, level)
    method = f"quantile {quantile:g} by recentred influence, {estimate.method}"
    return replace(estimate, method=method, notes=(*estimate.notes, _NOTE))


def _cut(untreated: Numbers, quantile: float, outcome: str) -> float:
    if len(untreated) < FEWEST:
        raise EffectsError(
            f"{len(untreated):,} rows are untreated, and a quantile's density takes {FEWEST}: "
            "estimate the effect on the mean"
        )
    cut = float(np.quantile(untreated, quantile))
    heaped = float(np.mean(untreated == cut))
    if heaped > _HEAPED:
        raise EffectsError(
            f"{heaped:.0%} of untreated rows have {outcome!r} = {cut:g}: such a quantile can't "
            "move little by little; estimate the effect on the share above a limit"
        )
    return cut


def _density(untreated: Numbers, cut: float) -> float:
    """Of untreated outcomes at the quantile, by a Gaussian kernel of Silverman's width."""
    low, high = np.quantile(untreated, [0.25, 0.75])
    spread = min(float(untreated.std(ddof=1)), float(high - low) / 1.349) or untreated.std(ddof=1)
    width = 0.9 * float(spread) * len(untreated) ** -0.2
    return float(stats.norm.pdf((untreated - cut) / width).mean() / width)
