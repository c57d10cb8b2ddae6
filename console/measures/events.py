"""The table of events: the logs as they are, with a column for each value that measures need.

Everything else is computed from this table. A column that only some kinds of facts have is null for
the others; ``body`` is the whole fact.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from console.column_types import ColumnType
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.measures.log_time import timed
from console.measures.schema import Column, Privacy, Table
from console.measures.text.agreement import agrees

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
    _of_fact(
        "utc_offset_s",
        "integer",
        "In session_started and chat_accepted: how far the workstation's clock was ahead of UTC.",
    ),
    _of_fact("study", "string", "In study_entered and consent_answered: the study's name."),
    _of_fact("study_hash", "string", "In the same: SHA-256 of the study's file."),
    _of_fact("period", "string", "In study_entered: the study's name for this time."),
    _of_fact("idle_limit_s", "number", "In study_entered: when an agent counts as idle."),
    _of_fact("patience_s", "number", "In study_entered: how long silence is not yet leaving."),
    _of_fact("given", "integer", "In consent_answered: whether the agent agreed."),
    _of_fact("arm", "string", "In arm_assigned and chat_assigned: treatment or control."),
    _of_fact("arm_name", "string", "In the same: the study's name for the arm."),
    _of_fact("access", "integer", "In the same: whether suggestions may be seen."),
    _of_fact("stratum", "string", "In the same: the stratum within which it was randomised."),
    _of_fact("block", "integer", "In the same: in which block of the stratum."),
    _of_fact("bucket", "string", "In the same: the period it is for, in a switchback."),
    _of_fact("bucket_start", "datetime", "In the same: the beginning of that period."),
    _of_fact("guardrails", "array", "In arm_assigned: the names of those in force."),
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
    _of_fact(
        "took_proposal",
        "integer",
        "In issue_confirmed: whether the agent confirmed the issue that was proposed.",
    ),
    _of_fact(
        "agrees", "integer", "In message_received: whether it begins by agreeing or thanking."
    ),
    _of_fact("disposition", "string", "In chat_closed: how the chat ended."),
    _of_fact("resolved", "integer", "In chat_closed: whether it was resolved."),
    _of_fact("rating", "integer", "In chat_rated: 1 to 5."),
    _of_fact("reason", "string", "Why, where a fact says so.", Privacy.TEXT),
    _of_fact("origin", "string", "In message_sent: typed, adopted, modified or canned."),
    _of_fact("held_s", "number", "In message_sent: for how long it could be taken back before."),
    _of_fact("pictures", "integer", "In message_received: how many pictures came with it."),
    _of_fact("characters", "integer", "Length of the fact's text."),
    _of_fact("active", "integer", "Typing: whether it began."),
    _of_fact("idle_s", "number", "In agent_idle: for how long nothing had been touched."),
    _of_fact("slept_s", "number", "In computer_slept: for how long, up to this fact."),
    _of_fact("about", "string", "In suggestion_requested: diagnosis or solution."),
    _of_fact("move", "string", "In suggestion_requested: what the message is to do."),
    _of_fact(
        "strategy", "string", "In suggestion_ready: generate, template (approved) or past_reply."
    ),
    _of_fact("text_version", "string", "In suggestion_adopted: approved, model or past_reply."),
    _of_fact(
        "by_agent",
        "integer",
        "In suggestion_requested: whether the agent asked for it; in suggestion_updated: whether "
        "the agent took it.",
    ),
    _of_fact("replaces", "string", "In suggestion_requested: the suggestion before it."),
    _of_fact("good", "integer", "In suggestion_rated: the agent's verdict."),
    _of_fact("trigger", "string", "In guardrail_triggered: its id, which the answer to it names."),
    _of_fact("guardrail", "string", "The guardrail that was triggered, by its name in the study."),
    _of_fact(
        "action",
        "string",
        "In guardrail_triggered: advise, hold, ask or highlight; in action_started, action_taken "
        "and action_withdrawn: the action's id.",
    ),
    _of_fact("value", "number", "In guardrail_triggered: what was reached; else an answer."),
    _of_fact("limit", "number", "In guardrail_triggered: what the value had reached."),
    _of_fact("sitting", "string", "One time of filling in a questionnaire."),
    _of_fact("questionnaire", "string", "The questionnaire."),
    _of_fact("occasion", "string", "In questionnaire_opened: the set point."),
    _of_fact("item", "string", "In question_answered: the question."),
    _of_fact("complete", "integer", "In questionnaire_finished: whether it was submitted."),
    _of_fact("article", "string", "The article whose step was carried out, or whose need is met."),
    _of_fact(
        "step", "string", "In action_started and action_taken: the step, as the article has it."
    ),
    _of_fact("operation", "string", "In the same: what the back office calls it; null for a tick."),
    _of_fact("by", "string", "In action_taken: agent, back_office or site."),
    _of_fact("done", "integer", "In action_taken: whether it was carried out; 0 if it failed."),
    _of_fact("detail", "string", "In action_taken: why it failed.", Privacy.TEXT),
    _of_fact("need", "string", "In need_corrected: the need, as the article has it."),
    _of_fact("met", "integer", "In need_corrected: whether the agent says that it is met."),
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

_FLAGS = (
    *("resumed", "resolved", "active", "by_agent", "good", "given", "access", "complete"),
    *("done", "met"),
)
_DERIVED = ("customer", "characters", "bucket_start", "guardrails", "took_proposal", "agrees")
_FIELDS = {"arm_name": "name", "text_version": "version"}
"""Columns whose name differs from the field's."""

