"""How precise a study will be, by making it many times of a pilot's days without the assistant.

The pilot's agents are assigned at random, again and again, and each time the study's own estimator
gives its standard error. This takes in all that the estimator makes of the days: what it holds
constant, how an agent's days hang together, who works how often.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.effects.analysis.estimate import by_regression
from console.effects.data.bundle_tables import Tables
from console.effects.data.delayed_starts import NUMBER, START
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, agents_compared, sample_for
from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.sample_size.power import Variation

DRAWS = 12
_LARGEST = 1_000
_FEWEST = 20
"""Agents below which the days of everybody before are taken instead of those of the untreated."""


@dataclass(frozen=True, slots=True)
class RedrawnPilot:
    """The root of the mean squared standard error of a study with all of the pilot's ``agents``.

    ``dof`` are the mean degrees of freedom of its test. ``units`` are how many were assigned, over
    and over: agents, queues, or shifts of queues. ``days`` are the pilot's that were used,
    ``planned`` those of the study; null if it names none.
    """

    std_error: float
    dof: float
    agents: int
    days: int
    planned: int | None
    units: int

    @property
    def of_one(self) -> float:
        """The error times the root of the number of agents."""
        return self.std_error * math.sqrt(self.agents)

    def put_into(self, variation: Variation) -> Variation:
        """The variation with this error, which the pilot knows as well as its units allow.

        Averaged over assignments it is made of the variance between all of them, whichever were
        treated in one study, and that of N values has N - 1 degrees of freedom.
        """
        known = float(max(1, self.units - 1))
        dof = self.dof / self.agents
        return replace(variation, error=self.of_one, dof=dof, pilot_dof=known)


def untreated(days: pd.DataFrame) -> pd.DataFrame:
    """Days of agents who never had access or, where there are few of these, of all before it."""
    had = days.groupby("agent")["treat"].transform("max") == 1
    never: pd.DataFrame = days[~had]
    if never["agent"].nunique() >= _FEWEST or not had.any():
        return never
    first = days.loc[days["treat"] == 1, "day"].min()
    before: pd.DataFrame = days[days["day"] < first]
    return before


def taken_on(chats: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """The chats that were taken on these agents' days."""
    taken = chats[chats["start"].notna()]
    day = taken["start"].dt.tz_localize(None).dt.normalize()
    keys = pd.MultiIndex.from_frame(days[["agent", "day"]])
    rows: pd.DataFrame = taken[pd.MultiIndex.from_arrays([taken["agent"], day]).isin(keys)]
    return rows


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
    days, place, eve, planned = days_and_place(days, plan, outcome)
    rng = np.random.default_rng(seed)
    found = [
        by_regression(_drawn(days, place, eve, plan, outcome, share, rng)) for _ in range(DRAWS)
    ]
    return precision(found, int(days["agent"].nunique()), int(place.max()) + 1, planned)


