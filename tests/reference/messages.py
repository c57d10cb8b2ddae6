"""The table of messages, from both sides."""

from dataclasses import dataclass
from typing import Any

from console.domain.chat import Message
from reference.claims import counts
from reference.columns import Column, Privacy, Table
from reference.history import ChatRecord


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message and the chat it belongs to."""

    state: Message
    record: ChatRecord
    claims: int | None = None
    unfounded_claims: int | None = None


def messages_of(record: ChatRecord) -> list[MessageRecord]:
    """All messages of a chat, in order."""
    counted = {message: (claims, unfounded) for message, claims, unfounded in counts(record)}
    return [
        MessageRecord(message, record, *counted.get(message.id, (None, None)))
        for message in record.state.messages
    ]


_Column = Column[MessageRecord, Any]

MESSAGES: Table[MessageRecord] = Table(
    name="messages",
    description="Every message of every chat, in order.",
    key=("session", "chat", "message"),
    columns=(
        _Column(
            "session",
            "string",
            "The session the chat belongs to.",
            lambda m: m.record.session.id,
            nullable=False,
        ),
        _Column("chat", "string", "The chat.", lambda m: m.record.id, nullable=False),
        _Column("message", "string", "The message's id.", lambda m: m.state.id, nullable=False),
        _Column(
            "time",
            "datetime",
            "When the console sent it or took it in.",
            lambda m: m.state.at,
            nullable=False,
        ),
        _Column(
            "sender",
            "string",
            "Who wrote it: agent or customer.",
            lambda m: "agent" if m.state.by_agent else "customer",
            nullable=False,
        ),
        _Column(
            "origin",
            "string",
            "How the agent's text came to be: typed, adopted, modified or canned; null for the "
            "customer's.",
            lambda m: m.state.origin,
        ),
        _Column(
            "suggestion", "string", "The suggestion it was made from.", lambda m: m.state.suggestion
        ),
        _Column(
            "delivery",
            "string",
            "How far it had got when the data end: received, sending, delivered, read or failed.",
            lambda m: m.state.delivery.value,
            nullable=False,
        ),
        _Column(
            "pictures",
            "integer",
            "Pictures that came with it.",
            lambda m: m.state.pictures,
            unit="pictures",
            nullable=False,
        ),
        _Column(
            "characters",
            "integer",
            "Length of its text.",
            lambda m: len(m.state.text),
            unit="characters",
            nullable=False,
        ),
        _Column(
            "claims",
            "integer",
            "How often the agent says in it that something has been done for the customer.",
            lambda m: m.claims,
            unit="claims",
        ),
        _Column(
            "unfounded_claims",
            "integer",
            "How many of these say what had not been done by then.",
            lambda m: m.unfounded_claims,
            unit="claims",
        ),
        _Column("text", "string", "Its text.", lambda m: m.state.text, privacy=Privacy.TEXT),
    ),
)
