"""The tables of what a log holds as it is: its events, and the spans of focus."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from console.domain import events as ev
from console.measures.columns import Column, Privacy, Table
from console.measures.focus import Span
from console.measures.history import History, SessionRecord
from console.measures.logtime import seconds


@dataclass(frozen=True, slots=True)
class FocusRecord:
    """One span of focus, its number in its session, and the session."""

    number: int
    span: Span
    session: SessionRecord


def focus_of(log: History) -> Iterator[FocusRecord]:
    """A log's spans, numbered within their sessions."""
    for session, spans in groupby(log.spans, key=lambda span: span.session):
        for number, span in enumerate(spans, start=1):
            yield FocusRecord(number, span, log.sessions[session])


_Event = Column[ev.Event, Any]
_Focus = Column[FocusRecord, Any]

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
