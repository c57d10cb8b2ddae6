"""Simulated studies in which cohorts start on different days, with effects that grow or none.

Agents differ, their days hang together, and they work between a third and all of the days. Cohorts
are assigned by permuted lists and start at even distances after the first fifth of the days; a
share of agents as large as a cohort never starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from console.bench.effects.coverage_results import PValueUniformity, StaggeredCoverage
from console.effects.estimators.staggered_redraws import starts_test
from console.effects.estimators.staggered_starts import staggered_itt, start_panel

COHORTS = (2, 4, 6)

GROWTH = 0.05
"""By how much an effect grows each day; the standard deviation of agents is 1."""

_DRAWS = 199
_CORRELATION = 0.5
_LEAST_WORK = 1 / 3


@dataclass(frozen=True, slots=True)
class StaggeredShape:
    """How many cohorts start, of how many agents in all, and by how much effects grow a day."""

    cohorts: int
    agents: int = 120
    days: int = 21
    growth: float = 0.0


def study(shape: StaggeredShape, rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """One row an agent and day worked, and the mean effect on the days of those who started."""
    size = (shape.agents, shape.days)
    first = np.linspace(shape.days // 5, shape.days - 3, shape.cohorts).astype(int)
    starts = np.append(first, shape.days)[np.arange(shape.agents) % (shape.cohorts + 1)]
    start = rng.permutation(starts)[:, None]
    noise = (
        rng.normal(0, 1, (shape.agents, 1)) + rng.normal(0, 0.3, shape.days) + _shocks(size, rng)
    )
    worked = rng.random(size) < rng.uniform(_LEAST_WORK, 1, (shape.agents, 1))
    worked[:, [0, shape.days - 1]] = True
    since = np.arange(shape.days)[None, :] - start
    effect = shape.growth * np.maximum(since + 1, 0)
    agent, day = np.nonzero(worked)
    frame = pd.DataFrame(
        {
            "agent": agent,
            "day": day,
            "start": np.broadcast_to(start, size)[worked],
            "y": (noise + effect)[worked],
        }
    )
    return frame, float(effect[worked & (since >= 0)].mean())


def _shocks(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    shocks = rng.normal(0, 1, size)
    for day in range(1, size[1]):
        before = _CORRELATION * shocks[:, day - 1]
        shocks[:, day] = before + np.sqrt(1 - _CORRELATION**2) * shocks[:, day]
    return shocks


def staggered(cohorts: int, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """One row a study: see ``one``."""
    return np.array(
        [one(cohorts, np.random.default_rng((seed, cohorts, number))) for number in numbers]
    )


def one(cohorts: int, rng: np.random.Generator) -> list[float]:
    """p-values without an effect, by regression and by redraws; covered, told and true with one."""
    rows, _ = study(StaggeredShape(cohorts), rng)
    panel = start_panel(rows, ("y",), agent="agent", day="day", start="start")
    block = np.zeros(len(panel.cohort), dtype=np.int64)
    seed = int(rng.integers(2**32))
    null = staggered_itt(panel, "y", ancova=True).p_value
    redrawn = starts_test(panel, "y", block, ancova=True, draws=_DRAWS, seed=seed).p_value
    rows, truth = study(StaggeredShape(cohorts, growth=GROWTH), rng)
    panel = start_panel(rows, ("y",), agent="agent", day="day", start="start")
    told = staggered_itt(panel, "y", ancova=True)
    covered = float(told.ci_low <= truth <= told.ci_high)
    return [null, redrawn, covered, told.estimate, truth]


def staggered_summary(rows: NDArray[np.float64]) -> StaggeredCoverage:
    """What all studies with so many cohorts come to."""
    null, redrawn, covered, told, truth = rows.T
    return StaggeredCoverage(
        rejected=float(np.mean(null <= 0.05)),
        redrawn=PValueUniformity(
            ks_p=float(stats.kstest(redrawn, "uniform").pvalue),
            rejected=float(np.mean(redrawn <= 0.05)),
        ),
        covered=float(covered.mean()),
        told=float(told.mean()),
        truth=float(truth.mean()),
    )
