"""The tables of who worked, and under which arm."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from console.domain import events as ev
from console.measures.columns import Column, Privacy, Table
from console.measures.history import ChatRecord, SessionRecord


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


def agents_of(sessions: Iterable[SessionRecord], chats: Iterable[ChatRecord]) -> list[AgentRecord]:
    """The agents of these sessions by name, with the chats they took."""
    found: dict[str, AgentRecord] = {}
    for session in sorted(sessions, key=lambda each: each.events[0].event.wall):
        found.setdefault(session.started.agent, AgentRecord()).sessions.append(session)
    for chat in chats:
        if chat.start:
            found[chat.session.started.agent].chats.append(chat.id)
    return [found[agent] for agent in sorted(found)]


def assignments_of(sessions: Iterable[SessionRecord]) -> Iterator[AssignmentRecord]:
    """What was said about arms in these sessions."""
    for session in sessions:
        for timed in session.events:
            if isinstance(timed.fact, ev.ArmAssigned):
                yield AssignmentRecord(timed.event, timed.fact, session)


_Agent = Column[AgentRecord, Any]
_Assignment = Column[AssignmentRecord, Any]

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
