"""Who declined is not analysed."""

from dataclasses import replace

import made_studies
import pandas as pd

from console.effects.data.eligibility import with_consent


def test_days_after_declining_are_left_out() -> None:
    """An agent who took part and declined later keeps the days before, and loses the one after."""
    tables = made_studies.tables(agents=4, days=3)
    sessions = pd.DataFrame(
        {
            "session": ["s1", "s2"],
            "agent": ["agent-1", "agent-1"],
            "consent": ["given", "declined"],
            # Late in the evening of the second day in UTC is the third day where the agent works.
            "begin": pd.to_datetime(["2026-03-02T09:00Z", "2026-03-03T23:30Z"]),
            "utc_offset_s": [3600, 3600],
        }
    )
    chats = pd.DataFrame({"session": ["s1", "s2"], "chat": ["a", "b"]})
    found = with_consent(replace(tables, sessions=sessions, chats=chats))
    mine = found.agent_days[found.agent_days["agent"] == "agent-1"]
    assert list(mine["day"].dt.day) == [2, 3]
    assert len(found.agent_days) == len(tables.agent_days) - 1
    assert list(found.chats["chat"]) == ["a"]
    assert len(found.sessions) == 2


def test_without_declining_nothing_changes() -> None:
    """Bundles of older versions know nothing of consent."""
    tables = made_studies.tables(agents=4, days=3)
    assert with_consent(tables) is tables
