"""The table of events: the logs as they are, with what measures need of each fact in a column.

Everything else is computed from this table. A column that only some kinds of facts have is null in
the others; ``body`` is the whole fact.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from console.domain import events as ev
from console.measures.columns import Column, ColumnType, Privacy, Table
from console.measures.logtime import timed

_ID_AND_TIME = (
    Column(
        name="log",
        type="string",
        description="The log the event is from, by the id of its first session.",
        nullable=False,
    ),
    Column(name="session", type="string", description="The session.", nullable=False),
    Column(
        name="seq",
        type="integer",
        description="Place in the log, from 1, without gaps.",
        nullable=False,
    ),
    Column(name="time", type="datetime", description="Wall time.", nullable=False),
    Column(
        name="mono_ns",
        type="integer",
        description="Monotonic time, comparable within one session only.",
        unit="ns",
        nullable=False,
    ),
    Column(
        name="at_ns",
        type="integer",
        description="The log's own time, on which all durations are differences: monotonic time "
        "within a session, wall time from one session to the next (nothing where the wall clock "
        "was set back), from the log's first event.",
        unit="ns",
        nullable=False,
    ),
    Column(name="kind", type="string", description="What happened.", nullable=False),
    Column(name="chat", type="string", description="The chat it is about; null if about none."),
)


def _of_fact(
    name: str, kind: ColumnType, description: str, privacy: Privacy = Privacy.OPEN
) -> Column:
    return Column(name=name, type=kind, description=description, privacy=privacy)


_OF_FACTS = (
    _of_fact("message", "string", "The message it is about, or that gave rise to it."),
    _of_fact("suggestion", "string", "The suggestion it is about, or that a text was made from."),
    _of_fact("run", "string", "In session_started: the stream of customers."),
    _of_fact("agent", "string", "In session_started: who worked.", Privacy.AGENT),
    _of_fact("tier", "string", "In session_started: the agent's skill group."),
    _of_fact("resumed", "integer", "In session_started: whether it took over from a killed one."),
    _of_fact("utc_offset_s", "integer", "In session_started: the workstation's time zone."),
    _of_fact("arm", "string", "In arm_assigned: treatment or control."),
    _of_fact("unit", "string", "In arm_assigned: what was assigned, such as the agent."),
    _of_fact("method", "string", "In arm_assigned: how."),
    _of_fact("customer", "string", "In chat_queued: the customer.", Privacy.CUSTOMER),
    _of_fact(
        "customer_tenure_days",
        "integer",
        "In chat_queued: days since the customer became one; null if not known.",
    ),
    _of_fact("known_issue", "string", "In chat_queued: what the customer is known to need."),
    _of_fact("previous", "string", "In chat_returned: the earlier chat."),
    _of_fact("issue", "string", "The issue that was confirmed, diagnosed or suggested."),
    _of_fact("disposition", "string", "In chat_closed: how the chat ended."),
    _of_fact("resolved", "integer", "In chat_closed: whether it was resolved."),
    _of_fact("rating", "integer", "In chat_rated: 1 to 5."),
    _of_fact("reason", "string", "Why, where a fact says so.", Privacy.TEXT),
    _of_fact("origin", "string", "In message_sent: typed, adopted, modified or canned."),
    _of_fact("pictures", "integer", "In message_received: how many pictures came with it."),
    _of_fact("characters", "integer", "Length of the fact's text."),
    _of_fact("active", "integer", "Typing: whether it began."),
    _of_fact("idle_s", "number", "In agent_idle: for how long nothing had been touched."),
    _of_fact("about", "string", "In suggestion_requested: diagnosis or solution."),
    _of_fact("by_agent", "integer", "In suggestion_requested: whether the agent asked for it."),
    _of_fact("replaces", "string", "In suggestion_requested: the suggestion before it."),
    _of_fact("good", "integer", "In suggestion_rated: the agent's verdict."),
)

EVENTS = Table(
    name="events",
    description="The logs: everything that happened, in the order it was recorded.",
    key=("session", "seq"),
    columns=(
        *_ID_AND_TIME,
        *_OF_FACTS,
        Column(
            name="body",
            type="object",
            description="The fact. Without message texts, private fields are null and texts are "
            "replaced by their length in characters.",
            nullable=False,
            privacy=Privacy.FACT,
        ),
    ),
)

_FLAGS = ("resumed", "resolved", "active", "by_agent", "good")
_TAKEN = tuple(c.name for c in _OF_FACTS if c.name not in (*_FLAGS, "customer", "characters"))
_TAKEN_OF = {fact: tuple(n for n in _TAKEN if n in fact.model_fields) for fact in ev.FACT_TYPES}
_FLAGS_OF = {fact: tuple(n for n in _FLAGS if n in fact.model_fields) for fact in ev.FACT_TYPES}
"""Which columns each kind of fact has as fields; asking every fact for all took half the export."""


def rows(events: Iterable[ev.Event], log: str) -> Iterator[tuple[ev.Event, dict[str, Any]]]:
    """The events of one log, in its order, with their rows; times are datetimes.

    A row has only the columns that its kind of fact has.
    """
    for each in timed(events):
        event, fact = each.event, each.fact
        row = {
            "log": log,
            "session": event.session,
            "seq": event.seq,
            "time": event.wall,
            "mono_ns": event.mono_ns,
            "at_ns": each.ns,
            "kind": fact.kind,
            "chat": event.chat,
            "body": ev.fact_to_json(fact),
        }
        for name in _TAKEN_OF[type(fact)]:
            row[name] = getattr(fact, name)
        for name in _FLAGS_OF[type(fact)]:
            row[name] = _as_number(getattr(fact, name))
        yield event, row | _derived(event)


def _as_number(flag: bool | None) -> int | None:
    return None if flag is None else int(flag)


def _derived(event: ev.Event) -> dict[str, Any]:
    """What is not a field of the fact as it stands."""
    fact = event.fact
    if isinstance(fact, ev.ChatQueued):
        return {"customer": fact.customer.id, "customer_tenure_days": _tenure_days(event)}
    text = getattr(fact, "text", None)
    return {} if text is None else {"characters": len(text)}


def _tenure_days(event: ev.Event) -> int | None:
    """Days from when the customer became one, by the record, to the event."""
    fact = event.fact
    since = fact.customer.since if isinstance(fact, ev.ChatQueued) else None
    try:
        return None if since is None else (event.wall.date() - date.fromisoformat(since)).days
    except ValueError:  # the record says something else than a day
        return None