def days_and_place(
    days: pd.DataFrame, plan: AnalysisPlan, outcome: str
) -> tuple[pd.DataFrame, "pd.Series[int]", int, int | None]:
    """As many of the last days as the study has, each one's number, the first with access.

    The last is how many days the study has, null if it names none.

    Raises:
        EffectsError: there are too few agents or days.
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
    return days, place, eve, planned


def precision(
    found: Sequence[Estimate],
    agents: int,
    days: int,
    planned: int | None,
    units: int | None = None,
) -> RedrawnPilot:
    """What the estimates of all draws come to; ``units`` are the agents unless given."""
    errors = [each.std_error or math.nan for each in found]
    dofs = [each.dof or math.inf for each in found]
    error = float(np.sqrt(np.mean(np.square(errors))))
    return RedrawnPilot(error, float(np.mean(dofs)), agents, days, planned, units or agents)


def redrawn_chats(
    chats: pd.DataFrame, plan: AnalysisPlan, outcome: str, *, seed: int = 0
) -> RedrawnPilot:
    """Make a study that assigns chats, shifts or sessions, of a pilot's chats.

    Args:
        chats: those without the assistant; with ``start``, ``agent`` and ``session``.
        plan: the study. A queue is a stratum of the pilot where the study stratifies by site, and
            all agents otherwise.
        outcome: what is compared.
        seed: of the assignments.

    Raises:
        EffectsError: the pilot has too few chats for it.
    """
    chats = chats[chats["start"].notna()].sort_values("start", kind="stable")
    day = chats["start"].dt.tz_localize(None).dt.normalize()
    dates = np.sort(day.unique())
    if len(dates) < 1 or chats["agent"].nunique() < 2:
        raise EffectsError(
            f"the pilot has {chats['agent'].nunique()} agents with chats without the assistant: "
            "two are the least; export it with its chats"
        )
    planned = _lengths(plan)[1] or None
    dates = dates[-(planned or len(dates)) :]
    chats = chats[day >= dates[0]]
    study = replace(plan, periods=())
    rng = np.random.default_rng(seed)
    found = [_of_chats(assigned_chats(chats, study, rng), study, outcome) for _ in range(DRAWS)]
    shifts = found[0].n if plan.whole_queues else None
    return precision(found, int(chats["agent"].nunique()), len(dates), planned, shifts)


def _of_chats(chats: pd.DataFrame, plan: AnalysisPlan, outcome: str) -> Estimate:
    nothing = pd.DataFrame()
    tables = Tables(nothing, nothing, chats, nothing, nothing, nothing, nothing)
    found = by_regression(sample_for(tables, plan, plan.contrasts[0], outcome))
    if not plan.whole_queues or found.n is None or found.clusters is None:
        return found
    # Randomising the shifts again asks for no fewer degrees of freedom than there are shifts,
    # while clusters of blocks do.
    return replace(found, dof=float(max(1, found.n - found.clusters - 1)))


def assigned_chats(
    chats: pd.DataFrame, plan: AnalysisPlan, rng: np.random.Generator
) -> pd.DataFrame:
    """Chats with the arms that permuted blocks of their units, in order of time, give them."""
    who = chats["agent"].astype(str)
    if plan.unit == "session":
        unit, within = chats["session"], who
    elif plan.unit == "shift":
        length = pd.Timedelta(seconds=plan.bucket_s or 86_400)
        first = chats["start"].min().floor("D")
        begin = first + (chats["start"] - first) // length * length
        sites = "site" in plan.strata and "stratum" in chats.columns
        queue = chats["stratum"].fillna("") if sites else pd.Series("all", chats.index)
        unit, within = begin, queue if plan.whole_queues else who
        chats = chats.assign(bucket=begin.astype(str), bucket_start=begin, stratum=queue)
    else:
        unit, within = pd.Series(np.arange(len(chats)), chats.index), who + chats["session"]
    units = pd.DataFrame({"within": within, "unit": unit}).drop_duplicates()
    number = units.groupby("within").cumcount().to_numpy()
    names = [arm.name for arm in plan.arms]
    shares = np.array([arm.share for arm in plan.arms])
    size = plan.block or _block(shares)
    if plan.unit == "session":
        units, size = units[number < len(names)], len(names)
        number = number[number < len(names)]
    items = np.repeat(np.arange(len(names)), np.round(shares * size).astype(int))
    group = units.groupby(["within", number // size], sort=False).ngroup().to_numpy()
    keys = rng.random((int(group.max()) + 1, len(items))).argsort(axis=1)
    arms = items[keys[group, number % size]]
    units = units.assign(arm_name=np.array(names)[arms], block=number // size)
    rows = chats.drop(columns=["arm_name", "block"], errors="ignore")
    rows = rows.assign(within=within, unit=unit)
    return rows.merge(units, on=["within", "unit"]).drop(columns=["within", "unit"])


def _block(shares: NDArray[np.float64]) -> int:
    """The smallest block in which every arm's share is whole."""
    sizes = range(len(shares), _LARGEST + 1)
    whole = (n for n in sizes if np.allclose(shares * n, np.round(shares * n)))
    return next(whole, _LARGEST)


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