_ONLY_OF: dict[str, tuple[type[ev.Fact], ...]] = {
    "item": (ev.QuestionAnswered,),
    "by": (ev.ActionTaken,),
    "text_version": (ev.SuggestionAdopted,),
}
"""Columns that are of these facts alone, because others mean something else by the field's name."""

_TAKEN = tuple((c.name, _FIELDS.get(c.name, c.name)) for c in _OF_FACTS)
_TAKEN_OF = {
    fact: tuple(
        (column, field)
        for column, field in _TAKEN
        if field in fact.model_fields
        and column not in (*_FLAGS, *_DERIVED)
        and fact in _ONLY_OF.get(column, (fact,))
    )
    for fact in ev.FACT_TYPES
}
_FLAGS_OF = {fact: tuple(n for n in _FLAGS if n in fact.model_fields) for fact in ev.FACT_TYPES}
"""Which columns each kind of fact has as fields; asking every fact for all took half the export."""


def rows(events: Iterable[ev.Event], log: str) -> Iterator[tuple[ev.Event, JsonObject]]:
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
        for name, field in _TAKEN_OF[type(fact)]:
            row[name] = getattr(fact, field)
        for name in _FLAGS_OF[type(fact)]:
            row[name] = _as_number(getattr(fact, name))
        yield event, row | _derived(event)


def _as_number(flag: bool | None) -> int | None:
    return None if flag is None else int(flag)


def _derived(event: ev.Event) -> JsonObject:
    """What is not a field of the fact as it stands."""
    fact = event.fact
    if isinstance(fact, ev.ChatQueued):
        return {"customer": fact.customer.id, "customer_tenure_days": _tenure_days(event)}
    if isinstance(fact, (ev.ArmAssigned, ev.ChatAssigned)):
        return _of_assignment(fact)
    if isinstance(fact, ev.IssueConfirmed):
        return {"took_proposal": int(fact.issue == fact.proposed)}
    measured = getattr(fact, "measured", None)
    if measured is not None:
        return _of_passed(measured)
    if isinstance(fact, ev.MessageReceived):
        return {"characters": len(fact.text), "agrees": int(agrees(fact.text))}
    text = getattr(fact, "text", None)
    return {} if text is None else {"characters": len(text)}


def _of_passed(measured: ev.TextMeasures) -> JsonObject:
    """What was measured of a text that was not stored."""
    return {"characters": measured.characters, "agrees": _as_number(measured.agrees)}


def _of_assignment(fact: ev.ArmAssigned | ev.ChatAssigned) -> JsonObject:
    start = {"bucket_start": _instant(fact.bucket)}
    if isinstance(fact, ev.ChatAssigned):
        return start
    return start | {"guardrails": json.dumps(fact.guardrails, ensure_ascii=False)}


def _instant(bucket: str | None) -> datetime | None:
    """When a bucket begins, by its name in ISO 8601; UTC where the name has no zone."""
    try:
        start = datetime.fromisoformat(bucket or "")
        return start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # a bucket that is called otherwise
        return None


def _tenure_days(event: ev.Event) -> int | None:
    """Days from when the customer became one, by the record, to the event."""
    fact = event.fact
    since = fact.customer.since if isinstance(fact, ev.ChatQueued) else None
    try:
        return None if since is None else (event.wall.date() - date.fromisoformat(since)).days
    except ValueError:  # the record says something else than a day
        return None
