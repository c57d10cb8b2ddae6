"""Who wrote how much, and how long each side let the other wait."""

import pandas as pd

from baselines.measures_in_pandas.facts import CHAT, Frame

_STAGES = {
    "identification": None,
    "resolution": "confirmed_seq",
    "confirmation": "finished_seq",
}
"""The stages of a chat and what begins them."""


def messages_of(events: Frame, chats: Frame) -> Frame:
    """Every message of both sides, with the life of its chat."""
    found = events[events["kind"].isin(["message_sent", "message_received"])]
    found = found[
        [
            *("log", "session", "chat", "seq", "time", "at_ns", "kind", "suggestion"),
            *("pictures", "message", "origin", "agrees"),
        ]
    ]
    found = found.rename(columns={"session": "sent_in"})
    found["by_agent"] = found["kind"] == "message_sent"
    holds = events[events["kind"] == "send_held"].drop_duplicates([*CHAT, "message"])
    holds = holds[[*CHAT, "message", "seq", "at_ns"]]
    holds = holds.rename(columns={"seq": "held_seq", "at_ns": "held_ns"})
    found = found.merge(holds, on=[*CHAT, "message"], how="left")
    for what, moment in (("seq", "seq"), ("ns", "at_ns")):
        found[f"done_{what}"] = found[f"held_{what}"].fillna(found[moment]).astype("int64")
    about = chats[[*CHAT, "start_ns", "end_seq", "confirmed_seq", "finished_seq"]]
    return found.merge(about, on=CHAT)


def with_counts(chats: Frame, messages: Frame) -> Frame:
    """Chats with how many messages each side wrote, and where its first and last ones are."""
    sent, received = messages[messages["by_agent"]], messages[~messages["by_agent"]]
    of_agent = sent.groupby(CHAT).agg(
        agent_messages=("seq", "size"),
        first_sent_seq=("done_seq", "min"),
        first_sent_ns=("done_ns", "min"),
        last_sent_seq=("seq", "max"),
    )
    of_customer = received.groupby(CHAT).agg(
        customer_messages=("seq", "size"),
        customer_pictures=("pictures", "sum"),
        first_received_seq=("seq", "min"),
        first_received_ns=("at_ns", "min"),
        last_received_seq=("seq", "max"),
    )
    of_both = messages.groupby(CHAT).agg(last_message_ns=("at_ns", "max"))
    for part in (of_agent, of_customer, of_both):
        chats = chats.merge(part, on=CHAT, how="left")
    counts = ["agent_messages", "customer_messages", "customer_pictures"]
    chats[counts] = chats[counts].fillna(0).astype("int64")
    own, others = chats["agent_messages"], chats["customer_messages"]
    chats["message_ratio"] = own / others.where(others > 0)
    return chats


def with_stages(chats: Frame, messages: Frame) -> Frame:
    """Chats with each side's messages by stage; null in a stage the chat did not come to."""
    stage = pd.Series("identification", index=messages.index)
    stage = stage.mask(messages["seq"] > messages["confirmed_seq"], "resolution")
    stage = stage.mask(messages["seq"] > messages["finished_seq"], "confirmation")
    for name, begins in _STAGES.items():
        here = messages[stage == name]
        came = chats[begins].notna() if begins else chats["chat"].notna()
        for side, by_agent in (("agent", True), ("customer", False)):
            counts = here[here["by_agent"] == by_agent].groupby(CHAT).size()
            column = f"{side}_messages_{name}"
            chats = chats.merge(counts.rename(column).reset_index(), on=CHAT, how="left")
            chats[column] = chats[column].fillna(0).where(came)
        others = chats[f"customer_messages_{name}"]
        own = chats[f"agent_messages_{name}"]
        chats[f"message_ratio_{name}"] = own / others.where(others > 0)
    return chats


def with_waits(chats: Frame, messages: Frame) -> Frame:
    """Chats with the time each side waited, summed over turns, and until the first answer."""
    during = messages[
        messages["start_ns"].notna()
        & (messages["end_seq"].isna() | (messages["seq"] < messages["end_seq"]))
    ]
    during = during.sort_values(["log", "done_seq"])
    waits = during.groupby(CHAT)[["by_agent", "at_ns", "done_ns", "start_ns"]].apply(_waits)
    chats = chats.merge(waits.reset_index(), on=CHAT, how="left")
    answers = during[~during["by_agent"] & during.groupby(CHAT)["by_agent"].shift().eq(True)]
    agreed = answers[answers["agrees"] == 1].groupby(CHAT)["at_ns"].min().rename("agreed_ns")
    chats = chats.merge(agreed.reset_index(), on=CHAT, how="left")
    chats["customer_agreed_s"] = (chats["agreed_ns"] - chats["start_ns"]) / 1e9
    asked_first = chats["first_received_seq"] < chats["first_sent_seq"]
    asked_ns = chats[["start_ns", "first_received_ns"]].max(axis=1)
    since = asked_ns.where(asked_first, chats["start_ns"])
    answered = chats["first_sent_ns"].where(chats["start_ns"].notna())
    chats["first_response_s"] = (answered - since) / 1e9
    return chats


def _waits(chat: Frame) -> "pd.Series[float]":
    """Seconds one chat's customer waited for the agent and the other way round; null without turns.

    What was written before the chat's start waits from the start.
    """
    waited: dict[bool, int | None] = {True: None, False: None}
    start = int(chat["start_ns"].iloc[0])
    other, asked_ns = None, 0
    for by_agent, at_ns, done_ns in zip(
        chat["by_agent"], chat["at_ns"], chat["done_ns"], strict=True
    ):
        if other is not None and by_agent != other:
            wait = max(done_ns - max(asked_ns, start), 0)
            waited[by_agent] = (waited[by_agent] or 0) + wait
        other, asked_ns = by_agent, at_ns
    of_agent, of_customer = (None if ns is None else ns / 1e9 for ns in waited.values())
    return pd.Series(
        {"agent_response_s": of_agent, "customer_response_s": of_customer}, dtype="float64"
    )
