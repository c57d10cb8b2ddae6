"""Which rows an effect is estimated on, and with what held constant: one way for each design.

By agent with days before: ``outcome ~ treat | agent + day``, with the previous day's controls. By
agent without: agents' means, one row an agent. By chat: chats, within agents. By shift: an agent's
means in each bucket, without its burn-in, within agents. Delayed start: each cohort beside those
who start later still, stacked, so that nobody who has started stands for those who have not.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.catalogue import known
from console.effects.plan import Contrast, Plan
from console.effects.study_days import arms_of_agents, in_periods, study_days
from console.effects.tables import Frame, Tables

CONTROLS = ("lag_concurrency", "lag_customer_tenure_days")
"""The day before's means that the paper holds constant."""

_KEPT_SHARE = 0.75
"""A control is left out if rows would be lost beyond this for want of it."""


@dataclass(frozen=True)
class Sample:
    """Rows with ``treat``, ``usage``, the outcome and the agent, and how they are compared."""

    frame: Frame
    outcome: str
    fixed_effects: tuple[str, ...]
    controls: tuple[str, ...]
    form: str
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> Frame:
        """The rows that have an outcome and all controls."""
        return self.frame.dropna(subset=[self.outcome, *self.controls])

    def agents(self, treated: int) -> int:
        """How many agents ever had this value of the treatment, among the rows that count."""
        rows = self.used
        if self.form == "panel":
            rows = rows[rows["treated"] == treated]
        else:
            rows = rows[rows["treat"] == treated]
        return int(rows["agent"].nunique())


