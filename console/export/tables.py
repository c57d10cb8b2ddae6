"""The tables of a bundle, beside those of the measures: events, focus, agents, assignments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from console.domain import events as ev
from console.measures.chats import chats_table
from console.measures.columns import Column, Privacy, Table
from console.measures.focus import Span
from console.measures.history import History, SessionRecord
from console.measures.logtime import seconds
from console.measures.messages import MESSAGES, messages_of
from console.measures.retrial import Visits
from console.measures.suggestions import SUGGESTIONS, suggestions_of


@dataclass(frozen=True, slots=True)
class FocusRecord:
    """One span of focus, its number in its session, and the session."""

    number: int
    span: Span
    session: SessionRecord


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """One statement of an arm and the session it was made in."""

    event: ev.Event
    fact: ev.ArmAssigned
    session: SessionRecord


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """One agent's sessions, oldest first, and how many chats they took."""

    sessions: list[SessionRecord] = field(default_factory=list)
    chats: list[str] = field(default_factory=list)


_Event = Column[ev.Event, Any]
_Focus = Column[FocusRecord, Any]
_Agent = Column[AgentRecord, Any]
_Assignment = Column[AssignmentRecord, Any]

EVENTS: Table[ev.Event] = Table(
    name="events",
    description="The logs: everything that happened, in the order it was recorded.",
    key=("session", "seq"),
    columns=(
        _Event(
            "seq",
            "integer",
            "Place in the log, from 1, without gaps.",
            lambda e: e.seq,
            nullable=False,
        ),
        _Event("session", "string", "The session.", lambda e: e.session, nullable=False),
        _Event("time", "datetime", "Wall time.", lambda e: e.wall, nullable=False),
        _Event(
            "mono_ns",
            "integer",
            "Monotonic time, comparable within one session only.",
            lambda e: e.mono_ns,
            unit="ns",
            nullable=False,
        ),
        _Event("kind", "string", "What happened.", lambda e: e.fact.kind, nullable=False),
        _Event("chat", "string", "The chat it is about; null if about none.", lambda e: e.chat),
        _Event(
            "body",
            "object",
            "The fact. Without message texts, private fields are null and texts are replaced by "
            "their length in characters.",
            lambda e: ev.fact_to_json(e.fact),
            nullable=False,
            privacy=Privacy.FACT,
        ),
    ),
)

FOCUS: Table[FocusRecord] = Table(
    name="focus",
    description="Where the agent's attention was: spans that cover each session without overlap. A "
    "chat has focus while its tab is current, the window active and the agent not idle; idleness "
    "begins with the last input.",
    key=("session", "span"),
    columns=(
        _Focus("session", "string", "The session.", lambda f: f.session.id, nullable=False),
        _Focus(
            "span",
            "integer",
            "Its number in the session, from 1 in order of time.",
            lambda f: f.number,
            nullable=False,
        ),
        _Focus(
            "agent",
            "string",
            "The agent.",
            lambda f: f.session.started.agent,
            nullable=False,
            privacy=Privacy.AGENT,
        ),
        _Focus("chat", "string", "The chat in focus; null if none was.", lambda f: f.span.chat),
        _Focus("start", "datetime", "Its beginning.", lambda f: f.span.begin.wall, nullable=False),
        _Focus("end", "datetime", "Its end.", lambda f: f.span.end.wall, nullable=False),
        _Focus(
            "duration_s",
            "number",
            "Its length by the monotonic clock.",
            lambda f: seconds(f.span.ns),
            unit="s",
            nullable=False,
        ),
        _Focus(
            "ended_by",
            "string",
            "The kind of fact that ended it; record_ends if the session's facts stop there, "
            "because the console was killed or still runs.",
            lambda f: f.span.ended_by,
            nullable=False,
        ),
    ),
)

