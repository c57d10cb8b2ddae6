"""The table of suggestions, one row each."""

from typing import Any

from reference import suggestions as one
from reference.columns import Column, Privacy, Table, indicator
from reference.suggestions import SuggestionRecord

_Column = Column[SuggestionRecord, Any]

SUGGESTIONS: Table[SuggestionRecord] = Table(
    name="suggestions",
    description="Every suggestion that was asked for, and what became of it.",
    key=("session", "chat", "suggestion"),
    columns=(
        _Column(
            "session",
            "string",
            "The session the chat belongs to.",
            lambda s: s.record.session.id,
            nullable=False,
        ),
        _Column("chat", "string", "The chat.", lambda s: s.record.id, nullable=False),
        _Column(
            "suggestion", "string", "The suggestion's id.", lambda s: s.state.id, nullable=False
        ),
        _Column(
            "kind",
            "string",
            "What it is about: diagnosis or solution.",
            lambda s: s.state.about.value,
            nullable=False,
        ),
        _Column(
            "outcome",
            "string",
            "What became of it: adopted (sent unchanged), modified (edited, then sent), dismissed, "
            "ignored (shown, and the agent sent something of their own), failed, superseded (the "
            "chat moved on before it was used) or pending. Use beats every other outcome.",
            lambda s: s.state.outcome.value,
            nullable=False,
        ),
        _Column("move", "string", "What the message is to do.", lambda s: s.state.move),
        one.version,
        _Column(
            "by_agent",
            "integer",
            "Whether the agent asked for it, rather than a customer's message.",
            lambda s: indicator(s.state.by_agent),
            unit="0 or 1",
            nullable=False,
        ),
        _Column("replaces", "string", "The suggestion it replaces.", lambda s: s.state.replaces),
        _Column(
            "requested_at",
            "datetime",
            "When it was asked for.",
            lambda s: s.requested.event.wall,
            nullable=False,
        ),
        one.shown_at,
        one.decided_at,
        one.first_token_s,
        one.ready_s,
        one.revised_s,
        one.decision_s,
        _Column(
            "inserted",
            "integer",
            "Whether the agent put it into the input box.",
            lambda s: indicator(s.state.inserted),
            unit="0 or 1",
            nullable=False,
        ),
        _Column(
            "good",
            "integer",
            "The agent's verdict on it; null if none was given.",
            lambda s: indicator(s.state.good),
            unit="0 or 1",
        ),
        _Column("issue", "string", "The issue it diagnoses.", lambda s: s.state.issue),
        _Column(
            "characters",
            "integer",
            "Length of its text.",
            lambda s: len(s.state.text) or None,
            unit="characters",
            nullable=False,
        ),
        one.message,
        one.edit_distance,
        one.similarity,
        one.retyped,
        _Column(
            "text",
            "string",
            "Its text.",
            lambda s: s.state.text or None,
            privacy=Privacy.TEXT,
        ),
    ),
)
