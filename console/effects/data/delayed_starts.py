"""Delayed start: agent-days with the day on which each agent starts, and stacks of them.

The effect on the mean is estimated from the days as they are (see
``console.effects.estimators.staggered_starts``). Where only a regression will do, as for quantiles,
the days are stacked: each cohort is set beside agents who start after all the days used, or never,
since a regression with agent and day effects would also compare late starters with early ones who
have the assistant already, and get effects that grow with time wrong.
"""

import pandas as pd

from console.effects.data.bundle_tables import Frame
from console.effects.data.plan import AnalysisPlan

START, NUMBER = "number of the day of start", "number of the day"
"""Columns of days counted from the first; who starts later than all days, or never, has a start
beyond the last."""


def delayed(days: Frame, plan: AnalysisPlan) -> Frame:
    """The days up to the last on which anybody had not started, with ``treat`` for those who had.

    ``treated`` is the same: an agent is in one arm before the start, and in the other after it.
    """
    days = days[days["arm_of_agent"].isin([arm.name for arm in plan.arms])]
    starts = {arm.name: pd.Timestamp(arm.start) for arm in plan.arms if arm.start and arm.access}
    begun = pd.to_datetime(days["arm_of_agent"].map(starts))
    last = _last_clean(days, begun)
    days, begun = days[days["day"] <= last], begun[days["day"] <= last]
    began = days["day"].min()
    number = (days["day"] - began).dt.days
    beyond = int(number.max()) + 1 if len(number) else 0
    start = (begun - began).dt.days.fillna(beyond).clip(upper=beyond).astype(int)
    treat = (number >= start).astype(int)
    return days.assign(**{START: start, NUMBER: number, "treat": treat, "treated": treat})


def _last_clean(days: Frame, begun: "pd.Series[pd.Timestamp]") -> pd.Timestamp:
    """The last day on which anybody had not started."""
    if begun.isna().any() or days.empty:
        return pd.Timestamp(days["day"].max())
    return pd.Timestamp(begun.max()) - pd.Timedelta(days=1)


def stacked(rows: Frame) -> Frame:
    """The stacks of such days, with ``treated``, ``treat``, ``stack_agent`` and ``stack_day``."""
    last = rows[NUMBER].max()
    clean = rows[rows[START] > last]
    starts = sorted(rows.loc[rows[START] <= last, START].unique())
    stacks = [_stack(pd.concat([clean, rows[rows[START] == each]]), int(each)) for each in starts]
    return pd.concat(stacks, ignore_index=True) if stacks else _stack(clean, 0)


def _stack(rows: Frame, start: int) -> Frame:
    treated = (rows[START] == start).astype(int)
    return rows.assign(
        treated=treated,
        treat=treated * (rows[NUMBER] >= start).astype(int),
        stack_agent=f"{start} " + rows["agent"].astype(str),
        stack_day=f"{start} " + rows["day"].astype(str),
    )
