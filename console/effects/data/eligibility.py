"""What of a bundle is of the planned study, where desks took part in several."""

from dataclasses import replace

import pandas as pd

from console.domain.json_objects import JsonObject
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan


def one_study(tables: Tables, plan: AnalysisPlan) -> Tables:
    """The tables without what was recorded in another study; sessions are all kept.

    Without a plan's file nobody knows which study is meant, and nothing is left out.
    """
    others = other_sessions(tables, plan)
    if others.empty:
        return tables
    names = ("agent_days", "chats", "assignments", "guardrails", "answers", "scores")
    left_out = set(others["session"])
    # Any: the fields that are replaced have several types.
    kept: JsonObject = {name: _kept(getattr(tables, name), plan, left_out) for name in names}
    return replace(tables, **kept)


def other_sessions(tables: Tables, plan: AnalysisPlan) -> Frame:
    """Sessions that were part of another study than the planned one."""
    sessions = tables.sessions
    if not plan.planned or not {"study", "session"} <= set(sessions.columns):
        return sessions.iloc[:0]
    return sessions[sessions["study"].notna() & (sessions["study"] != plan.name)]


def _kept(rows: Frame, plan: AnalysisPlan, others: set[str]) -> Frame:
    if "study" in rows.columns:
        return rows[rows["study"].isna() | (rows["study"] == plan.name)]
    return rows[~rows["session"].isin(others)] if "session" in rows.columns else rows


def with_consent(tables: Tables) -> Tables:
    """The tables without agents' days and chats of sessions that were declined; those are kept.

    A day on which an agent worked in a declined session is left out whole, since a day's means
    can't be taken apart.
    """
    declined = _declined(tables.sessions)
    if declined.empty:
        return tables
    out = pd.MultiIndex.from_frame(declined[["agent", "day"]])
    days, chats = tables.agent_days, tables.chats
    here = pd.MultiIndex.from_frame(days[["agent", "day"]])
    kept = chats[~chats["session"].isin(declined["session"])] if "session" in chats else chats
    return replace(tables, agent_days=days[~here.isin(out)], chats=kept)


def _declined(sessions: Frame) -> Frame:
    """Declined sessions with the day on which they began, on the workstation's clock."""
    if "consent" not in sessions.columns:
        return sessions.iloc[:0]
    declined = sessions[sessions["consent"] == "declined"]
    if declined.empty:
        return declined
    ahead = pd.to_timedelta(declined["utc_offset_s"], unit="s")
    began = pd.to_datetime(declined["begin"], utc=True) + ahead
    return declined.assign(day=began.dt.tz_localize(None).dt.normalize())
