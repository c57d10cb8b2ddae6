"""What may be analysed: nothing of a day or session after an agent declined to take part."""

from dataclasses import replace

import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.tables import Frame, Tables


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
    found = sessions[sessions["consent"] == "declined"]
    if found.empty:
        return found
    ahead = pd.to_timedelta(found["utc_offset_s"], unit="s")
    began = pd.to_datetime(found["begin"], utc=True) + ahead
    return found.assign(day=began.dt.tz_localize(None).dt.normalize())
