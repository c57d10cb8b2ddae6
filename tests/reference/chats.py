"""The table of chats: every measure of a chat, in the order of the codebook."""

from typing import Any

from reference import attention, claims, conversation, outcomes, studies, timing, usage
from reference.columns import Column, Privacy, Table, indicator
from reference.history import ChatRecord
from reference.retrial import Visits

_Column = Column[ChatRecord, Any]

_WHO = (
    _Column(
        "session",
        "string",
        "The session in which the agent took the chat, or in which the customer queued if nobody "
        "did.",
        lambda c: c.session.id,
        nullable=False,
    ),
    _Column(
        "chat",
        "string",
        "The chat's id in its stream of customers.",
        lambda c: c.id,
        nullable=False,
    ),
    _Column(
        "run", "string", "The stream of customers.", lambda c: c.session.started.run, nullable=False
    ),
    _Column(
        "agent",
        "string",
        "The agent.",
        lambda c: c.session.started.agent,
        nullable=False,
        privacy=Privacy.AGENT,
    ),
    *studies.OF_THE_CHAT,
    _Column("tier", "string", "The agent's skill group.", lambda c: c.session.started.tier),
    _Column(
        "customer",
        "string",
        "The customer.",
        lambda c: c.state.customer.id,
        nullable=False,
        privacy=Privacy.CUSTOMER,
    ),
    timing.customer_tenure_days,
    _Column(
        "known_issue",
        "string",
        "The issue a recorded or scripted customer is known to have; null for real ones.",
        lambda c: c.state.known_issue,
    ),
    _Column("issue", "string", "The issue the agent settled on last.", lambda c: c.state.issue),
    _Column(
        "previous",
        "string",
        "The earlier chat the customer came back from, where the channel knows it.",
        lambda c: c.state.previous,
    ),
    _Column(
        "returned",
        "integer",
        "Whether the channel knows that the customer came back from an earlier chat.",
        lambda c: indicator(c.state.previous is not None),
        unit="0 or 1",
        nullable=False,
    ),
)

_END = (
    timing.ended_by,
    _Column(
        "end_reason",
        "string",
        "Why the customer left, in the channel's words.",
        lambda c: c.state.leave_reason,
        privacy=Privacy.TEXT,
    ),
    _Column(
        "disposition",
        "string",
        "How the agent says the chat ended.",
        lambda c: c.state.disposition,
    ),
    _Column(
        "resolved",
        "integer",
        "Whether the agent says it was resolved; null if never filed.",
        lambda c: indicator(c.state.resolved),
        unit="0 or 1",
    ),
    outcomes.abandoned,
    outcomes.rating,
    outcomes.dissatisfied,
)

_TIMES = (
    timing.spans_sessions,
    timing.queue_wait_s,
    timing.issue_identification_s,
    timing.duration_s,
    timing.slept_s,
    conversation.agent_response_s,
    conversation.customer_response_s,
    conversation.first_response_s,
)

_ATTENTION = (
    timing.concurrency_at_start,
    timing.concurrency_mean,
    attention.active_s,
    attention.away_s,
    attention.away_share,
    attention.active_inferred_s,
    attention.switches_in,
    attention.switches_out,
    attention.resumption_lag_s,
    attention.typing_s,
)

_MESSAGES = (
    conversation.agent_messages,
    conversation.customer_messages,
    conversation.message_ratio,
    conversation.customer_pictures,
    *conversation.of_stages(),
    claims.unfounded_claims,
)

_USE = (
    usage.used_complete,
    usage.used_partial,
    usage.used,
    usage.decision_s,
    usage.edit_distance,
    usage.similarity,
    usage.used_retyped,
    conversation.customer_agreed_s,
    usage.proposal_confirmed,
    usage.assisted,
)


def chats_table(visits: Visits) -> Table[ChatRecord]:
    """The table; ``visits`` are all chats among which returning customers are looked for."""
    return Table(
        name="chats",
        description="One row a chat, with the measures of the study.",
        key=("session", "chat"),
        columns=(
            *_WHO,
            timing.queued,
            timing.start,
            timing.end,
            *_END,
            *visits.columns(),
            *_TIMES,
            *_ATTENTION,
            *_MESSAGES,
            *_USE,
            *usage.counts(),
        ),
    )
