"""What was carried out for customers: the steps of procedures, and what came of each."""

import ibis

from console.measures.expressions import first_place, indicator, seconds, where
from console.measures.schema import (
    Privacy,
    Relation,
    Table,
    Value,
    left_join,
    measure,
    plain_column,
)
from console.measures.sessions import CHAT

ACTION = (*CHAT, "action")

_KINDS = ("action_started", "action_taken", "action_withdrawn")


def actions(events: Relation, lifecycles: Relation, sessions: Relation) -> Relation:
    """One row an action, with the agent in whose session it was begun."""
    facts = events.filter(events.kind.isin(_KINDS))
    taken = facts.kind == "action_taken"
    rows = facts.group_by(*ACTION).agg(
        seq=facts.seq.min(),
        acted_in=facts.session.argmin(facts.seq),
        **{name: facts[name].max() for name in ("article", "step", "operation")},
        **{name: where(facts[name], taken).max() for name in ("by", "done", "detail")},
        **first_place(facts, "started", facts.kind == "action_started"),
        started_at=where(facts.time, facts.kind == "action_started").min(),
        **first_place(facts, "taken", taken),
        taken_at=where(facts.time, taken).min(),
        withdrawn_seq=where(facts.seq, facts.kind == "action_withdrawn").min(),
    )
    rows = rows.filter(rows.article.notnull())
    rows = rows.inner_join(lifecycles.select(*CHAT, "session"), CHAT)
    who = sessions.select("agent", log="log", acted_in="session")
    rows = left_join(rows, who, ("log", "acted_in"))
    in_order = ibis.window(group_by=CHAT, order_by="seq")
    return rows.mutate(number=ibis.row_number().over(in_order).cast("int64") + 1)


@measure("number", unit="s", formula="action_taken - action_started")
def action_s(action: Relation) -> Value:
    """How long it took; null for a tick, and while the result is still to come."""
    return seconds(action.taken_ns - action.started_ns)


@measure("integer", unit="0 or 1", nullable=False)
def withdrawn(action: Relation) -> Value:
    """Whether the agent took the tick back."""
    return indicator(action.withdrawn_seq.notnull())


ACTIONS = Table(
    name="actions",
    description="Every step of a procedure that was carried out, or that was begun and failed.",
    key=("session", "chat", "action"),
    columns=(
        plain_column("session", "string", "The session the chat belongs to.", nullable=False),
        plain_column("chat", "string", "The chat.", nullable=False),
        plain_column("action", "string", "The action's id.", nullable=False),
        plain_column(
            "number", "integer", "Its number among the chat's actions, from 1.", nullable=False
        ),
        plain_column("agent", "string", "The agent.", privacy=Privacy.AGENT),
        plain_column("article", "string", "The article, by its id.", nullable=False),
        plain_column("step", "string", "The step, as the article has it.", nullable=False),
        plain_column(
            "operation",
            "string",
            "What the back office or the site calls it; null for what the agent does and ticks.",
        ),
        plain_column(
            "by",
            "string",
            "Who carried it out: agent, back_office or site; null while the result is to come.",
        ),
        plain_column("started_at", "datetime", "When it was begun; null for a tick."),
        plain_column("taken_at", "datetime", "When its result was there."),
        action_s,
        plain_column(
            "done",
            "integer",
            "Whether it was carried out, 0 if it failed; null while the result is to come.",
            unit="0 or 1",
        ),
        withdrawn,
        plain_column("detail", "string", "Why it failed.", privacy=Privacy.TEXT),
    ),
)
