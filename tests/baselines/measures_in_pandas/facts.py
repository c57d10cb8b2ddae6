"""The facts of all logs, and the rows to which everything else is brought: sessions and chats."""

from pathlib import Path

import pandas as pd

Frame = pd.DataFrame

SESSION = ["log", "session"]
CHAT = ["log", "chat"]
ENDS = ["chat_closed", "chat_abandoned", "chat_dropped"]

_COLUMNS = [
    "log", "session", "seq", "time", "at_ns", "kind", "chat", "suggestion", "run", "agent", "tier",
    "resumed", "utc_offset_s", "arm", "customer", "customer_tenure_days", "known_issue", "previous",
    "issue", "disposition", "resolved", "rating", "reason", "origin", "pictures", "active",
    "idle_s", "about", "study", "study_hash", "patience_s", "arm_name", "access", "stratum",
    "block", "bucket", "bucket_start", "message", "held_s", "took_proposal", "agrees",
    "slept_s",
]  # fmt: skip


def read(path: Path) -> Frame:
    """The events in the order of their logs, with the columns that measures need."""
    return pd.read_parquet(path, columns=_COLUMNS).sort_values(["log", "seq"], ignore_index=True)


def sessions_of(events: Frame) -> Frame:
    """One row a session: who worked, in which study, from when to when."""
    by_session = events.groupby(SESSION)
    sessions = by_session.agg(
        first_seq=("seq", "first"),
        begin_ns=("at_ns", "first"),
        last_ns=("at_ns", "last"),
        begin=("time", "first"),
        last=("time", "last"),
        last_kind=("kind", "last"),
    )
    started = events[events["kind"] == "session_started"].set_index(SESSION)
    sessions = sessions.join(started[["run", "agent", "tier", "resumed", "utc_offset_s"]])
    entered = events[events["kind"] == "study_entered"].drop_duplicates(SESSION)
    sessions = sessions.join(entered.set_index(SESSION)[["study", "study_hash", "patience_s"]])
    lots = lots_of(events)
    sessions = sessions.join(lots.groupby(SESSION)["treated"].max())
    given = lots[lots["access"] == 1].groupby(SESSION)["time"].min()
    sessions = sessions.join(given.rename("access_began"))
    sessions = sessions.reset_index().sort_values(["log", "first_seq"])
    taking_over = sessions["resumed"] != 0
    sessions["stretch"] = (~taking_over).astype(int).groupby(sessions["log"]).cumsum()
    return sessions


def sleeps_of(events: Frame) -> Frame:
    """From when to when a log's computer slept."""
    slept = events.loc[events["kind"] == "computer_slept", ["log", "at_ns", "slept_s"]]
    since_ns = slept["at_ns"] - (slept["slept_s"] * 1e9).round().astype("int64")
    return slept.assign(since_ns=since_ns)


def lots_of(events: Frame) -> Frame:
    """Everything that was drawn, with whether it is for treatment and gives access."""
    lots = events[events["kind"].isin(["arm_assigned", "chat_assigned"])]
    treated = (lots["arm"] == "treatment").astype(int)
    return lots.assign(treated=treated, access=lots["access"].fillna(treated))


def chats_of(events: Frame, sessions: Frame) -> Frame:
    """One row a chat: when it was queued, taken, understood and ended, and what came of it."""
    facts = events[events["chat"].notna()]
    queued = facts[facts["kind"] == "chat_queued"].groupby(CHAT)
    chats = queued[["customer", "customer_tenure_days", "known_issue"]].first()
    moments = {
        "queued": ["chat_queued"],
        "start": ["chat_accepted"],
        "end": ENDS,
        "confirmed": ["issue_confirmed"],
        "finished": ["procedure_finished"],
    }
    for name, kinds in moments.items():
        chats = chats.join(_first(facts, name, kinds))
    chats = chats.rename(columns={"end_kind": "end_fact"})
    taken = facts[facts["kind"] == "chat_accepted"].drop_duplicates(CHAT).set_index(CHAT)
    chats["taken_offset_s"] = taken["utc_offset_s"]
    latest = {
        "previous": ("chat_returned", "previous"),
        "issue": ("issue_confirmed", "issue"),
        "rating": ("chat_rated", "rating"),
        "disposition": ("chat_closed", "disposition"),
        "resolved": ("chat_closed", "resolved"),
        "end_reason": ("chat_abandoned", "reason"),
    }
    for name, (kind, column) in latest.items():
        such = facts[facts["kind"] == kind].drop_duplicates(CHAT, keep="last")
        chats[name] = such.set_index(CHAT)[column]
    confirmed = facts[facts["kind"] == "issue_confirmed"].drop_duplicates(CHAT)
    chats["proposal_confirmed"] = confirmed.set_index(CHAT)["took_proposal"]
    return _with_lots(_with_session(chats.reset_index(), sessions), lots_of(events))


def _first(facts: Frame, name: str, kinds: list[str]) -> Frame:
    """Place, times, session and kind of each chat's first fact of some kinds."""
    found = facts[facts["kind"].isin(kinds)].drop_duplicates(CHAT).set_index(CHAT)
    found = found[["seq", "at_ns", "time", "session", "kind"]]
    found.columns = [f"{name}_seq", f"{name}_ns", name, f"{name}_session", f"{name}_kind"]
    return found


def _with_session(chats: Frame, sessions: Frame) -> Frame:
    """With the session a chat belongs to, and where it ends or, if it is open, the log does."""
    chats["session"] = chats["start_session"].fillna(chats["queued_session"])
    who = ["run", "agent", "tier", "utc_offset_s", "study", "study_hash", "patience_s"]
    chats = chats.merge(sessions[[*SESSION, *who]], on=SESSION)
    chats["utc_offset_s"] = chats["taken_offset_s"].fillna(chats["utc_offset_s"])
    log_ends = sessions.groupby("log")["last_ns"].max()
    chats["until_ns"] = chats["end_ns"].fillna(chats["log"].map(log_ends))
    return chats


def _with_lots(chats: Frame, lots: Frame) -> Frame:
    """With the chat's own lot, or else the one that was in force in its session when it began."""
    columns = ["arm", "arm_name", "access", "stratum", "block", "bucket", "bucket_start"]
    own = lots[lots["kind"] == "chat_assigned"].drop_duplicates(CHAT)
    others = lots[lots["kind"] == "arm_assigned"]
    begun = chats[[*CHAT, "session"]].assign(begun=chats["start_seq"].fillna(chats["queued_seq"]))
    known = begun.merge(others.drop(columns="chat"), on=SESSION)
    known["late"] = known["seq"] > known["begun"]
    # The latest of those before it, or else the first of those after it.
    known["rank"] = known["seq"].where(known["late"], -known["seq"])
    known = known.sort_values(["late", "rank"]).drop_duplicates(CHAT)
    drawn = pd.concat([own, known]).drop_duplicates(CHAT)
    return chats.merge(drawn[[*CHAT, *columns]], on=CHAT, how="left")