AGENTS: Table[AgentRecord] = Table(
    name="agents",
    description="The agents.",
    key=("agent",),
    columns=(
        _Agent(
            "agent",
            "string",
            "The agent.",
            lambda a: a.sessions[0].started.agent,
            nullable=False,
            privacy=Privacy.AGENT,
        ),
        _Agent(
            "tier",
            "string",
            "Skill group in the last session.",
            lambda a: a.sessions[-1].started.tier,
        ),
        _Agent(
            "sessions",
            "integer",
            "How many sessions.",
            lambda a: len(a.sessions),
            unit="sessions",
            nullable=False,
        ),
        _Agent(
            "chats",
            "integer",
            "How many chats they took.",
            lambda a: len(a.chats),
            unit="chats",
            nullable=False,
        ),
        _Agent(
            "first_seen",
            "datetime",
            "The beginning of the first session.",
            lambda a: a.sessions[0].events[0].event.wall,
            nullable=False,
        ),
        _Agent(
            "last_seen",
            "datetime",
            "The last fact of the last session.",
            lambda a: a.sessions[-1].events[-1].event.wall,
            nullable=False,
        ),
    ),
)

ASSIGNMENTS: Table[AssignmentRecord] = Table(
    name="assignments",
    description="Which arm each session was in, and how that was settled.",
    key=("session", "seq"),
    columns=(
        _Assignment("session", "string", "The session.", lambda a: a.session.id, nullable=False),
        _Assignment("seq", "integer", "Place in the log.", lambda a: a.event.seq, nullable=False),
        _Assignment(
            "agent",
            "string",
            "The agent.",
            lambda a: a.session.started.agent,
            nullable=False,
            privacy=Privacy.AGENT,
        ),
        _Assignment(
            "time", "datetime", "When it was recorded.", lambda a: a.event.wall, nullable=False
        ),
        _Assignment(
            "arm", "string", "Treatment or control.", lambda a: a.fact.arm.value, nullable=False
        ),
        _Assignment(
            "unit",
            "string",
            "What was assigned, such as the agent.",
            lambda a: a.fact.unit,
            nullable=False,
        ),
        _Assignment("method", "string", "How.", lambda a: a.fact.method, nullable=False),
    ),
)


def tables_of(logs: list[History]) -> Iterator[tuple[Table[Any], Iterable[Any]]]:
    """Every table of a bundle with the things its rows are about."""
    chats = [chat for log in logs for chat in log.chats.values()]
    sessions = [session for log in logs for session in log.sessions.values()]
    yield EVENTS, (timed.event for session in sessions for timed in session.events)
    yield MESSAGES, (message for chat in chats for message in messages_of(chat))
    yield SUGGESTIONS, (suggestion for chat in chats for suggestion in suggestions_of(chat))
    yield FOCUS, (focus for log in logs for focus in _focus(log))
    yield chats_table(Visits(logs)), chats
    yield AGENTS, _agents(logs)
    yield ASSIGNMENTS, _assignments(sessions)


def _focus(log: History) -> Iterator[FocusRecord]:
    for session, spans in groupby(log.spans, key=lambda span: span.session):
        for number, span in enumerate(spans, start=1):
            yield FocusRecord(number, span, log.sessions[session])


def _agents(logs: list[History]) -> list[AgentRecord]:
    found: dict[str, AgentRecord] = {}
    sessions = [session for log in logs for session in log.sessions.values()]
    for session in sorted(sessions, key=lambda each: each.events[0].event.wall):
        found.setdefault(session.started.agent, AgentRecord()).sessions.append(session)
    for chat in (chat for log in logs for chat in log.chats.values() if chat.start):
        found[chat.session.started.agent].chats.append(chat.id)
    return [found[agent] for agent in sorted(found)]


def _assignments(sessions: list[SessionRecord]) -> Iterator[AssignmentRecord]:
    for session in sessions:
        for timed in session.events:
            if isinstance(timed.fact, ev.ArmAssigned):
                yield AssignmentRecord(timed.event, timed.fact, session)
