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
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from console.bench.effects import daily_looks, promised_power
from console.bench.effects.coverage_draws import alarms, simulated, summary
from console.bench.effects.coverage_results import (
    CoverageResults,
    DesignCoverage,
    PowerOfDesign,
    PValueUniformity,
    ScenarioCoverage,
    StaggeredCoverage,
)
from console.bench.effects.designs import (
    CELLS,
    Cell,
    design_summary,
    drawn,
    power_of_cell,
    powered,
)
from console.bench.effects.experiments import Shape
from console.bench.effects.hurtful_worlds import (
    EVERY,
    AnyWorld,
    claimed,
    told,
    world_summary,
)
from console.bench.effects.null_designs import DESIGNS, null_p_values
from console.bench.effects.staggered import COHORTS, staggered, staggered_summary
from console.domain.errors import SwitchboardError
from console.domain.progress import StepProgress

SHAPES = (Shape(40, 7), Shape(200, 7), Shape(2_000, 4), Shape(40, 7, share=0.15))
"""The largest has fewer days, so that a thousand of them take minutes.

Where half of the agents are treated, the kinds of intervals hardly differ; with six of forty they
do.
"""

_AT_ONCE = 20
"""Experiments that a process is given at a time."""


Part = Literal[
    "sizes", "designs", "power", "redraws", "cohorts", "promise", "looks", "worlds", "sample ratio"
]
PARTS: tuple[Part, ...] = tuple(each for each in get_args(Part) if each != "power")
"""Those taken where none are named; "power" is that of the designs by itself, from more draws."""


@dataclass(frozen=True, slots=True)
class CoveragePlan:
    """How many experiments of each kind, from which seed, of which shapes, and which parts."""

    draws: int = 1_000
    seed: int = 2
    shapes: tuple[Shape, ...] = SHAPES
    cells: tuple[Cell, ...] = CELLS
    parts: tuple[Part, ...] = PARTS


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
            return _Run(pool, plan, progress).results()
        except BrokenProcessPool as error:
            raise CoverageStopped(
                "bench coverage: one of its processes was ended by the system, most often because "
                "memory ran out; close other programs and try again"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Run:
    """The parts of the plan, one after the other, each on all cores."""

    def __init__(
        self, pool: ProcessPoolExecutor, plan: CoveragePlan, progress: StepProgress
    ) -> None:
        self._pool, self._plan = pool, plan
        self._counted = _Counted(plan, progress)

    def results(self) -> CoverageResults:
        """All that was asked for."""
        plan, has = self._plan, self._plan.parts.__contains__
        sizes = [self._scenario(shape) for shape in plan.shapes] if has("sizes") else []
        designs = [self._design(cell) for cell in plan.cells] if has("designs") else []
        power = [self._power(cell) for cell in plan.cells] if has("power") else []
        uniformity = dict(self._uniformity()) if has("redraws") else {}
        cohorts = {each: self._cohorts(each) for each in COHORTS} if has("cohorts") else {}
        promised = self._means(promised_power.found, "promised power") if has("promise") else []
        worlds = {each: self._told(each) for each in EVERY} if has("worlds") else {}
        peeked = self._means(daily_looks.alarmed, "daily looks") if has("looks") else []
        ratio = has("sample ratio")
        return CoverageResults(
            draws=plan.draws,
            seed=plan.seed,
            sizes=sizes,
            designs=designs,
            power=power,
            family=claimed(worlds["usual"]) if worlds else {},
            randomization=uniformity,
            staggered=cohorts,
            promised=promised[0] if promised else None,
            promised_by_formula=promised[1] if promised else None,
            daily_looks=dict(zip(_INTERVALS, peeked, strict=True)) if peeked else {},
            alarms_sound=alarms(plan.draws, plan.seed, broken=False) if ratio else None,
            alarms_broken=alarms(plan.draws, plan.seed, broken=True) if ratio else None,
            worlds={name: world_summary(name, rows) for name, rows in worlds.items()},
        )

    def _scenario(self, shape: Shape) -> ScenarioCoverage:
        rows = self._drawn(partial(simulated, shape, self._plan.seed), f"{shape.agents:,} agents")
        return summary(shape, rows)

    def _design(self, cell: Cell) -> DesignCoverage:
        rows = self._drawn(
            partial(drawn, cell, self._plan.seed), f"{cell.name}, {cell.agents:,} agents"
        )
        return design_summary(cell, rows)

    def _power(self, cell: Cell) -> PowerOfDesign:
        rows = self._drawn(
            partial(powered, cell, self._plan.seed), f"{cell.name}, {cell.agents:,} agents"
        )
        return PowerOfDesign(design=cell.name, agents=cell.agents, power=power_of_cell(rows))

    def _cohorts(self, cohorts: int) -> StaggeredCoverage:
        rows = self._drawn(partial(staggered, cohorts, self._plan.seed), f"{cohorts} cohorts")
        return staggered_summary(rows)

    def _told(self, world: AnyWorld) -> NDArray[np.float64]:
        return self._drawn(partial(told, world, self._plan.seed), f"world: {world}")

    def _means(
        self, work: Callable[[int, Sequence[int]], NDArray[np.float64]], label: str
    ) -> list[float]:
        """The means of what ``work`` finds in each study."""
        shares: list[float] = (
            self._drawn(partial(work, self._plan.seed), label).mean(axis=0).tolist()
        )
        return shares

    def _drawn(
        self, work: Callable[[range], NDArray[np.float64]], label: str
    ) -> NDArray[np.float64]:
        """What ``work`` finds in each draw, a row each."""
        rows = []
        for some in self._pool.map(work, _portions(self._plan.draws)):
            rows.append(some)
            self._counted.step(label)
        return np.vstack(rows)

    def _uniformity(self) -> Iterator[tuple[str, PValueUniformity]]:
        work = partial(null_p_values, experiments=self._plan.draws, seed=self._plan.seed)
        for design, p_values in zip(DESIGNS, self._pool.map(work, DESIGNS), strict=True):
            self._counted.step("randomization inference")
            yield (
                design,
                PValueUniformity(
                    ks_p=float(stats.kstest(p_values, "uniform").pvalue),
                    rejected=float(np.mean(p_values <= 0.05)),
                ),
            )


class _Counted:
    """Counts finished portions and reports the progress."""

    def __init__(self, plan: CoveragePlan, progress: StepProgress) -> None:
        several = {
            "sizes": len(plan.shapes),
            "designs": len(plan.cells),
            "power": len(plan.cells),
            "cohorts": len(COHORTS),
            "promise": 1,
            "looks": 1,
            "worlds": len(EVERY),
        }
        rounds = sum(count for part, count in several.items() if part in plan.parts)
        self._all = rounds * len(_portions(plan.draws))
        self._all += len(DESIGNS) if "redraws" in plan.parts else 0
        self._done, self._progress = 0, progress

    def step(self, label: str) -> None:
        self._done += 1
        self._progress(self._done, self._all, label)


_INTERVALS = ("by the interval of one look", "with a spent level", "at any time")


def _portions(draws: int, at_once: int = _AT_ONCE) -> list[range]:
    return [range(begin, min(begin + at_once, draws)) for begin in range(0, draws, at_once)]


def _alone() -> None:
    """A process uses one core and leaves Ctrl+C to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
