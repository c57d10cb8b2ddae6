"""When chats began and ended, how many went on beside them, and how they turned out."""

import pandas as pd

from baselines.measures_in_pandas.facts import CHAT, Frame

_WINDOWS = {
    "10m": pd.Timedelta(minutes=10),
    "3d": pd.Timedelta(days=3),
    "7d": pd.Timedelta(days=7),
}
_ENDED_BY = {"chat_closed": "agent", "chat_abandoned": "customer", "chat_dropped": "session"}


def with_times(chats: Frame) -> Frame:
    """Chats with how long they took and their parts did."""
    ends = chats["end_session"]
    chats["ended_by"] = chats["end_fact"].map(_ENDED_BY)
    spans = chats["start_session"].notna() & ends.notna() & (chats["start_session"] != ends)
    chats["spans_sessions"] = spans.astype(int)
    over = chats["start_ns"].fillna(chats["end_ns"])
    chats["queue_wait_s"] = (over - chats["queued_ns"]) / 1e9
    late = chats["confirmed_seq"] > chats["end_seq"]
    chats["issue_identification_s"] = (chats["confirmed_ns"] - chats["start_ns"]).mask(late) / 1e9
    chats["duration_s"] = (chats["end_ns"] - chats["start_ns"]) / 1e9
    return chats


def with_sleep(chats: Frame, sleeps: Frame) -> Frame:
    """Chats with how much of their duration the computer slept."""
    both = chats[[*CHAT, "start_ns", "end_ns"]].merge(sleeps, on="log")
    until = both[["at_ns", "end_ns"]].min(axis=1)
    shared = (until - both[["since_ns", "start_ns"]].max(axis=1)).clip(lower=0)
    slept = (shared.groupby([both["log"], both["chat"]]).sum() / 1e9).rename("slept_s")
    chats = chats.merge(slept.reset_index(), on=CHAT, how="left")
    chats["slept_s"] = chats["slept_s"].fillna(0.0).where(chats["duration_s"].notna())
    return chats


def with_concurrency(chats: Frame) -> Frame:
    """Chats with how many were open when they started, and on average while they lasted."""
    started = chats[chats["start_ns"].notna()]
    starts = started[[*CHAT, "start_seq", "start_ns"]].assign(step=1)
    ends = started.loc[started["end_ns"].notna(), [*CHAT, "end_seq", "end_ns"]].assign(step=-1)
    columns = [*CHAT, "seq", "at_ns", "step"]
    points = pd.concat([starts.set_axis(columns, axis=1), ends.set_axis(columns, axis=1)])
    points = points.sort_values(["log", "seq"])
    by_log = points.groupby("log")
    points["open"] = by_log["step"].cumsum()
    lasted = (points["open"] - points["step"]) * by_log["at_ns"].diff()
    points["area"] = lasted.fillna(0).groupby(points["log"]).cumsum()
    at_start = points[points["step"] == 1].set_index(CHAT)
    at_end = points[points["step"] == -1].set_index(CHAT)
    found = at_start[["open"]].rename(columns={"open": "concurrency_at_start"})
    found["shared_ns"] = at_end["area"] - at_start["area"]
    chats = chats.merge(found.reset_index(), on=CHAT, how="left")
    duration = chats["end_ns"] - chats["start_ns"]
    chats["concurrency_mean"] = chats["shared_ns"] / duration.where(duration != 0)
    return chats


def with_outcomes(chats: Frame) -> Frame:
    """Chats with who was dissatisfied, and who left before anything was resolved."""
    chats["returned"] = chats["previous"].notna().astype(int)
    chats["dissatisfied"] = (chats["rating"] < 3).astype(float).where(chats["rating"].notna())
    unresolved = chats["resolved"].isna() | (chats["resolved"] == 0)
    unanswered = chats["last_received_seq"] > chats["last_sent_seq"].fillna(0)
    solution_sent = chats["last_sent_seq"] > chats["confirmed_seq"]
    since = chats[["start_ns", "last_message_ns"]].max(axis=1).where(chats["start_ns"].notna())
    silent = (chats["end_ns"] - since) / 1e9 > chats["patience_s"]
    left = (chats["end_fact"] == "chat_abandoned") | silent
    chats["abandoned"] = (left & unresolved & (unanswered | ~solution_sent)).astype(int)
    return chats


def with_retrials(chats: Frame, data_end: pd.Series) -> Frame:
    """Chats with whether the same customer was back with the same issue, if the data tell.

    ``data_end`` is when the data of each stream of customers end.
    """
    visits = chats[[*CHAT, "run", "customer", "issue", "previous", "queued"]]
    ended = chats.loc[chats["end"].notna(), [*CHAT, "run", "customer", "issue", "end"]]
    pairs = ended.merge(visits, on=["run", "customer"], suffixes=("", "_again"))
    itself = (pairs["log"] == pairs["log_again"]) & (pairs["chat"] == pairs["chat_again"])
    later = pairs["end"] <= pairs["queued"]
    same = later & (pairs["issue"] == pairs["issue_again"])
    pairs = pairs[~itself & (same | (pairs["previous"] == pairs["chat"]))]
    waited = pairs["queued"] - pairs["end"]
    waited = waited.mask(waited < pd.Timedelta(0), pd.Timedelta(0))
    after = waited.groupby([pairs["log"], pairs["chat"]]).min()
    # The copy lies in one piece, as pandas asks for once so many columns were added one by one.
    chats = chats.merge(after.rename("after").reset_index(), on=CHAT, how="left").copy()
    for name, within in _WINDOWS.items():
        known = chats["end"] + within <= chats["run"].map(data_end)
        chats[f"retrial_{name}"] = (chats["after"] <= within).astype(float).where(known)
    return chats
