"""Studies without an effect that somebody looks at every day, until they like what they see."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from console.bench.effects.coverage_draws import PLAN
from console.bench.effects.experiments import Shape, experiment
from console.effects.analysis.estimate import estimated
from console.effects.checks.repeated_looks import any_time_half_width, limits
from console.effects.data.samples import agents_compared
from console.effects.estimates import Estimate

SHAPE = Shape(120, 9, effect=0.0)
"""Nine days with access are nine looks."""


def alarmed(seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """One row a study: whether any look was clear, by one look's interval, spending, any time."""
    return np.array([_one(np.random.default_rng((seed, number))) for number in numbers])


def _one(rng: np.random.Generator) -> list[float]:
    rows = experiment(SHAPE, rng)
    found = [
        estimated(agents_compared(rows[rows["day"] < SHAPE.days + day], PLAN, "y"))
        for day in range(1, SHAPE.days + 1)
    ]
    z = np.array([each.estimate / _error(each) for each in found])
    information = [1 / _error(each) ** 2 for each in found]
    shares = [day / SHAPE.days for day in range(1, SHAPE.days + 1)]
    tuned = information[0] / shares[0]
    wide = [any_time_half_width(each, tuned) * each**0.5 for each in information]
    return [
        float(any(each.p_value < 0.05 for each in found)),
        float((np.abs(z) > np.array(limits(information, shares))).any()),
        float((np.abs(z) > np.array(wide)).any()),
    ]


def _error(estimate: Estimate) -> float:
    return float(estimate.std_error or np.inf)
