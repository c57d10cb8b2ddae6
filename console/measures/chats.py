"""The table of chats: every measure of a chat, in the order of the codebook."""

from console.measures import (
    attention,
    clocks,
    conversation,
    outcomes,
    studies,
    text_tables,
    timing,
    usage,
)
from console.measures.expressions import indicator
from console.measures.schema import Privacy, Relation, Table, Value, measure, plain_column


@measure("integer", unit="0 or 1", nullable=False)
def returned(chat: Relation) -> Value:
    """Whether the channel knows that the customer came back from an earlier chat."""
    return indicator(chat.previous.notnull())


_WHO = (
    plain_column(
        "session",
        "string",
        "The session in which the agent took the chat, or in which the customer queued if nobody "
        "did.",
        nullable=False,
    ),
    plain_column("chat", "string", "The chat's id in its stream of customers.", nullable=False),
    plain_column("run", "string", "The stream of customers.", nullable=False),
    plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
    plain_column("study", "string", "The study the session is part of."),
    plain_column("study_hash", "string", "SHA-256 of the study's file."),
    plain_column(
        "arm",
        "string",
        "The assigned arm, treatment or control: of the chat itself, or else of its session, or "
        "of the period of the session in which the agent took the chat.",
        formula="chat_assigned, or else the latest arm_assigned",
    ),
    plain_column("arm_name", "string", "The study's name for the arm."),
    plain_column(
        "access",
        "integer",
        "Whether suggestions could be seen by that assignment, whether or not any was; follows "
        "from the arm where the assignment does not say.",
        unit="0 or 1",
    ),
    plain_column("stratum", "string", "The stratum within which it was randomised."),
    plain_column("block", "integer", "The block of the stratum, from 0."),
    plain_column("bucket", "string", "The period it was assigned for, in a switchback."),
    plain_column("bucket_start", "datetime", "When that period began, if its name says so."),
    plain_column("tier", "string", "The agent's skill group."),
    plain_column("customer", "string", "The customer.", nullable=False, privacy=Privacy.CUSTOMER),
    plain_column(
        "customer_tenure_days",
        "integer",
        "Days from when the customer became one to the queue; null if not known.",
        unit="days",
    ),
    plain_column(
        "known_issue",
        "string",
        "The issue a recorded or scripted customer is known to have; null for real ones.",
    ),
    plain_column("issue", "string", "The issue the agent confirmed last."),
    plain_column(
        "previous",
        "string",
        "The earlier chat the customer came back from, where the channel knows it.",
    ),
    returned,
    plain_column("queued", "datetime", "When the customer joined the queue.", nullable=False),
    plain_column(
        "start",
        "datetime",
        "When the agent took the chat; null if nobody did.",
        formula="chat_accepted",
    ),
    plain_column(
        "end",
        "datetime",
        "When the chat ended; null if it had not when the data end.",
        formula="the first of chat_closed, chat_abandoned, chat_dropped",
    ),
)

_END = (
    timing.ended_by,
    plain_column(
        "end_reason",
        "string",
        "Why the customer left, in the channel's words.",
        privacy=Privacy.TEXT,
    ),
    plain_column("disposition", "string", "How the agent says the chat ended."),
    plain_column(
        "resolved",
        "integer",
        "Whether the agent says it was resolved; null if never filed.",
        unit="0 or 1",
    ),
    outcomes.abandoned,
    plain_column("rating", "integer", "The customer's rating; null if not rated.", unit="1 to 5"),
    outcomes.dissatisfied,
    *outcomes.RETRIALS,
    conversation.unfounded_claims,
)

_TIMES = (
    timing.spans_sessions,
    timing.queue_wait_s,
    timing.issue_identification_s,
    timing.duration_s,
    clocks.slept_s,
    *conversation.WAITS,
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

_USE = (studies.exposed, usage.used_complete, usage.used_partial, usage.used)

CHATS = Table(
    name="chats",
    description="One row a chat, with the measures of the study.",
    key=("session", "chat"),
    columns=(
        *_WHO,
        *_END,
        *_TIMES,
        *_ATTENTION,
        *conversation.COUNTS,
        conversation.message_ratio,
        *conversation.STAGE_MEASURES,
        *text_tables.CHAT_TEXT_COLUMNS,
        *_USE,
        *usage.MEANS,
        *usage.COUNTS,
        conversation.customer_agreed_s,
        usage.proposal_confirmed,
        usage.assisted,
    ),
)