def sample_for(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Sample:
    """The rows on which an outcome of two arms is compared."""
    makers = {"chat": _chats, "shift": _shifts, "delayed": _stacked, "agent": _by_agent}
    return makers[plan.unit](tables, plan, contrast, outcome)


def with_outcome(frame: Frame, outcome: str) -> Frame:
    """The frame with the outcome as a column, null throughout if it was never measured."""
    if outcome in frame.columns:
        return frame
    level = known(outcome).level or (outcome[3:] if outcome.startswith("ln_") else None)
    if level is None or level not in frame.columns:
        return frame.assign(**{outcome: np.nan})
    return frame.assign(**{outcome: _ln(frame[level])})


def _ln(values: Frame) -> Frame:
    """Natural logarithms, null where there is none."""
    numbers = values.astype(float)
    return np.log(numbers.where(numbers > 0))


# --- by agent --------------------------------------------------------------------------------


def _by_agent(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Sample:
    days = _of_contrast(study_days(tables, plan), contrast)
    days = with_outcome(days, outcome)
    if _has_before(days):
        return panel(days, outcome)
    return cross_section(days[days["period"] == 1], plan, outcome)


def _has_before(days: Frame) -> bool:
    """Whether both arms have days before and after."""
    return len(days.groupby(["treated", "period"]).size()) == 4


def panel(days: Frame, outcome: str) -> Sample:
    """Agents and days held constant, and the day before's means as far as there are any."""
    days = days.assign(treat=days["treated"] * days["period"])
    controls, notes = _controls(days, outcome)
    return Sample(days, outcome, ("agent", "day"), controls, "panel", notes)


def _controls(days: Frame, outcome: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = days[days[outcome].notna()]
    usable = [name for name in CONTROLS if name in rows.columns and rows[name].notna().any()]
    kept = tuple(name for name in usable if rows[name].nunique() > 1)
    if kept and rows[list(kept)].notna().all(axis=1).mean() < _KEPT_SHARE:
        return (), (
            "the day before's concurrency and customer tenure are not held constant: too many days "
            "have no day before",
        )
    return kept, ()


def cross_section(days: Frame, plan: Plan, outcome: str) -> Sample:
    """One row an agent: means over the agent's days, each day alike."""
    days = days.assign(stratum=_stratum(days))
    numbers = [name for name in {outcome, "usage"} if name in days.columns]
    means = days.groupby("agent", as_index=False).agg(
        treated=("treated", "first"),
        stratum=("stratum", "first"),
        **{name: (name, "mean") for name in numbers},
    )
    within = ("stratum",) if plan.strata and means["stratum"].nunique() > 1 else ()
    return Sample(means.assign(treat=means["treated"]), outcome, within, (), "cross-section")


def _stratum(days: Frame) -> Frame:
    if "stratum" in days.columns and days["stratum"].notna().any():
        return days["stratum"].fillna("")
    return pd.Series("", index=days.index)


def _of_contrast(days: Frame, contrast: Contrast) -> Frame:
    days = days[days["arm_of_agent"].isin([contrast.arm, contrast.against])]
    return days.assign(treated=(days["arm_of_agent"] == contrast.arm).astype(int))


# --- by chat and by shift --------------------------------------------------------------------


def _chats(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Sample:
    return Sample(chat_rows(tables, plan, contrast, outcome), outcome, ("agent",), (), "chat")


def _shifts(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Sample:
    level = known(outcome).level
    chats = chat_rows(tables, plan, contrast, level or outcome)
    if "bucket" not in chats.columns:
        chats = chats.assign(bucket=None)
    begun = pd.to_datetime(chats["bucket"], utc=True, format="ISO8601", errors="coerce")
    in_bucket = (chats["start"] - begun).dt.total_seconds()
    chats = chats[begun.notna() & ~(in_bucket < plan.burn_in_s)]
    rows = chats.groupby(["agent", "bucket"], as_index=False).agg(
        treat=("treat", "first"),
        usage=("usage", "mean"),
        start=("start", "min"),
        **{level or outcome: (level or outcome, "mean")},
    )
    return Sample(with_outcome(rows, outcome), outcome, ("agent",), (), "shift")


def chat_rows(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Frame:
    """Chats that were taken in the study's time in one of the two arms."""
    chats = tables.chats
    if chats.empty:
        return pd.DataFrame(columns=["agent", "start", "treat", "usage", "bucket", outcome])
    chats = chats[chats["start"].notna() & chats["duration_s"].notna()]
    arms = _arm_names(chats, plan)
    days = pd.to_datetime(chats["start"], utc=True).dt.tz_localize(None).dt.normalize()
    chosen = arms.isin([contrast.arm, contrast.against]) & (in_periods(days, plan) == 1)
    chats, arms = chats[chosen], arms[chosen]
    return _with_chat_outcome(
        chats.assign(
            treat=(arms == contrast.arm).astype(int),
            usage=chats["used"].astype(float),
            start=pd.to_datetime(chats["start"], utc=True),
        ),
        outcome,
    )


def _arm_names(chats: Frame, plan: Plan) -> Frame:
    if "arm_name" in chats.columns and chats["arm_name"].notna().any():
        return chats["arm_name"]
    access = next((arm.name for arm in plan.arms if arm.access), plan.arms[0].name)
    return chats["arm"].map({"treatment": access, "control": plan.reference.name})


def _with_chat_outcome(chats: Frame, outcome: str) -> Frame:
    """The measure of an agent's day as it is of a chat."""
    if outcome == "rated_share":
        return chats.assign(rated_share=chats["rating"].notna().astype(float))
    column = known(outcome).of_chat or outcome
    if column not in chats.columns:
        return with_outcome(chats, outcome)
    values = chats[column].astype(float)
    return chats.assign(**{outcome: _ln(values) if known(outcome).level else values})


# --- delayed start ---------------------------------------------------------------------------


def _stacked(tables: Tables, plan: Plan, contrast: Contrast, outcome: str) -> Sample:
    """Each cohort's days beside those of agents who start after all of these days, or never."""
    days = with_outcome(study_days(tables, plan), outcome)
    starts = {arm.name: pd.Timestamp(arm.start) for arm in plan.arms if arm.start and arm.access}
    begun = days["arm_of_agent"].map(starts)
    last = _last_clean(days, begun)
    stacks = []
    for name, start in starts.items():
        clean = (begun > last) | begun.isna()
        cohort = (days["arm_of_agent"] == name) & (start <= last)
        rows = days[(clean | cohort) & (days["day"] <= last)]
        stacks.append(_stack(rows, name, start) if cohort.any() else rows.iloc[:0])
    frame = pd.concat(stacks, ignore_index=True) if stacks else days.iloc[:0]
    if frame.empty:
        frame = frame.assign(treated=0, treat=0, stack_agent="", stack_day="")
    return Sample(frame, outcome, ("stack_agent", "stack_day"), (), "delayed")


def _last_clean(days: Frame, begun: Frame) -> pd.Timestamp:
    """The last day on which anybody had not started."""
    if begun.isna().any():
        return days["day"].max()
    return begun.max() - pd.Timedelta(days=1)


def _stack(rows: Frame, name: str, start: pd.Timestamp) -> Frame:
    treated = (rows["arm_of_agent"] == name).astype(int)
    return rows.assign(
        treated=treated,
        treat=treated * (rows["day"] >= start).astype(int),
        stack_agent=name + " " + rows["agent"].astype(str),
        stack_day=name + " " + rows["day"].astype(str),
    )


__all__ = ["Sample", "arms_of_agents", "chat_rows", "cross_section", "panel", "sample_for"]
