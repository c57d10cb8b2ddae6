"""Chats as the rows of an analysis, and the means of an agent's chats in a shift or session."""

import numpy as np
import pandas as pd

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.log_outcomes import is_measured, ln, with_outcome
from console.effects.data.outcome_catalogue import is_log, levels_of, outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.study_days import in_periods

PLACE = "place"
"""Whether a session is an agent's first in the study, the second, and so on."""

QUEUE = "queue"
"""The stratum whose agents change arms together."""


def chat_rows(tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: str) -> Frame:
    """Chats taken in the study's time in one of the two arms, with the outcome and its level."""
    chats = tables.chats
    if chats.empty:
        return pd.DataFrame(
            columns=["agent", "session", "bucket", "start", "tier", "treat", "usage", outcome]
        )
    chats = chats[chats["start"].notna()]
    arms, days = arm_names(chats, plan), chats["start"].dt.tz_localize(None).dt.normalize()
    studied = in_periods(days, plan) == 1
    if plan.unit == "session":
        begun = chats[studied].groupby(["agent", "session"])["start"].transform("min")
        chats = chats.assign(**{PLACE: begun.groupby(chats["agent"]).rank("dense")})
    chosen = arms.isin([contrast.arm, contrast.against]) & studied
    chats, arms = chats[chosen], arms[chosen]
    use = outcome_named(outcome).use_of_chat
    used = chats[use if use in chats.columns else "used"]
    chats = chats.assign(treat=(arms == contrast.arm).astype(int), usage=used.astype(float))
    return _with_outcome_of_chat(chats, outcome)


def arm_names(chats: Frame, plan: AnalysisPlan) -> pd.Series:
    """The name of each chat's arm, made from access where the study gave none."""
    if "arm_name" in chats.columns and chats["arm_name"].notna().any():
        return chats["arm_name"]
    access = next((arm.name for arm in plan.arms if arm.access), plan.arms[0].name)
    return chats["arm"].map({"treatment": access, "control": plan.reference.name})


def bucket_rows(chats: Frame, plan: AnalysisPlan, outcome: str) -> Frame:
    """One row an agent and shift, or session: means of its chats, each alike.

    Chats that began in a shift's burn-in, when what the last shift was like may still show, are
    left out. Where whole queues change arms, a row is a shift of a queue, and ``agent`` names what
    it is compared within: the block of the queue's shifts in which it was randomised.
    """
    by = "session" if plan.unit == "session" else "bucket"
    if plan.whole_queues:
        chats = in_queues(chats)
    if plan.unit == "shift" and "bucket_start" in chats.columns:
        since = (chats["start"] - chats["bucket_start"]).dt.total_seconds()
        chats = chats[~(since < plan.burn_in_s)]
    chats = chats[chats[by].notna()]
    level = levels_of(outcome)[0] if is_log(outcome) else outcome
    columns = {name: (name, "mean") for name in {level, "usage"} if name in chats.columns}
    keys = ["agent", by, "treat"]
    kept = {
        name: (name, "first") for name in ("tier", "block", PLACE, QUEUE) if name in chats.columns
    }
    rows = chats.groupby(keys, as_index=False).agg(**kept, **columns)
    return with_outcome(rows, outcome)


def orders_differ(rows: Frame) -> bool:
    """Whether rows are sessions, and agents in both arms went through them in several orders."""
    if PLACE not in rows.columns:
        return False
    both = rows[rows.groupby("agent")["treat"].transform("nunique") == 2]
    mixed = both.groupby(PLACE)["treat"].nunique() == 2
    return bool(mixed.any() and both["agent"].nunique() > len(mixed))


def in_queues(chats: Frame) -> Frame:
    """Chats with their queue, and its block of shifts in place of the agent; without tiers."""
    stratum = chats["stratum"] if "stratum" in chats.columns else pd.Series("all", chats.index)
    queue = stratum.fillna("all").astype(str)
    block = chats["block"].astype("Float64").fillna(-1).astype(int).astype(str)
    return chats.drop(columns="tier", errors="ignore").assign(
        **{QUEUE: queue, "agent": queue + " " + block}
    )


def _with_outcome_of_chat(chats: Frame, outcome: str) -> Frame:
    """The measure of an agent's day as it is of a chat, and that whose logarithm it is."""
    if outcome == "rated_share":
        return chats.assign(rated_share=chats["rating"].notna().astype(float))
    column = outcome_named(outcome).of_chat or outcome
    if column not in chats.columns:
        return with_outcome(chats, outcome)
    if not is_measured(chats[column]):
        return chats.assign(**{outcome: np.nan})
    values = chats[column].astype(float)
    if not is_log(outcome):
        return chats.assign(**{outcome: values})
    return chats.assign(**{outcome: ln(values)})


def days_by_arm(tables: Tables, plan: AnalysisPlan) -> Frame:
    """Where agents are in several arms: means of each agent's chats by day and arm, as a day."""
    chats = tables.chats
    if chats.empty:
        return tables.agent_days.iloc[:0].assign(arm_of_agent=None)
    chats = chats[chats["start"].notna()]
    chats = chats.assign(
        day=chats["start"].dt.tz_localize(None).dt.normalize(), arm_of_agent=arm_names(chats, plan)
    )
    chats = chats[in_periods(chats["day"], plan) == 1]
    columns = {name: outcome_named(name).of_chat or name for name in _OF_DAYS}
    tier = {"tier": ("tier", "first")} if "tier" in chats.columns else {}
    means = {new: (old, "mean") for new, old in columns.items() if old in chats.columns}
    keys = ["agent", "day", "arm_of_agent"]
    return chats.groupby(keys, as_index=False).agg(**means, **tier).assign(period=1)


_OF_DAYS = (
    "usage", "usage_complete", "usage_partial", "concurrency_at_start", "switches_in", "away_share",
)  # fmt: skip
"""Measures of days that are means of chats."""
