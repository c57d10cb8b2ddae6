"""What became of each suggestion, and how many of a chat had each fate."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from baselines.measures_in_pandas.facts import CHAT, Frame

SUGGESTION = [*CHAT, "suggestion"]
_FATES = ("adopted", "modified", "dismissed", "ignored", "superseded", "failed", "pending")
_PROGRESS = [
    "suggestion_requested",
    "suggestion_first_token",
    "suggestion_ready",
    "suggestion_failed",
]


def suggestions_of(events: Frame, messages: Frame) -> Frame:
    """One row a suggestion: what it is about, what became of it, and when that was decided."""
    facts = events[events["suggestion"].notna() & (events["kind"] != "draft_changed")]
    kind = facts["kind"]
    found = facts.groupby(SUGGESTION)[["about"]].first()
    of_kind = {
        "ready": kind == "suggestion_ready",
        "superseded": kind == "suggestion_superseded",
        "shown": kind == "suggestion_shown",
        "adopted": kind == "suggestion_adopted",
        "dismissed": kind == "suggestion_dismissed",
        "modified": (kind == "message_sent") & (facts["origin"] == "modified"),
        "sent": kind == "message_sent",
    }
    for name, such in of_kind.items():
        first = facts[such].drop_duplicates(SUGGESTION).set_index(SUGGESTION)[["seq", "at_ns"]]
        found = found.join(first.set_axis([f"{name}_seq", f"{name}_ns"], axis=1))
    found["progress"] = facts[kind.isin(_PROGRESS)].groupby(SUGGESTION)["kind"].last()
    found = _with_passing(found.reset_index(), messages)
    found = _with_sending(found, messages)
    found["outcome"] = _outcome(found)
    found["decision_s"] = _decision_s(found)
    return found


def with_use(chats: Frame, suggestions: Frame) -> Frame:
    """Chats with the fates of their suggestions counted, over both kinds and of each."""
    met = pd.DataFrame({
        "requested": True,
        "shown": suggestions["shown_seq"].notna(),
        **{fate: suggestions["outcome"] == fate for fate in _FATES},
    })  # fmt: skip
    for about in (None, "diagnosis", "solution"):
        of_kind = met if about is None else met.mul(suggestions["about"] == about, axis=0)
        ending = "" if about is None else f"_{about}"
        counts = of_kind.groupby([suggestions[name] for name in CHAT]).sum()
        counts.columns = [f"suggestions_{fate}{ending}" for fate in met.columns]
        chats = chats.merge(counts.reset_index(), on=CHAT, how="left")
        chats[list(counts.columns)] = chats[list(counts.columns)].fillna(0).astype("int64")
    chats["exposed"] = (chats["suggestions_shown"] > 0).astype(int)
    chats["used_complete"] = (chats["suggestions_adopted"] > 0).astype(int)
    chats["used_partial"] = (chats["suggestions_modified"] > 0).astype(int)
    chats["used"] = chats["used_complete"] | chats["used_partial"]
    assisted = (chats["used"] == 1) | (chats["proposal_confirmed"] == 1)
    untold = chats["confirmed_seq"].notna() & chats["proposal_confirmed"].isna()
    chats["assisted"] = assisted.astype(float).where(assisted | ~untold)
    decisions = suggestions.groupby(CHAT)["decision_s"].mean().reset_index()
    return chats.merge(decisions, on=CHAT, how="left")


def _with_passing(found: Frame, messages: Frame) -> Frame:
    """With the agent's next message of their own after a suggestion was shown, and was usable."""
    own = messages[messages["by_agent"] & messages["suggestion"].isna()]
    own = own[[*CHAT, "done_seq", "done_ns"]].sort_values("done_seq")
    own = own.rename(columns={"done_seq": "seq", "done_ns": "at_ns"})
    found["usable_seq"] = found[["ready_seq", "shown_seq"]].max(axis=1, skipna=False)
    for name, since in (("passed", "shown_seq"), ("settled", "usable_seq")):
        points = found.loc[found[since].notna(), [*SUGGESTION, since]]
        points = points.astype({since: "int64"}).sort_values(since)
        following = pd.merge_asof(
            points, own, left_on=since, right_on="seq", by=CHAT, direction="forward"
        )
        following = following.rename(columns={"seq": f"{name}_seq", "at_ns": f"{name}_ns"})
        found = found.merge(following.drop(columns=since), on=SUGGESTION, how="left")
    return found


def _with_sending(found: Frame, messages: Frame) -> Frame:
    """With the moments at which the agent sent what decided, where the console held it."""
    uses = messages[messages["by_agent"] & messages["suggestion"].notna()]
    firsts = {
        "sent": uses.drop_duplicates(SUGGESTION),
        "adopted": uses[uses["origin"] == "adopted"].drop_duplicates(SUGGESTION),
    }
    for name, first in firsts.items():
        moments = first[[*SUGGESTION, "held_seq", "held_ns"]]
        found = found.merge(moments, on=SUGGESTION, how="left")
        for what in ("seq", "ns"):
            of_held = found.pop(f"held_{what}")
            found[f"{name}_{what}"] = of_held.fillna(found[f"{name}_{what}"])
    return found


def _outcome(found: Frame) -> NDArray[np.str_]:
    over = found[["adopted_seq", "modified_seq", "dismissed_seq", "superseded_seq"]].min(axis=1)
    passed = found["passed_seq"].notna() & (over.isna() | (found["passed_seq"] < over))
    cases = {
        "adopted": found["adopted_seq"].notna(),
        "modified": found["modified_seq"].notna(),
        "dismissed": found["dismissed_seq"].notna(),
        "ignored": passed,
        "failed": found["progress"] == "suggestion_failed",
        "superseded": found["superseded_seq"].notna(),
    }
    return np.select([case.to_numpy(bool) for case in cases.values()], list(cases), "pending")


def _decision_s(found: Frame) -> "pd.Series[float]":
    """Shown to the act that decided; null if it was never shown, or nobody decided after that."""
    acts = {
        "adopted": "adopted",
        "modified": "sent",
        "dismissed": "dismissed",
        "ignored": "settled",
    }
    decided_ns = pd.Series(np.nan, index=found.index)
    for outcome, act in acts.items():
        such = (found["outcome"] == outcome) & ~(found[f"{act}_seq"] < found["shown_seq"])
        decided_ns = decided_ns.mask(such, found[f"{act}_ns"])
    return (decided_ns - found["shown_ns"]) / 1e9
