"""Every design with its own estimator: coverage, size, power at the promised effect, redraws.

Of each draw the outcomes without an effect are analysed for the size, the same with an effect of
use for coverage. Every ``_PILOT_EACH``-th is also taken for a pilot, which promises an effect to be
found with 80%. Power is how many of all experiments, with each of these effects added upwards and
downwards, find it: an effect that is constant moves an interval and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from console.bench.effects.coverage_results import DesignCoverage, PValueUniformity
from console.bench.effects.experiments import Shape, experiment
from console.bench.effects.staggered import GROWTH, StaggeredShape, study
from console.domain.study_terms import AssignmentUnit
from console.effects.analysis.assignment_blocks import randomised_rows
from console.effects.analysis.estimate import estimated
from console.effects.analysis.redrawn_pilot import (
    RedrawnPilot,
    assigned_chats,
    redrawn,
    redrawn_chats,
)
from console.effects.analysis.redrawn_queues import (
    EffectOfShares,
    in_two_stages,
    redrawn_queues,
    saturation_sample,
)
from console.effects.analysis.saturation import redrawn_p_value
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.delayed_starts import NUMBER, START
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedOutcome, PlannedPeriod
from console.effects.data.samples import Sample, agents_compared, sample_for
from console.effects.data.saturation import (
    SHARE,
    BetweenQueues,
    agents_of_queues,
    with_queues,
)
from console.effects.estimates import Estimate
from console.effects.randomization.randomization import randomization_test
from console.effects.sample_size.power import Aim, Variation, mde

Name: TypeAlias = Literal[
    "agents, means before",
    "agents, change",
    "agents, no days before",
    "delayed starts",
    "chats",
    "shifts",
    "sessions",
    "whole queues",
    "saturation, direct",
    "saturation, spillover",
    "saturation, total",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """A design at one size; ``queues`` are those whose agents change arms together."""

    name: Name
    agents: int
    days: int = 7
    queues: int = 1


_SATURATION: dict[Name, EffectOfShares] = {
    "saturation, direct": "direct",
    "saturation, spillover": "spillover",
    "saturation, total": "total",
}

CELLS: tuple[Cell, ...] = (
    *(
        Cell(name, agents, days)
        for name in ("agents, means before", "agents, change", "agents, no days before")
        for agents, days in ((40, 7), (200, 7), (2_000, 4))
    ),
    Cell("delayed starts", 40, 21),
    Cell("delayed starts", 200, 21),
    Cell("chats", 40, 7),
    Cell("chats", 200, 7),
    Cell("shifts", 40, 7),
    Cell("shifts", 200, 7),
    Cell("sessions", 40, 2),
    Cell("sessions", 200, 2),
    Cell("whole queues", 40, 40),
    Cell("whole queues", 200, 20, queues=5),
    *(Cell(name, agents, 7, queues=agents // 8) for name in _SATURATION for agents in (120, 480)),
)

_PILOT_EACH = 10
_REDRAWS = 199
_EFFECT = -0.5
_CHATS_A_DAY = {"sessions": 8, "whole queues": 2}
_FIRST = date(2026, 3, 2)
_COHORTS = 4
_ARMS = (
    PlannedArm(name="on", access=True, share=0.5),
    PlannedArm(name="off", access=False, share=0.5),
)
_UNITS: dict[Name, AssignmentUnit] = {
    "chats": "chat",
    "shifts": "shift",
    "sessions": "session",
    "whole queues": "shift",
    "delayed starts": "delayed",
}


def drawn(cell: Cell, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """A row a draw: p, interval's ends and promise without effect, covered, p by redraws.

    The promise is not a number where no pilot was made, and the last is none where
    ``bench coverage`` has it elsewhere.
    """
    return np.array(
        [[*each, *made.judged(seeded)] for each, made, seeded in _each(cell, seed, numbers)]
    )


def powered(cell: Cell, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """The first four of ``drawn``."""
    return np.array([each for each, *_ in _each(cell, seed, numbers)])


def _each(
    cell: Cell, seed: int, numbers: Sequence[int]
) -> Iterator[tuple[list[float], "_Made", int]]:
    """Of each draw p, interval and promise without an effect; the experiment; another seed."""
    place = CELLS.index(cell) if cell in CELLS else 0
    for number in numbers:
        rng = np.random.default_rng((seed, place, number))
        made = _made(cell, rng)
        first, second = (int(each) for each in rng.integers(2**32, size=2))
        promise = made.promise(first) if number % _PILOT_EACH == 0 else np.nan
        null = made.estimate
        yield [null.p_value, null.ci_low, null.ci_high, promise], made, second


def power_of_cell(rows: NDArray[np.float64]) -> float:
    """How many of the experiments find the effects that the pilots among them promise."""
    low, high, promise = rows[:, 1], rows[:, 2], rows[:, 3]
    effects = promise[~np.isnan(promise), None] * np.array([[-1.0, 1.0]])
    found = [(low + each > 0) | (high + each < 0) for each in effects.ravel()]
    return float(np.mean(found))


def design_summary(cell: Cell, rows: NDArray[np.float64]) -> DesignCoverage:
    """Shares over all draws of a cell."""
    null, _, _, _, covered, redraws = rows.T
    known = redraws[~np.isnan(redraws)]
    return DesignCoverage(
        design=cell.name,
        agents=cell.agents,
        covered=float(covered.mean()),
        rejected=float(np.mean(null <= 0.05)),
        power=power_of_cell(rows),
        redrawn=None
        if not len(known)
        else PValueUniformity(
            ks_p=float(stats.kstest(known, "uniform").pvalue),
            rejected=float(np.mean(known <= 0.05)),
        ),
    )


# --- what a draw is made of ------------------------------------------------------------------


@dataclass(frozen=True)
class _Made:
    """An experiment: the samples without an effect and with one, its truth, and the raw rows.

    ``raw`` are the rows from which a pilot is redrawn: agent-days, or chats. ``assigned`` are those
    of all queues, where shares were assigned to queues.
    """

    cell: Cell
    plan: AnalysisPlan
    null: Sample
    moved: Sample
    truth: float
    raw: Frame
    assigned: Frame | None = None

    def promise(self, seed: int) -> float:
        """The smallest effect that this experiment, taken for a pilot, says would be found."""
        variation = self._redrawn(seed).put_into(Variation(sigma=1.0, icc=0.0, days=1.0))
        return mde(self.cell.agents, variation, Aim())

    def _redrawn(self, seed: int) -> RedrawnPilot:
        if self.plan.saturations:
            effect = _SATURATION[self.cell.name]
            return redrawn_queues(self.raw, self.plan, "y_null", effect=effect, seed=seed)
        if self.plan.within_agents:
            return redrawn_chats(self.raw, self.plan, "y_null", seed=seed)
        return redrawn(self.raw, self.plan, "y_null", share=0.5, seed=seed)

    @cached_property
    def estimate(self) -> Estimate:
        """Without an effect."""
        return estimated(self.null)

    def judged(self, seed: int) -> list[float]:
        """Whether the truth is covered where there is an effect, and p by redraws without one."""
        found = estimated(self.moved)
        covered = found.ci_low <= self.truth <= found.ci_high
        return [float(covered), self._by_redraws(seed)]

    def _by_redraws(self, seed: int) -> float:
        if self.null.design == "delayed":
            return float("nan")
        if self.null.design == "queue":
            return self.estimate.p_value
        if self.null.design == "saturation" and self.assigned is not None:
            agents = agents_of_queues(self.assigned, self.null.outcome)
            effect: BetweenQueues = "total" if self.cell.name.endswith("total") else "spillover"
            return redrawn_p_value(
                agents, self.plan, self.null.outcome, effect, draws=_REDRAWS, seed=seed
            )
        nothing = pd.DataFrame()
        lots = nothing
        if self.assigned is not None:
            lots = self.assigned[["agent", "stratum"]].drop_duplicates("agent").assign(block=0)
        tables = Tables(nothing, nothing, nothing, lots, nothing, nothing, nothing)
        rows, mechanism = randomised_rows(self.null, tables, self.plan)
        return randomization_test(
            rows,
            outcome=self.null.outcome,
            treatment="treat",
            mechanism=mechanism,
            fixed_effects=self.null.fixed_effects,
            controls=self.null.controls,
            draws=_REDRAWS,
            seed=seed,
        ).p_value


def _made(cell: Cell, rng: np.random.Generator) -> _Made:
    if cell.name == "delayed starts":
        return _delayed(cell, rng)
    if cell.name in _SATURATION:
        return _saturated(cell, rng)
    return _of_agents(cell, rng) if cell.name.startswith("agents") else _of_chats(cell, rng)


def plan_of_cell(cell: Cell) -> AnalysisPlan:
    """The study."""
    return AnalysisPlan(
        name="made",
        title="made",
        unit=_UNITS.get(cell.name, "agent"),
        arms=_ARMS,
        outcomes=(PlannedOutcome(measure="y_null", primary=True),),
        estimator="difference" if cell.name == "agents, change" else "ancova",
        bucket_s=86_400.0 if cell.name == "whole queues" else 4 * 3_600.0,
        block=None if cell.name == "sessions" else 4,
        whole_queues=cell.name == "whole queues",
        strata=("site",) if cell.queues > 1 else (),
        saturations=SATURATIONS if cell.name in _SATURATION else (),
    )


def _of_agents(cell: Cell, rng: np.random.Generator) -> _Made:
    shape = Shape(cell.agents, cell.days, _EFFECT)
    rows = experiment(shape, rng)
    rows["day"] = pd.Timestamp(_FIRST) + pd.to_timedelta(rows["day"], unit="D")
    eve = _FIRST + timedelta(cell.days)
    after = PlannedPeriod(name="with", first=eve, last=eve + timedelta(cell.days - 1), access=True)
    periods: tuple[PlannedPeriod, ...] = (after,)
    if cell.name == "agents, no days before":
        rows = rows[rows["period"] == 1]
    else:
        last = eve - timedelta(1)
        before = PlannedPeriod(name="before", first=_FIRST, last=last, access=False)
        periods = (before, after)
    plan = replace(plan_of_cell(cell), periods=periods)
    return _Made(
        cell,
        plan,
        agents_compared(rows, plan, "y_null"),
        agents_compared(rows, plan, "y"),
        shape.itt,
        rows,
    )


SATURATIONS = (0.0, 0.5, 1.0)
_ALONE, _TO_OTHERS, _AMONG_ALL = -0.3, 0.2, -0.1
"""What it does to an agent who has it, what half of a queue's having it does to the others, and to
those who have it when all have."""


def saturated_days(cell: Cell, rng: np.random.Generator) -> Frame:
    """Agent-days of queues, half of them before, with the potential outcomes of each.

    Of an agent and day they are ``y_null`` where nobody has it, ``beside`` without it where half of
    the queue have it, ``mixed`` with it there, and ``full`` where all have it. Effects differ from
    agent to agent.
    """
    rows = experiment(Shape(cell.agents, cell.days, 0.0), rng)
    agent = rows["agent"].to_numpy()
    queue = np.arange(cell.agents) * cell.queues // cell.agents
    period = rows["period"].to_numpy(dtype=int)
    shock = 0.3 * rng.normal(size=cell.queues)[queue[agent]]
    shock += 0.2 * rng.normal(size=(cell.queues, 2))[queue[agent], period]
    gain = rng.normal(_ALONE, _SD_OF_EFFECTS, cell.agents)[agent]
    null = rows["y_null"].to_numpy() + shock
    return rows[["agent", "period"]].assign(
        agent=agent.astype(str),
        day=pd.Timestamp(_FIRST) + pd.to_timedelta(rows["day"], unit="D"),
        queue=queue[agent],
        y_null=null,
        beside=null + _TO_OTHERS * period,
        mixed=null + gain * period,
        full=null + (gain + _AMONG_ALL) * period,
    )


def _saturated(cell: Cell, rng: np.random.Generator) -> _Made:
    eve = _FIRST + timedelta(cell.days)
    before = PlannedPeriod(name="before", first=_FIRST, last=eve - timedelta(1), access=False)
    after = PlannedPeriod(name="with", first=eve, last=eve + timedelta(cell.days - 1), access=True)
    plan = replace(plan_of_cell(cell), periods=(before, after))
    raw = saturated_days(cell, rng).assign(stratum=lambda rows: "site=" + rows["queue"].astype(str))
    rows = in_two_stages(raw, plan, rng)
    share, treated = with_queues(rows)[SHARE], rows["treated"] == 1
    had = rows["mixed"].where(share < 1, rows["full"])
    had_not = rows["beside"].where(share > 0, rows["y_null"])
    rows = rows.assign(y=had.where(treated, had_not))
    effect = _SATURATION[cell.name]
    null, moved = (saturation_sample(rows, plan, name, effect) for name in ("y_null", "y"))
    truth = {"direct": _ALONE - _TO_OTHERS, "spillover": _TO_OTHERS, "total": _ALONE + _AMONG_ALL}
    return _Made(cell, plan, null, moved, truth[effect], raw, rows)


def _delayed(cell: Cell, rng: np.random.Generator) -> _Made:
    shape = StaggeredShape(_COHORTS, cell.agents, cell.days)
    state = rng.bit_generator.state
    rows, _ = study(shape, rng)
    rng.bit_generator.state = state
    grown, truth = study(replace(shape, growth=GROWTH), rng)
    starts = np.sort(rows["start"].unique())
    arms = tuple(
        PlannedArm(
            name=f"start{each}",
            access=each < cell.days,
            share=1 / len(starts),
            start=_FIRST + timedelta(int(each)) if each < cell.days else None,
        )
        for each in starts
    )
    whole = PlannedPeriod(
        name="all", first=_FIRST, last=_FIRST + timedelta(cell.days - 1), access=True
    )
    plan = replace(plan_of_cell(cell), arms=arms, periods=(whole,))
    columns = {"start": START, "day": NUMBER}
    null, moved = (
        Sample(each.rename(columns=columns), "y", ("day",), (), "delayed", holds_before=True)
        for each in (rows, grown)
    )
    days = pd.Timestamp(_FIRST) + pd.to_timedelta(rows["day"], unit="D")
    return _Made(cell, plan, null, moved, truth, rows.assign(day=days, y_null=rows["y"]))


def _of_chats(cell: Cell, rng: np.random.Generator) -> _Made:
    plan = plan_of_cell(cell)
    chats = chats_of(cell, rng)
    rows = assigned_chats(chats, plan, rng)
    on = (rows["arm_name"] == "on").to_numpy()
    effect = rows["effect"].to_numpy()
    rows = rows.assign(y=rows["y_null"] + effect * on, used=on.astype(float))
    nothing = pd.DataFrame()
    tables = Tables(nothing, nothing, rows, nothing, nothing, nothing, nothing)
    null, moved = (sample_for(tables, plan, plan.contrasts[0], name) for name in ("y_null", "y"))
    truth = float(rows.groupby("bucket")["effect"].mean().mean()) if plan.whole_queues else _MEAN
    return _Made(cell, plan, null, moved, truth, chats)


_MEAN = _EFFECT * 0.3
_SD_OF_EFFECTS = 0.15


def chats_of(cell: Cell, rng: np.random.Generator, *, each_day: int = 0) -> Frame:
    """Chats over days: agents differ, and a day of a queue and of an agent has a shock of its own.

    The effect that the assistant would have differs from agent to agent. ``each_day`` is how many
    chats an agent has a day; 0 for as many as the design takes.
    """
    count = each_day or _CHATS_A_DAY.get(cell.name, 4)
    agent, day, number = (each.ravel() for each in np.indices((cell.agents, cell.days, count)))
    queue = np.arange(cell.agents) * cell.queues // cell.agents
    shock = _persistent((cell.queues, cell.days), 0.3, rng)[queue[agent], day]
    own = _persistent((cell.agents, cell.days), 0.4, rng)[agent, day]
    value = rng.normal(0, 1, cell.agents)[agent] + shock + own + rng.normal(0, 1, len(agent))
    effect = rng.normal(_MEAN, _SD_OF_EFFECTS, cell.agents)[agent]
    hour = 8 + 8 * number / count
    start = pd.Timestamp(_FIRST) + pd.to_timedelta(24 * day + hour, unit="h")
    return pd.DataFrame(
        {
            "agent": agent.astype(str),
            "session": np.char.add(np.char.add(agent.astype(str), "-"), day.astype(str)),
            "start": start,
            "stratum": np.char.add("site=", queue[agent].astype(str)),
            "used": 0.0,
            "y_null": value,
            "effect": effect,
        }
    )


def _persistent(
    size: tuple[int, int], deviation: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Shocks with that standard deviation, correlated by .5 from a day to the next."""
    shocks = rng.normal(0, deviation, size)
    for day in range(1, size[1]):
        shocks[:, day] = 0.5 * shocks[:, day - 1] + np.sqrt(0.75) * shocks[:, day]
    return shocks
