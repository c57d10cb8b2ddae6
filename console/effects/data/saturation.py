"""Agents whose queues were assigned shares: the queues that mix both arms, and queues as rows.

Shares of agents were assigned to queues, and agents within their queue (Hudgens and Halloran 2008;
Baird, Bohren, McIntosh and Özler 2018). A recorded stratum names the queue, its share and the block
of queues that it was assigned in: ``site=north/share=0.5/draw=0``.
"""

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from console.effects.data.bundle_tables import NAMES, Frame, Tables
from console.effects.data.chat_rows import QUEUE
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import BEFORE, Sample, varying
from console.effects.errors import EffectsError

SHARE, DRAW = "share", "draw"

_TOLD = r"^(?P<queue>.*)/share=(?P<share>[0-9.e+-]+)/draw=(?P<draw>[0-9]+)$"

BetweenQueues = Literal["spillover", "total"]
"""Untreated agents beside treated ones, compared with untreated ones where fewer or none are; and
all agents where most have it, compared with all where fewest have."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The two sides of a comparison of queues, as shares of their agents who have access."""

    high: tuple[float, ...]
    low: float


def sides(plan: AnalysisPlan, effect: BetweenQueues) -> Shares:
    """Which queues are compared."""
    low, *higher = plan.saturations
    high = [each for each in higher if each < 1] if effect == "spillover" else higher[-1:]
    return Shares(tuple(high), low)


def with_queues(rows: Frame) -> Frame:
    """The rows with queue, share and draw of their stratum; those without are left out.

    Raises:
        EffectsError: there are no strata.
    """
    if "stratum" not in rows.columns:
        raise EffectsError(
            "the bundle does not tell agents' strata, which name the share that their queue was "
            "assigned; export the databases again"
        )
    told = rows["stratum"].fillna("").astype(str).str.extract(_TOLD)
    found = rows.assign(
        **{
            QUEUE: told["queue"],
            SHARE: told["share"].astype(float),
            DRAW: told["draw"].astype(float),
        }
    )
    return found[found[QUEUE].notna()]


def in_mixed_queues(tables: Tables, plan: AnalysisPlan) -> tuple[Tables, AnalysisPlan]:
    """The agents whose queue has both arms, and the shares that these had; else all as it is.

    Only there chance decided between agents of the same queue.
    """
    if not plan.saturations:
        return tables, plan
    days = tables.agent_days if tables.days is None else tables.days
    assigned = tables.assignments if "stratum" in tables.assignments.columns else days
    queues = with_queues(pd.concat([assigned, days])[["agent", "stratum"]])
    queues = queues[queues[SHARE].between(0, 1, inclusive="neither")].drop_duplicates("agent")
    mixed = set(queues["agent"])
    kept = {
        name: table[table["agent"].isin(mixed)]
        for name in (*NAMES, "scores", "days")
        if (table := getattr(tables, name)) is not None and "agent" in table.columns
    }
    # As many as there are in each queue: large ones count more in the arms' sizes.
    share = 0.5 if queues.empty else float(queues[SHARE].mean())
    arms = tuple(replace(arm, share=share if arm.access else 1 - share) for arm in plan.arms)
    return replace(tables, **kept), replace(plan, arms=arms)


def agents_of_queues(days: Frame, outcome: str) -> Frame:
    """One row an agent with days with access: queue, share, draw, treated, mean, mean before."""
    days = with_queues(days[days[outcome].notna()])
    before = days[days["period"] == 0].groupby("agent")[outcome].mean()
    rows = days[days["period"] == 1]
    means = rows.groupby("agent", as_index=False).agg(
        **{name: (name, "first") for name in (QUEUE, SHARE, DRAW, "treated")},
        **{outcome: (outcome, "mean")},
    )
    return means.assign(**{BEFORE: means["agent"].map(before)})


def queues_compared(
    agents: Frame, plan: AnalysisPlan, outcome: str, effect: BetweenQueues
) -> Sample:
    """A row a queue, the mean of its agents, or of the untreated among them.

    ``agent`` names the queue, which is what was assigned. Where all have one, the queue's mean
    before is held constant.
    """
    shares = sides(plan, effect)
    rows = agents[agents["treated"] == 0] if effect == "spillover" else agents
    rows = rows[rows[SHARE].isin([*shares.high, shares.low])]
    means = rows.groupby(QUEUE, as_index=False).agg(
        **{name: (name, "first") for name in (SHARE, DRAW)},
        **{name: (name, "mean") for name in (outcome, BEFORE)},
    )
    treat = means[SHARE].isin(shares.high).astype(int)
    means = means.assign(agent=means[QUEUE], treat=treat)
    has_before = means[BEFORE].notna().all() and len(means)
    controls = varying(means, outcome, (BEFORE,)) if has_before else ()
    return Sample(pd.DataFrame(means), outcome, (), controls, "saturation")
