"""Whether the report warns where a plain comparison misleads, and is silent where it doesn't.

Experiments without any effect of the assistant are changed by ``console.simulation.worlds`` and go
through what ``analyze`` does for the parts that are judged here.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from console.bench.effects.coverage_results import WorldCoverage
from console.effects.analysis.attrition import attrition
from console.effects.analysis.effect_results import AttritionResult, RatingResponse
from console.effects.analysis.estimate import estimated
from console.effects.analysis.flow import flow
from console.effects.analysis.interference import interference
from console.effects.analysis.pipeline import prepared
from console.effects.analysis.rating_checks import rating_response
from console.effects.data.bundle_tables import read_tables
from console.effects.data.samples import sample_for
from console.simulation.bundle import write_simulated
from console.simulation.parameters import preset
from console.simulation.worlds import World
from console.workflows.study_plan import plan_of

AGENTS, DAYS = 160, 42
"""Of each experiment; the second half of the days is with the assistant."""

WARNINGS = ("attrition", "interference", "raters")


def told(world: World, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """A row an experiment: whether each of ``WARNINGS`` is raised, truth, estimate, and coverage.

    The truth is the mean difference of potential outcomes on the days with the assistant.
    """
    return np.array([_one(world, seed * 100_000 + number) for number in numbers])


def _one(world: World, seed: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        parameters = preset("null", agents=AGENTS, days=DAYS, seed=seed)
        made = write_simulated(parameters, bundle, world=world)
        plan = plan_of(bundle / "study.toml")
        tables = prepared(read_tables(bundle), plan)
    lost = attrition(tables, plan, flow(tables, plan))
    raters = rating_response(tables, plan)
    effect = estimated(sample_for(tables, plan, plan.contrasts[0], plan.primary.name))
    truth = float(made.truth["outcomes"][plan.primary.name]["on_treated_days"])
    return [
        float(isinstance(lost, AttritionResult) and lost.alarm),
        float(interference(tables, plan).warn),
        float(isinstance(raters, RatingResponse) and raters.warn),
        truth,
        effect.estimate,
        float(effect.ci_low <= truth <= effect.ci_high),
    ]


def world_summary(rows: NDArray[np.float64]) -> WorldCoverage:
    """Shares and means of what was told of a world's experiments."""
    means = [float(mean) for mean in rows.mean(axis=0)]
    return WorldCoverage(
        experiments=len(rows),
        warned=dict(zip(WARNINGS, means[:3], strict=True)),
        truth=means[3],
        told=means[4],
        covered=means[5],
    )
