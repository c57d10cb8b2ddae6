"""Means over agents' days, and over time: for a reader, so never of fewer agents than allowed."""

import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.analysis.plain import Entry
from console.effects.chat_rows import days_by_arm
from console.effects.plan import Plan
from console.effects.study_days import study_days
from console.effects.tables import Frame, Tables

_DAILY = 21
"""Up to so many days a point is a day; beyond, it is a week."""


def days_of_arms(tables: Tables, plan: Plan) -> Frame:
    """Agents' days with the arm as ``arm_of_agent``: a day in several arms counts for each."""
    if plan.unit in ("chat", "shift", "session"):
        return days_by_arm(tables, plan)
    return study_days(tables, plan)


def mean_of(days: Frame, measure: str, fewest: int) -> float | None:
    """The mean over agent-days; null for fewer agents than ``fewest``, or if never measured."""
    if measure not in days.columns or days["agent"].nunique() < fewest:
        return None
    rows = days[measure].dropna()
    return float(rows.mean()) if len(rows) else None


def points(days: Frame, measure: str, plan: Plan) -> list[Entry]:
    """Means by day, or by week from the first day on where there are many days."""
    if days.empty:
        return []
    first = days["day"].min()
    span = (days["day"].max() - first).days + 1
    step = 1 if span <= _DAILY else 7
    since = (days["day"] - first).dt.days // step
    told = days.assign(place=first + pd.to_timedelta(since * step, unit="D"))
    found = told.groupby("place").agg(
        mean=(measure, "mean"), agents=("agent", "nunique"), rows=(measure, "count")
    )
    found = found[(found["agents"] >= plan.minimums.agents_per_mean) & (found["rows"] > 0)]
    return [
        {"day": place.date().isoformat(), "mean": float(row["mean"])}
        for place, row in found.iterrows()
    ]
