"""The table of guardrails: each time one was triggered, and what the agent did about it."""

from console.measures.expressions import seconds
from console.measures.schema import (
    Measure,
    Privacy,
    Relation,
    Table,
    Value,
    left_join,
    measure,
    plain_column,
)
from console.measures.sessions import SESSION

_TRIGGER = ("log", "trigger")
_OUTCOMES = {
    "guardrail_obeyed": "obeyed",
    "guardrail_overridden": "overridden",
    "guardrail_lapsed": "lapsed",
}


def guardrails(facts: Relation, sessions: Relation) -> Relation:
    """One row a trigger; ``facts`` are triggers and answers. The first answer to each counts.

    An answer whose trigger is missing from a damaged log is left out.
    """
    triggered = facts.filter(facts.kind == "guardrail_triggered")
    triggered = triggered.select(
        *SESSION, "seq", "trigger", "guardrail", "action", "chat", "value", "limit", "at_ns",
        triggered="time",
    )  # fmt: skip
    answers = facts.filter(facts.kind.isin(tuple(_OUTCOMES)))
    first = answers.group_by(*_TRIGGER).agg(seq=answers.seq.min())
    answers = answers.inner_join(first, (*_TRIGGER, "seq"))
    answers = answers.select(
        *_TRIGGER, "reason", decided="time", decided_ns="at_ns", decided_kind="kind"
    )
    rows = left_join(triggered, answers, _TRIGGER)
    return rows.inner_join(sessions.select(*SESSION, "agent"), SESSION)


@measure("string", nullable=False)
def outcome(trigger: Relation) -> Value:
    """What came of it: obeyed, overridden (the agent went on, or dismissed the notice), lapsed (its
    cause ended by itself) or open.
    """  # noqa: D205 - one paragraph in the codebook
    return trigger.decided_kind.cases(*_OUTCOMES.items(), else_="open")


@measure("number", unit="s", formula="guardrail_obeyed, _overridden or _lapsed - _triggered")
def response_s(trigger: Relation) -> Value:
    """How long it stood; null while it is open."""
    return seconds(trigger.decided_ns - trigger.at_ns)


_COLUMNS: tuple[Measure, ...] = (
    plain_column("session", "string", "The session.", nullable=False),
    plain_column("trigger", "string", "The id of this one time.", nullable=False),
    plain_column("seq", "integer", "Place in the log.", nullable=False),
    plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
    plain_column("chat", "string", "The chat it was about; null for the whole desk."),
    plain_column("guardrail", "string", "The guardrail, by its name in the study.", nullable=False),
    plain_column(
        "action", "string", "What it did: advise, hold, ask or highlight.", nullable=False
    ),
    plain_column("triggered", "datetime", "When it was triggered.", nullable=False),
    plain_column("value", "number", "What had reached the limit, in the limit's unit."),
    plain_column("limit", "number", "The limit, in the unit the study gives it in."),
    outcome,
    plain_column("decided", "datetime", "When it was obeyed, overridden or had lapsed."),
    response_s,
    plain_column(
        "reason", "string", "Why the agent went on, in their words.", privacy=Privacy.TEXT
    ),
)

GUARDRAILS = Table(
    name="guardrails",
    description="Every time a guardrail of a study was triggered, and what the agent did about it.",
    key=("session", "trigger"),
    columns=_COLUMNS,
)
