"""How often intervals hold the truth, and tests find what is not there, in simulated experiments.

All goes through what an analysis uses: ``itt``, ``late``, ``by_tier``, ``randomization_test``,
``staggered_itt``, ``starts_test``, ``sample_ratio``.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from console.bench.effects import daily_looks, promised_power
from console.bench.effects.coverage_draws import alarms, simulated, summary
from console.bench.effects.coverage_results import (
    CoverageResults,
    PValueUniformity,
    ScenarioCoverage,
    StaggeredCoverage,
    WorldCoverage,
)
from console.bench.effects.experiments import Shape
from console.bench.effects.hurtful_worlds import told, world_summary
from console.bench.effects.null_designs import DESIGNS, null_p_values
from console.bench.effects.staggered import COHORTS, staggered, staggered_summary
from console.domain.errors import SwitchboardError
from console.domain.progress import StepProgress
from console.simulation.worlds import WORLDS, World

SHAPES = (Shape(40, 7), Shape(200, 7), Shape(2_000, 4), Shape(40, 7, share=0.15))
"""The largest has fewer days, so that a thousand of them take minutes.

Where half of the agents are treated, the kinds of intervals hardly differ; with six of forty they
do.
"""

_AT_ONCE = 20
_WORLDS_AT_ONCE = 5
"""Experiments that a process is given at a time."""


@dataclass(frozen=True, slots=True)
class CoveragePlan:
    """How many experiments of each kind, from which seed, of which shapes."""

    draws: int = 1_000
    seed: int = 2
    shapes: tuple[Shape, ...] = SHAPES

    @property
    def of_worlds(self) -> int:
        """Experiments in each world; each is analysed whole, which takes seconds."""
        return max(1, self.draws // 10)


class CoverageStopped(SwitchboardError):
    """The system ended one of the processes."""


def run(plan: CoveragePlan, progress: StepProgress = lambda *_: None) -> CoverageResults:
    """Simulate and estimate everything, on all cores.

    Raises:
        CoverageStopped: the system ended one of the processes.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, context, _alone) as pool:
        try:
            counted = _Counted(plan, progress)
            sizes = [_scenario(pool, plan, shape, counted) for shape in plan.shapes]
            uniformity = dict(_uniformity(pool, plan, counted))
            cohorts = {each: _cohorts(pool, plan, each, counted) for each in COHORTS}
            promised = _means(pool, plan, promised_power.found, "promised power", counted)
            worlds: dict[str, WorldCoverage] = {
                world: _world(pool, plan, world, counted) for world in WORLDS
            }
            peeked = _means(pool, plan, daily_looks.alarmed, "daily looks", counted)
        except BrokenProcessPool as error:
            raise CoverageStopped(
                "bench coverage: one of its processes was ended by the system, most often because "
                "memory ran out; close other programs and try again"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)
    return CoverageResults(
        draws=plan.draws,
        seed=plan.seed,
        sizes=sizes,
        randomization=uniformity,
        staggered=cohorts,
        promised=promised[0],
        promised_by_formula=promised[1],
        daily_looks=dict(zip(_INTERVALS, peeked, strict=True)),
        alarms_sound=alarms(plan.draws, plan.seed, broken=False),
        alarms_broken=alarms(plan.draws, plan.seed, broken=True),
        worlds=worlds,
    )


class _Counted:
    """Counts finished portions and reports the progress."""

    def __init__(self, plan: CoveragePlan, progress: StepProgress) -> None:
        portions = len(_portions(plan.draws))
        self._all = (len(plan.shapes) + len(COHORTS) + 2) * portions + len(DESIGNS)
        self._all += len(WORLDS) * len(_portions(plan.of_worlds, _WORLDS_AT_ONCE))
        self._done, self._progress = 0, progress

    def step(self, label: str) -> None:
        self._done += 1
        self._progress(self._done, self._all, label)


def _scenario(
    pool: ProcessPoolExecutor, plan: CoveragePlan, shape: Shape, counted: _Counted
) -> ScenarioCoverage:
    work = partial(simulated, shape, plan.seed)
    return summary(
        shape, _drawn(pool, _portions(plan.draws), work, counted, f"{shape.agents:,} agents")
    )


def _cohorts(
    pool: ProcessPoolExecutor, plan: CoveragePlan, cohorts: int, counted: _Counted
) -> StaggeredCoverage:
    work = partial(staggered, cohorts, plan.seed)
    return staggered_summary(
        _drawn(pool, _portions(plan.draws), work, counted, f"{cohorts} cohorts")
    )


def _world(
    pool: ProcessPoolExecutor, plan: CoveragePlan, world: World, counted: _Counted
) -> WorldCoverage:
    work = partial(told, world, plan.seed)
    portions = _portions(plan.of_worlds, _WORLDS_AT_ONCE)
    return world_summary(_drawn(pool, portions, work, counted, f"world: {world}"))


def _drawn(
    pool: ProcessPoolExecutor,
    portions: Sequence[range],
    work: Callable[[range], NDArray[np.float64]],
    counted: _Counted,
    label: str,
) -> NDArray[np.float64]:
    """What ``work`` finds in each draw, a row each."""
    rows = []
    for some in pool.map(work, portions):
        rows.append(some)
        counted.step(label)
    return np.vstack(rows)


_INTERVALS = ("by the interval of one look", "with a spent level", "at any time")


def _means(
    pool: ProcessPoolExecutor,
    plan: CoveragePlan,
    work: Callable[[int, Sequence[int]], NDArray[np.float64]],
    label: str,
    counted: _Counted,
) -> list[float]:
    """The means of what ``work`` finds in each study."""
    rows = _drawn(pool, _portions(plan.draws), partial(work, plan.seed), counted, label)
    shares: list[float] = rows.mean(axis=0).tolist()
    return shares


def _uniformity(
    pool: ProcessPoolExecutor, plan: CoveragePlan, counted: _Counted
) -> Iterator[tuple[str, PValueUniformity]]:
    work = partial(null_p_values, experiments=plan.draws, seed=plan.seed)
    for design, p_values in zip(DESIGNS, pool.map(work, DESIGNS), strict=True):
        counted.step("randomization inference")
        yield (
            design,
            PValueUniformity(
                ks_p=float(stats.kstest(p_values, "uniform").pvalue),
                rejected=float(np.mean(p_values <= 0.05)),
            ),
        )


def _portions(draws: int, at_once: int = _AT_ONCE) -> list[range]:
    return [range(begin, min(begin + at_once, draws)) for begin in range(0, draws, at_once)]


def _alone() -> None:
    """A process uses one core and leaves Ctrl+C to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
