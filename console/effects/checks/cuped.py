"""CUPED: an outcome less what a measure from before already explains of it (Deng et al. 2013).

The adjusted outcome is y - θ(x - x̄). θ is the slope of y on x within the arms, pooled over both, so
that a difference between arms does not leak into it. The effect stays what it was and its error
shrinks by √(1-R²). Whoever has no measure from before keeps the outcome as it is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Numbers, take


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuped:
    """The table with the outcome adjusted, θ, and R²: the share of variance it took away.

    ``without`` counts rows that have no measure from before.
    """

    frame: pd.DataFrame
    theta: float
    explained: float
    without: int


def cuped(frame: pd.DataFrame, *, outcome: str, before: str, treatment: str) -> Cuped:
    """Adjust ``outcome`` by the column ``before``; ``treatment`` is the column of the arms.

    Raises:
        EffectsError: a column can't be used, or what was before does not vary within the arms.
    """
    rows = take(frame, (outcome, before), (treatment,))
    arm = rows.labels[treatment]
    y, x = (_within(rows.numbers[name], arm) for name in (outcome, before))
    if not x @ x > 1e-12 * float(rows.numbers[before] @ rows.numbers[before]):
        raise EffectsError(f"{before!r} is the same for everybody in an arm: it explains nothing")
    theta = float(x @ y / (x @ x))
    shift = theta * (frame[before] - rows.numbers[before].mean())
    return Cuped(
        frame=frame.assign(**{outcome: frame[outcome] - shift.fillna(0)}),
        theta=theta,
        explained=float(theta**2 * (x @ x) / (y @ y)) if y.any() else 0.0,
        without=int((frame[before].isna() & frame[outcome].notna()).sum()),
    )


def _within(values: Numbers, arm: np.ndarray) -> Numbers:
    means = np.bincount(arm, values) / np.bincount(arm)
    deviations: Numbers = values - means[arm]
    return deviations
