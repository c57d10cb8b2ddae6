"""How precise a study will be, by making it many times of a pilot's days without the assistant.

The pilot's agents are assigned at random, again and again, and each time the study's own estimator
gives its standard error. This takes in all that the estimator makes of the days: what it holds
constant, how an agent's days hang together, who works how often.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from console.effects.analysis.estimate import estimated
from console.effects.data.delayed_starts import NUMBER, START
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, agents_compared
from console.effects.errors import EffectsError

_DRAWS = 12
_FEWEST = 20
"""Agents below which the days of everybody before are taken instead of those of the untreated."""


@dataclass(frozen=True, slots=True)
class RedrawnPilot:
    """The root of the mean squared standard error of a study with all of the pilot's ``agents``.

    ``days`` are the pilot's that were used, ``planned`` those of the study; null if it names none.
    """

    std_error: float
    agents: int
    days: int
    planned: int | None

    @property
    def of_one(self) -> float:
        """The error times the root of the number of agents."""
        return self.std_error * math.sqrt(self.agents)


def untreated(days: pd.DataFrame) -> pd.DataFrame:
    """Days of agents who never had access or, where there are few of these, of all before it."""
    had = days.groupby("agent")["treat"].transform("max") == 1
    never: pd.DataFrame = days[~had]
    if never["agent"].nunique() >= _FEWEST or not had.any():
        return never
    first = days.loc[days["treat"] == 1, "day"].min()
    before: pd.DataFrame = days[days["day"] < first]
    return before


def redrawn(
    days: pd.DataFrame, plan: AnalysisPlan, outcome: str, *, share: float, seed: int = 0
) -> RedrawnPilot:
    """Make the study of a pilot's days.

    Args:
        days: agent-days without the assistant, with the outcome.
        plan: the study, which assigns agents or the days on which they start.
        outcome: what is compared.
        share: of agents who are treated; with delayed starts the arms' own shares count.
        seed: of the assignments.

    Raises:
        EffectsError: the pilot has too few agents or days for it.
    """
    days = days[days[outcome].notna()]
    dates = np.sort(days["day"].unique())
    before, after = _lengths(plan)
    if len(dates) < 2 or days["agent"].nunique() < 4:
        raise EffectsError(
            f"the pilot has {days['agent'].nunique()} agents on {len(dates)} days of {outcome} "
            "without the assistant: four agents and two days are the least"
        )
    planned = before + after or None
    dates = dates[-(planned or len(dates)) :]
    days = days[days["day"] >= dates[0]]
    eve = round(len(dates) * before / planned) if planned else 0
    place = pd.Series(np.searchsorted(dates, days["day"].to_numpy()), index=days.index)
    rng = np.random.default_rng(seed)
    errors = [
        estimated(_drawn(days, place, eve, plan, outcome, share, rng)).std_error or math.nan
        for _ in range(_DRAWS)
    ]
    agents = int(days["agent"].nunique())
    error = float(np.sqrt(np.mean(np.square(errors))))
    return RedrawnPilot(error, agents, len(dates), planned)


def _lengths(plan: AnalysisPlan) -> tuple[int, int]:
    """Days before access and with it; none where the plan names no periods."""
    lengths = [0, 0]
    for period in plan.periods:
        lengths[period.access] += (period.last - period.first).days + 1
    return lengths[0], lengths[1]


def _drawn(
    days: pd.DataFrame,
    place: "pd.Series[int]",
    eve: int,
    plan: AnalysisPlan,
    outcome: str,
    share: float,
    rng: np.random.Generator,
) -> Sample:
    agents = days["agent"].unique()
    if plan.unit == "delayed":
        return _delayed(
            days,
            place,
            plan,
            outcome,
            dict(zip(agents, _starts(plan, place, len(agents), rng), strict=True)),
        )
    treated = rng.permutation(len(agents)) < max(1, round(share * len(agents)))
    arms = dict(zip(agents, treated.astype(int), strict=True))
    rows = days.assign(treated=days["agent"].map(arms), period=(place >= eve).astype(int))
    return agents_compared(rows, replace(plan, strata=()), outcome)


def _starts(
    plan: AnalysisPlan, place: "pd.Series[int]", agents: int, rng: np.random.Generator
) -> list[int]:
    """The day's number on which each agent starts, as far into the pilot as into the study."""
    last = int(place.max())
    first, end = plan.periods[0].first, plan.periods[-1].last
    whole = (end - first).days + 1
    starts = [
        last + 1 if arm.start is None else round((arm.start - first).days * (last + 1) / whole)
        for arm in plan.arms
    ]
    edges = np.round(np.cumsum([arm.share for arm in plan.arms]) * agents).astype(int)
    ordered = np.repeat(starts, np.diff(edges, prepend=0))
    return [int(each) for each in rng.permutation(ordered)]


def _delayed(
    days: pd.DataFrame,
    place: "pd.Series[int]",
    plan: AnalysisPlan,
    outcome: str,
    starts: dict[object, int],
) -> Sample:
    rows = days.assign(**{START: days["agent"].map(starts), NUMBER: place})
    last = int(rows[START].max()) - 1
    rows = rows[rows[NUMBER] <= last]
    ancova = plan.estimator == "ancova"
    return Sample(rows, outcome, ("day",), (), "delayed", holds_before=ancova)
