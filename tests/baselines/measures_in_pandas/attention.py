"""How much attention each chat got, observed and inferred, and what switching cost."""

import math

import pandas as pd

from baselines.measures_in_pandas.facts import CHAT, SESSION, Frame

_INPUT = ["agent_typing", "draft_changed", "send_held", "message_sent"]


def with_attention(
    chats: Frame, events: Frame, messages: Frame, sessions: Frame, spans: Frame
) -> Frame:
    """Chats with the time they had focus, led to the agent's messages, or held the cursor."""
    life = chats.loc[chats["start_ns"].notna(), [*CHAT, "start_ns", "until_ns"]]
    parts = {
        "attended_ns": _within_life(spans, life),
        "composing_ns": _composing(messages, sessions),
        "cursor_ns": _within_life(_cursor_stays(events, sessions), life),
    }
    for name, part in parts.items():
        chats = chats.merge(part.rename(name).reset_index(), on=CHAT, how="left")
    chats[list(parts)] = chats[list(parts)].fillna(0)
    started = chats["start_ns"].notna()
    over = started & chats["end_ns"].notna()
    duration = chats["end_ns"] - chats["start_ns"]
    active = chats["attended_ns"].where(over)
    chats["active_s"] = active / 1e9
    chats["away_s"] = (duration - active) / 1e9
    chats["away_share"] = (duration - active) / duration.where(duration != 0)
    chats["active_inferred_s"] = chats["composing_ns"].where(started) / 1e9
    chats["typing_s"] = chats["cursor_ns"].where(over) / 1e9
    return chats


def with_switches(chats: Frame, events: Frame, moves: Frame) -> Frame:
    """Chats with how often focus came and went, and how long the agent took to resume them."""
    into = moves.groupby(CHAT).size().rename("switches_in").reset_index()
    left = moves.drop(columns="chat").rename(columns={"source": "chat"})
    away = left.groupby(CHAT).size().rename("switches_out").reset_index()
    chats = chats.merge(into, on=CHAT, how="left").merge(away, on=CHAT, how="left")
    switches = ["switches_in", "switches_out"]
    chats[switches] = chats[switches].fillna(0).astype("int64")
    begun = events["active"].isna() | (events["active"] == 1)
    at_once = events["held_s"].isna() | (events["held_s"] == 0)
    acts = events[events["kind"].isin(_INPUT) & begun & at_once]
    points = pd.concat([
        moves[[*CHAT, "at_ns", "place"]].assign(what="here"),
        left[[*CHAT, "at_ns", "place"]].assign(what="away"),
        acts[[*CHAT, "at_ns"]].assign(place=-1, what="act"),
    ])  # fmt: skip
    lags = points.groupby(CHAT)[["at_ns", "place", "what"]].apply(_resumption_lag_s)
    return chats.merge(lags.rename("resumption_lag_s").reset_index(), on=CHAT, how="left")


def _shared_ns(chat: Frame) -> int:
    """How much of some stretches of time lies between one chat's start and its end."""
    start, until = chat["start_ns"].iloc[0], chat["until_ns"].iloc[0]
    stretches = zip(chat["begin_ns"], chat["end_ns"], strict=True)
    return sum(max(min(end, until) - max(begin, start), 0) for begin, end in stretches)


def _within_life(stretches: Frame, life: Frame) -> pd.Series:
    """The time the stretches of each chat share with its life."""
    found = stretches.merge(life, on=CHAT)
    columns = ["begin_ns", "end_ns", "start_ns", "until_ns"]
    return found.groupby(CHAT)[columns].apply(_shared_ns)


def _composing(messages: Frame, sessions: Frame) -> pd.Series:
    """The time from the agent's message before, in any chat of the session, to each message."""
    sent = messages[messages["by_agent"] & messages["start_ns"].notna()]
    sent = sent.sort_values(["log", "seq"])
    before = sent.groupby(["log", "sent_in"])["at_ns"].shift()
    begins = sessions[[*SESSION, "begin_ns"]].rename(columns={"session": "sent_in"})
    sent = sent.assign(before_ns=before).merge(begins, on=["log", "sent_in"])
    sent["before_ns"] = sent["before_ns"].fillna(sent["begin_ns"])
    sent["composing_ns"] = sent["at_ns"] - sent[["before_ns", "start_ns"]].max(axis=1)
    return sent.groupby(CHAT)["composing_ns"].sum()


def _cursor_stays(events: Frame, sessions: Frame) -> Frame:
    """The times the cursor was in the input box of a chat."""
    facts = events[events["kind"].isin(["composer_focused", "composer_left"])]
    facts = facts.merge(sessions[[*SESSION, "last_ns"]], on=SESSION).sort_values(["log", "seq"])
    following = facts.groupby(CHAT)[["at_ns", "session"]].shift(-1)
    stays_here = following["session"] == facts["session"]
    facts["end_ns"] = following["at_ns"].where(stays_here, facts["last_ns"])
    facts = facts[facts["kind"] == "composer_focused"].rename(columns={"at_ns": "begin_ns"})
    return facts[[*CHAT, "begin_ns", "end_ns"]]


def _resumption_lag_s(chat: Frame) -> float:
    """Mean time from one chat's returns of focus to the first input before focus moves on."""
    points = list(zip(chat["what"], chat["at_ns"], chat["place"], strict=True))
    left = [(place, ns) for what, ns, place in points if what == "away"]
    acts = [ns for what, ns, _ in points if what == "act"]
    lags = []
    for what, ns, place in points:
        if what == "here" and any(earlier < place for earlier, _ in left):
            leaves = min((away for _, away in left if away > ns), default=None)
            act = min((each for each in acts if each >= ns), default=None)
            if act is not None and (leaves is None or act <= leaves):
                lags.append(act - ns)
    return sum(lags) / 1e9 / len(lags) if lags else math.nan
