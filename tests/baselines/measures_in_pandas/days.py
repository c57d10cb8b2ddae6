"""The panel: one row an agent and day on which the agent took a chat."""

import numpy as np
import pandas as pd

from baselines.measures_in_pandas.facts import SESSION, Frame

AGENT_DAY = ["agent", "day"]
_MEANS = [
    "queue_wait_s", "issue_identification_s", "duration_s", "agent_response_s",
    "customer_response_s", "first_response_s", "concurrency_at_start", "concurrency_mean",
    "active_s", "away_s", "away_share", "active_inferred_s", "switches_in", "resumption_lag_s",
    "typing_s", "agent_messages", "customer_messages", "message_ratio", "customer_pictures",
    "rating", "decision_s", "customer_tenure_days", "customer_agreed_s",
]  # fmt: skip
_SHARES = {
    "dissatisfaction_rate": "dissatisfied",
    "retrial_rate": "retrial_3d",
    "abandonment_rate": "abandoned",
    "usage": "used",
    "usage_complete": "used_complete",
    "usage_partial": "used_partial",
    "assistance": "assisted",
    "access_share": "access",
    "exposed_share": "exposed",
}
_COMMON = ["study", "study_hash", "arm", "arm_name", "stratum"]


def agent_days(chats: Frame, sessions: Frame, spans: Frame) -> Frame:
    """The panel, from chats with all their measures."""
    taken = chats[chats["start"].notna()]
    taken = taken.assign(day=_local_day(taken["start"], taken["utc_offset_s"]))
    by_day = taken.groupby(AGENT_DAY)
    days = by_day.agg(
        tier=("tier", "max"),
        chats=("chat", "size"),
        rated=("rating", "count"),
        **{name: (name, "mean") for name in _MEANS},
        **{name: (column, "mean") for name, column in _SHARES.items()},
    )
    for name in _COMMON:
        values = by_day[name]
        days[name] = values.first().where(values.nunique(dropna=False) == 1)
    days["rated_share"] = days["rated"] / days["chats"]
    for name in ("issue_identification", "duration", "customer_agreed"):
        seconds = days[f"{name}_s"]
        days[f"ln_{name}"] = np.log(seconds.where(seconds != 0))
    days = days.join(_worked(sessions, spans)).reset_index()
    days["session_s"] = days["session_s"].fillna(0)
    return _with_lags(_with_design(days, sessions))


def _local_day(moments: pd.Series, utc_offset_s: pd.Series) -> "pd.Series[pd.Timestamp]":
    """The day on a clock that is so many seconds ahead of UTC."""
    local = pd.to_datetime(moments) + pd.to_timedelta(utc_offset_s, unit="s")
    return local.dt.floor("D")


def _worked(sessions: Frame, spans: Frame) -> Frame:
    """How long each agent's sessions of a day lasted, and the time in them without a chat."""
    alone = spans[spans["chat"].isna()]
    unattended = (alone["end_ns"] - alone["begin_ns"]).groupby([alone[n] for n in SESSION]).sum()
    found = sessions.merge(unattended.rename("unattended_ns").reset_index(), on=SESSION, how="left")
    found["day"] = _local_day(found["begin"], found["utc_offset_s"])
    found["session_s"] = (found["last_ns"] - found["begin_ns"]) / 1e9
    found["unattended_s"] = found["unattended_ns"] / 1e9
    by_day = found.groupby(AGENT_DAY)
    return by_day[["session_s"]].sum().join(by_day["unattended_s"].sum(min_count=1))


def _with_design(days: Frame, sessions: Frame) -> Frame:
    """With who was ever treated, and the period in which anyone had access, by the day's study."""
    access_day = _local_day(sessions["access_began"], sessions["utc_offset_s"])
    sessions = sessions.assign(access_day=access_day)
    studied = sessions[sessions["study"].notna()]
    by_study = studied.groupby(["agent", "study"])["treated"].max().rename("of_study")
    days = days.merge(by_study.reset_index(), on=["agent", "study"], how="left")
    of_any = days["agent"].map(studied.groupby("agent")["treated"].max())
    of_none = days["agent"].map(sessions.groupby("agent")["treated"].max())
    days["treated"] = days["of_study"].fillna(of_any).fillna(of_none).fillna(0).astype(int)
    begins = studied.groupby("study")["access_day"].min().rename("begun").reset_index()
    days = days.merge(begins, on="study", how="left")
    first, of_all = studied["access_day"].min(), sessions["access_day"].min()
    begun = days["begun"].where(days["study"].notna(), of_all if pd.isna(first) else first)
    days["period"] = (days["day"] >= begun).astype(int)
    days["treat"] = days["treated"] * days["period"]
    return days


def _with_lags(days: Frame) -> Frame:
    """With two measures of the agent's day before."""
    before = days.sort_values(AGENT_DAY).groupby("agent")
    days["lag_concurrency"] = before["concurrency_at_start"].shift()
    days["lag_customer_tenure_days"] = before["customer_tenure_days"].shift()
    return days
