"""The agent-days of a study: those within its periods, with the arm each agent was assigned to."""

import pandas as pd

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan


def study_days(tables: Tables, plan: AnalysisPlan) -> Frame:
    """Agent-days with ``arm_of_agent`` and ``period``; agents without an arm are left out.

    ``arm_of_agent`` is the arm of intention: the agent's first, whatever happened later; ``tier``
    is the agent's first, too.
    ``period`` is 1 on days on which arms with access have it, by the plan if it has periods.
    """
    if tables.days is not None:
        return tables.days
    days = tables.agent_days
    arms = arms_of_agents(days, plan)
    days = days.assign(arm_of_agent=days["agent"].map(arms))
    days = days[days["arm_of_agent"].notna()]
    if "usage" not in days.columns:
        days = days.assign(usage=float("nan"))
    if "tier" in days.columns:
        days = days.assign(tier=days.groupby("agent")["tier"].transform("first"))
    if not plan.periods:
        return days
    period = in_periods(days["day"], plan)
    return days[period.notna()].assign(period=period.dropna().astype(int))


def arms_of_agents(days: Frame, plan: AnalysisPlan) -> dict[str, str]:
    """The first arm of each agent, by name."""
    if "arm_name" in days.columns and days["arm_name"].notna().any():
        named = days[days["arm_name"].notna()].sort_values(["day"], kind="stable")
        return dict(named.groupby("agent")["arm_name"].first())
    access = next((arm.name for arm in plan.arms if arm.access), plan.arms[0].name)
    treated = days.groupby("agent")["treated"].max()
    other = plan.reference.name
    return dict(treated.map(lambda value: access if value else other))


def in_periods(days: pd.Series, plan: AnalysisPlan) -> "pd.Series[float]":
    """For each day 1 in a period with access, 0 in one without, null outside all of them."""
    if not plan.periods:
        return pd.Series(1.0, index=days.index)
    in_time = pd.Series(float("nan"), index=days.index)
    for period in plan.periods:
        within = days.between(pd.Timestamp(period.first), pd.Timestamp(period.last))
        in_time = in_time.mask(within, 1.0 if period.access else 0.0)
    return in_time


def with_access(rows: Frame) -> Frame:
    """The rows of the time with access: all of them where there was no other time."""
    return rows[rows["period"] == 1] if "period" in rows.columns else rows


def with_own_access(days: Frame, plan: AnalysisPlan) -> Frame:
    """The days of the time with access that don't lie before the start of the agent's own arm."""
    days = days[days["period"] == 1]
    starts = {arm.name: pd.Timestamp(arm.start) for arm in plan.arms if arm.start}
    if not starts:
        return days
    begun = pd.to_datetime(days["arm_of_agent"].map(starts))
    return days[begun.isna() | (days["day"] >= begun)]
