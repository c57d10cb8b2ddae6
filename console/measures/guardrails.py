"""The table of guardrails: each time one spoke up, and what the agent did about it."""

from console.measures.expressions import seconds
from console.measures.schema import (
    Measure,
    Privacy,
    Relation,
    Table,
    Value,
    beside,
    given,
    measure,
)
from console.measures.sessions import SESSION

_TRIGGER = ("log", "trigger")
_OUTCOMES = {
    "guardrail_obeyed": "obeyed",
    "guardrail_overridden": "overridden",
    "guardrail_lapsed": "lapsed",
}


def guardrails(facts: Relation, sessions: Relation) -> Relation:
    """One row a trigger; ``facts`` are triggers and answers. The first answer to one counts.

    An answer to a trigger that is not in a damaged log is left out.
    """
    spoke = facts.filter(facts.kind == "guardrail_triggered")
    spoke = spoke.select(
        *SESSION, "seq", "trigger", "guardrail", "action", "chat", "value", "limit", "at_ns",
        triggered="time",
    )  # fmt: skip
    told = facts.filter(facts.kind.isin(tuple(_OUTCOMES)))
    first = told.group_by(*_TRIGGER).agg(seq=told.seq.min())
    told = told.inner_join(first, (*_TRIGGER, "seq"))
    told = told.select(*_TRIGGER, "reason", decided="time", decided_ns="at_ns", decided_kind="kind")
    rows = beside(spoke, told, _TRIGGER)
    return rows.inner_join(sessions.select(*SESSION, "agent"), SESSION)


@measure("string", nullable=False)
def outcome(trigger: Relation) -> Value:
    """What came of it: obeyed, overridden (the agent went on, or put the notice away), lapsed (its
    cause ended by itself) or open.
    """  # noqa: D205 - one paragraph in the codebook
    return trigger.decided_kind.cases(*_OUTCOMES.items(), else_="open")


@measure("number", unit="s", formula="guardrail_obeyed, _overridden or _lapsed - _triggered")
def response_s(trigger: Relation) -> Value:
    """How long it stood; null while it is open."""
    return seconds(trigger.decided_ns - trigger.at_ns)


_COLUMNS: tuple[Measure, ...] = (
    given("session", "string", "The session.", nullable=False),
    given("trigger", "string", "The id of this one time.", nullable=False),
    given("seq", "integer", "Place in the log.", nullable=False),
    given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
    given("chat", "string", "The chat it was about; null for the whole desk."),
    given("guardrail", "string", "The guardrail, by its name in the study.", nullable=False),
    given("action", "string", "What it did: advise, hold, ask or highlight.", nullable=False),
    given("triggered", "datetime", "When it spoke up.", nullable=False),
    given("value", "number", "What had reached the limit, in the limit's unit."),
    given("limit", "number", "The limit, in the unit the study gives it in."),
    outcome,
    given("decided", "datetime", "When it was obeyed, overridden or had lapsed."),
    response_s,
    given("reason", "string", "Why the agent went on, in their words.", privacy=Privacy.TEXT),
)

GUARDRAILS = Table(
    name="guardrails",
    description="Every time a guardrail of a study spoke up, and what the agent did about it.",
    key=("session", "trigger"),
    columns=_COLUMNS,
)
