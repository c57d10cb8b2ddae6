"""Delayed start: each cohort is compared with those who have not started, in stacks.

Where cohorts start one after the other, a regression with agent and day effects would also compare
late starters with early ones who have the assistant already, and get effects that grow with time
wrong. Here a cohort is compared only with agents who start after all the days used, or never.
"""

import pandas as pd

from console.effects.data.bundle_tables import Frame
from console.effects.data.plan import AnalysisPlan


def stacked(days: Frame, plan: AnalysisPlan) -> Frame:
    """The stacks with ``treated``, ``treat``, ``stack_agent`` and ``stack_day``.

    The days go to the last on which anybody had not started. The effects of the cohorts are
    averaged with the weights of least squares.
    """
    days = days[days["arm_of_agent"].isin([arm.name for arm in plan.arms])]
    starts = {arm.name: pd.Timestamp(arm.start) for arm in plan.arms if arm.start and arm.access}
    begun = pd.to_datetime(days["arm_of_agent"].map(starts))
    last = _last_clean(days, begun)
    clean = days[(begun.isna() | (begun > last)) & (days["day"] <= last)]
    stacks = [
        _stack(pd.concat([clean, _cohort(days, name, last)]), name, start)
        for name, start in starts.items()
        if start <= last
    ]
    return pd.concat(stacks, ignore_index=True) if stacks else _stack(clean, "", last)


def _last_clean(days: Frame, begun: "pd.Series[pd.Timestamp]") -> pd.Timestamp:
    """The last day on which anybody had not started."""
    if begun.isna().any() or days.empty:
        return pd.Timestamp(days["day"].max())
    return pd.Timestamp(begun.max()) - pd.Timedelta(days=1)


def _cohort(days: Frame, name: str, last: pd.Timestamp) -> Frame:
    return days[(days["arm_of_agent"] == name) & (days["day"] <= last)]


def _stack(rows: Frame, name: str, start: pd.Timestamp) -> Frame:
    treated = (rows["arm_of_agent"] == name).astype(int)
    return rows.assign(
        treated=treated,
        treat=treated * (rows["day"] >= start).astype(int),
        stack_agent=name + " " + rows["agent"].astype(str),
        stack_day=name + " " + rows["day"].astype(str),
    )
