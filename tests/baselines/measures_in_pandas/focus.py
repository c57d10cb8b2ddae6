"""Where the agent's attention was: spans of focus, and the moves of focus between chats."""

import pandas as pd

from baselines.measures_in_pandas.facts import SESSION, Frame

_KINDS = [
    "tab_shown",
    "window_activated",
    "window_deactivated",
    "session_ended",
    "agent_idle",
    "agent_back",
]
_WINDOW = {"window_activated": True, "window_deactivated": False, "session_ended": False}
_IDLE = {"agent_idle": True, "agent_back": False}
_NO_CHAT = ""


def spans_of(events: Frame, sessions: Frame) -> Frame:
    """Stretches of time in which one chat, or none (null), had focus; they cover every session."""
    facts = _with_focus(_placed(events, sessions))
    before = facts.groupby(SESSION)["focus"].shift().fillna(_NO_CHAT)
    changed = facts.loc[
        facts["focus"] != before, [*SESSION, "first_seq", "place", "at_ns", "focus"]
    ]
    beginnings = sessions[[*SESSION, "first_seq", "begin_ns"]]
    beginnings = beginnings.rename(columns={"begin_ns": "at_ns"}).assign(place=-1, focus=_NO_CHAT)
    spans = pd.concat([beginnings, changed]).rename(columns={"at_ns": "begin_ns"})
    spans = spans.sort_values(["log", "first_seq", "begin_ns", "place"], ignore_index=True)
    spans = spans.merge(sessions[[*SESSION, "stretch", "last_ns"]], on=SESSION)
    ends = spans.groupby(SESSION)["begin_ns"].shift(-1)
    spans["end_ns"] = ends.fillna(spans["last_ns"]).astype("int64")
    spans = spans[(spans["focus"] != _NO_CHAT) | (spans["end_ns"] > spans["begin_ns"])]
    return spans.assign(chat=spans["focus"].where(spans["focus"] != _NO_CHAT))


def moves_of(spans: Frame) -> Frame:
    """The moves of focus from one chat (``source``) to another (``chat``), in order."""
    attended = spans[spans["chat"].notna()]
    attended = attended.assign(source=attended.groupby(["log", "stretch"])["chat"].shift())
    moved = attended[attended["source"].notna() & (attended["source"] != attended["chat"])]
    moved = moved[["log", "source", "chat", "begin_ns"]].rename(columns={"begin_ns": "at_ns"})
    return moved.assign(place=range(len(moved)))


def _placed(events: Frame, sessions: Frame) -> Frame:
    """The facts that touch attention in order, idleness where it began."""
    facts = events.loc[
        events["kind"].isin(_KINDS), [*SESSION, "seq", "at_ns", "kind", "chat", "idle_s"]
    ]
    facts = facts.merge(sessions[[*SESSION, "first_seq", "begin_ns"]], on=SESSION)
    back = facts["at_ns"].where(facts["kind"] == "agent_back")
    touched = back.groupby([facts["log"], facts["session"]]).cummax()
    touched = touched.groupby([facts["log"], facts["session"]]).ffill().fillna(facts["begin_ns"])
    idle = (facts["idle_s"] * 1e9).round().clip(upper=facts["at_ns"] - touched)
    idle = idle.where(facts["kind"] == "agent_idle", 0).astype("int64")
    facts["at_ns"] -= idle
    facts = facts.sort_values(["log", "first_seq", "at_ns", "seq"], ignore_index=True)
    return facts.assign(place=facts.index)


def _with_focus(facts: Frame) -> Frame:
    """With the chat in focus after each fact: current tab, active window, nobody idle.

    The current tab outlives a session; window and idleness don't.
    """
    shown = facts["chat"].fillna(_NO_CHAT).where(facts["kind"] == "tab_shown")
    tab = shown.groupby(facts["log"]).ffill().fillna(_NO_CHAT)
    session = [facts["log"], facts["session"]]
    active = facts["kind"].map(_WINDOW).groupby(session).ffill().eq(True)
    idle = facts["kind"].map(_IDLE).groupby(session).ffill().eq(True)
    return facts.assign(focus=tab.where(active & ~idle, _NO_CHAT))
