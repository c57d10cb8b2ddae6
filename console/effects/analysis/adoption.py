"""Adoption: usage among those with access, over time, by tier, and how it is spread over agents."""

from collections.abc import Iterable

import pandas as pd

from console.effects.analysis.results import (
    AdoptionResult,
    DayMean,
    TierAdoption,
    UsageSpread,
)
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import days_by_arm
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import study_days, with_own_access


def adoption(tables: Tables, plan: AnalysisPlan) -> AdoptionResult:
    """Usage among those with access: over time by tier, and how it is spread over agents."""
    days = days_of_arms(tables, plan)
    access = [arm.name for arm in plan.arms if arm.access]
    used = with_own_access(days[days["arm_of_agent"].isin(access)], plan)
    used = used[used["usage"].notna()] if "usage" in used.columns else used.iloc[:0]
    fewest = plan.minimums.agents_per_mean
    return AdoptionResult(
        mean=mean_of(used, "usage", fewest),
        complete=mean_of(used, "usage_complete", fewest),
        partial=mean_of(used, "usage_partial", fewest),
        agent_days=len(used),
        agents=int(used["agent"].nunique()),
        spread=_spread(used, fewest),
        by_tier=tuple(
            TierAdoption(
                tier=tier,
                agents=int(rows["agent"].nunique()),
                mean=mean_of(rows, "usage", fewest),
                points=points(rows, "usage", plan),
            )
            for tier, rows in _by_tier(used, plan)
        ),
        over_time=points(used, "usage", plan),
    )


def tiers_of(days: Frame, plan: AnalysisPlan) -> list[str]:
    """The tiers, lowest first: those of the plan, or those in the data in their order."""
    if plan.tiers:
        return list(plan.tiers)
    return sorted(days["tier"].dropna().unique()) if "tier" in days.columns else []


def _by_tier(days: Frame, plan: AnalysisPlan) -> Iterable[tuple[str, Frame]]:
    return [(tier, days[days["tier"] == tier]) for tier in tiers_of(days, plan)]


def _spread(used: Frame, fewest: int) -> UsageSpread:
    """Shares of agents who never used it, who always did, and between, in tenths."""
    share = used.groupby("agent")["usage"].mean() if len(used) else pd.Series(dtype=float)
    if len(share) < fewest:
        return UsageSpread()
    tenths = pd.cut(share[share > 0], [each / 10 for each in range(11)], include_lowest=True)
    counts = tenths.value_counts(sort=False)
    return UsageSpread(
        never_share=float((share == 0).mean()),
        always_share=float((share >= 1).mean()),
        tenths=tuple(float(count) / len(share) for count in counts),
    )


_DAILY = 21
"""Maximum number of days with a point for each; beyond, a point is a week."""


def days_of_arms(tables: Tables, plan: AnalysisPlan) -> Frame:
    """Agents' days with the arm as ``arm_of_agent``: a day in several arms counts for each."""
    if plan.within_agents:
        return days_by_arm(tables, plan)
    return study_days(tables, plan)


def mean_of(days: Frame, measure: str, fewest: int) -> float | None:
    """The mean over agent-days; null for fewer agents than ``fewest``, or if never measured."""
    if measure not in days.columns or days["agent"].nunique() < fewest:
        return None
    rows = days[measure].dropna()
    return float(rows.mean()) if len(rows) else None


def points(days: Frame, measure: str, plan: AnalysisPlan) -> tuple[DayMean, ...]:
    """Means by day, or by week from the first day on where there are many days."""
    if days.empty:
        return ()
    first = days["day"].min()
    span = (days["day"].max() - first).days + 1
    step = 1 if span <= _DAILY else 7
    since = (days["day"] - first).dt.days // step
    placed = days.assign(place=first + pd.to_timedelta(since * step, unit="D"))
    means = placed.groupby("place").agg(
        mean=(measure, "mean"), agents=("agent", "nunique"), rows=(measure, "count")
    )
    means = means[(means["agents"] >= plan.minimums.agents_per_mean) & (means["rows"] > 0)]
    return tuple(
        DayMean(day=day.isoformat(), mean=float(mean))
        for day, mean in zip(pd.DatetimeIndex(means.index).date, means["mean"], strict=True)
    )
