"""Whether a pilot's promise holds: studies with the smallest effect that it says would be found.

Each pilot is an experiment without any effect. A new one of as many agents, with an effect of just
the size that the pilot promises to be found with a chance of 80%, is then analysed as studies are.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.bench.effects.coverage_draws import PLAN
from console.bench.effects.experiments import Shape, experiment
from console.effects.analysis.estimate import estimated
from console.effects.analysis.redrawn_pilot import redrawn
from console.effects.data.plan import PlannedPeriod
from console.effects.data.samples import agents_compared
from console.effects.sample_size.pilot_variance import from_pilot
from console.effects.sample_size.power import mde

SHAPE = Shape(100, 7, effect=0.0)

_FIRST = date(2026, 3, 2)


def found(seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """One row a pilot: whether the redrawn promise's effect was found, and the formula's."""
    return np.array([_one(np.random.default_rng((seed, number))) for number in numbers])


def _one(rng: np.random.Generator) -> list[float]:
    pilot = _dated(experiment(SHAPE, rng))
    eve = _FIRST + timedelta(SHAPE.days)
    last = eve + timedelta(SHAPE.days - 1)
    before = PlannedPeriod(name="before", first=_FIRST, last=eve - timedelta(1), access=False)
    plan = replace(
        PLAN, periods=(before, PlannedPeriod(name="with", first=eve, last=last, access=True))
    )
    formula = from_pilot(pilot, "y")
    drawn = redrawn(pilot, plan, "y", share=SHAPE.share, seed=int(rng.integers(2**32)))
    rows = experiment(SHAPE, rng)
    return [
        float(_p_value(rows, mde(SHAPE.agents, variation)) < 0.05)
        for variation in (drawn.put_into(formula), formula)
    ]


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(day=pd.Timestamp(_FIRST) + pd.to_timedelta(rows["day"], unit="D"))


def _p_value(rows: pd.DataFrame, effect: float) -> float:
    changed = rows.assign(y=rows["y_null"] + effect * rows["treat"])
    return estimated(agents_compared(changed, PLAN, "y")).p_value
