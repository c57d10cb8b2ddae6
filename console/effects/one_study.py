"""What of a bundle is of the planned study, where desks took part in several."""

from dataclasses import replace

from console.effects.plan import Plan
from console.effects.tables import Frame, Tables


def one_study(tables: Tables, plan: Plan) -> Tables:
    """The tables without what was recorded in another study; sessions are all kept.

    Without a plan's file nobody knows which study is meant, and nothing is left out.
    """
    others = other_sessions(tables, plan)
    if others.empty:
        return tables
    names = ("agent_days", "chats", "assignments", "guardrails", "answers", "scores")
    kept = {name: _kept(getattr(tables, name), plan, set(others["session"])) for name in names}
    return replace(tables, **kept)


def other_sessions(tables: Tables, plan: Plan) -> Frame:
    """Sessions that were part of another study than the planned one."""
    sessions = tables.sessions
    if not plan.planned or not {"study", "session"} <= set(sessions.columns):
        return sessions.iloc[:0]
    return sessions[sessions["study"].notna() & (sessions["study"] != plan.name)]


def _kept(rows: Frame, plan: Plan, others: set[str]) -> Frame:
    if "study" in rows.columns:
        return rows[rows["study"].isna() | (rows["study"] == plan.name)]
    return rows[~rows["session"].isin(others)] if "session" in rows.columns else rows
