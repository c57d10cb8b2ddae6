"""The table of chats: every measure of a chat, in the order of the codebook."""

from console.measures import attention, conversation, outcomes, studies, texts, timing, usage
from console.measures.expressions import indicator
from console.measures.schema import Privacy, Relation, Table, Value, given, measure


@measure("integer", unit="0 or 1", nullable=False)
def returned(chat: Relation) -> Value:
    """Whether the channel knows that the customer came back from an earlier chat."""
    return indicator(chat.previous.notnull())


_WHO = (
    given(
        "session",
        "string",
        "The session in which the agent took the chat, or in which the customer queued if nobody "
        "did.",
        nullable=False,
    ),
    given("chat", "string", "The chat's id in its stream of customers.", nullable=False),
    given("run", "string", "The stream of customers.", nullable=False),
    given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
    given("study", "string", "The study the session is part of."),
    given("study_hash", "string", "SHA-256 of the study's file."),
    given(
        "arm",
        "string",
        "What was drawn, treatment or control: for the chat itself, or else for its session, or "
        "the stretch of it, in which the agent took the chat.",
        formula="chat_assigned, or else the latest arm_assigned",
    ),
    given("arm_name", "string", "The study's name for the arm."),
    given(
        "access",
        "integer",
        "Whether suggestions could be seen under that lot, whatever came of it; as the arm says "
        "where the lot does not.",
        unit="0 or 1",
    ),
    given("stratum", "string", "Among whom it was drawn."),
    given("block", "integer", "In which block of the stratum it was drawn, from 0."),
    given("bucket", "string", "The stretch of time it was drawn for, in a switchback."),
    given("bucket_start", "datetime", "When that stretch began, where its name tells."),
    given("tier", "string", "The agent's skill group."),
    given("customer", "string", "The customer.", nullable=False, privacy=Privacy.CUSTOMER),
    given(
        "customer_tenure_days",
        "integer",
        "Days from when the customer became one to the queue; null if not known.",
        unit="days",
    ),
    given(
        "known_issue",
        "string",
        "The issue a recorded or scripted customer is known to have; null for real ones.",
    ),
    given("issue", "string", "The issue the agent settled on last."),
    given(
        "previous",
        "string",
        "The earlier chat the customer came back from, where the channel knows it.",
    ),
    returned,
    given("queued", "datetime", "When the customer joined the queue.", nullable=False),
    given(
        "start",
        "datetime",
        "When the agent took the chat; null if nobody did.",
        formula="chat_accepted",
    ),
    given(
        "end",
        "datetime",
        "When the chat ended; null if it had not when the data end.",
        formula="the first of chat_closed, chat_abandoned, chat_dropped",
    ),
)

_END = (
    timing.ended_by,
    given(
        "end_reason",
        "string",
        "Why the customer left, in the channel's words.",
        privacy=Privacy.TEXT,
    ),
    given("disposition", "string", "How the agent says the chat ended."),
    given(
        "resolved",
        "integer",
        "Whether the agent says it was resolved; null if never filed.",
        unit="0 or 1",
    ),
    outcomes.abandoned,
    given("rating", "integer", "The customer's rating; null if not rated.", unit="1 to 5"),
    outcomes.dissatisfied,
    *outcomes.RETRIALS,
)

_TIMES = (
    timing.spans_sessions,
    timing.queue_wait_s,
    timing.issue_identification_s,
    timing.duration_s,
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
        *texts.OF_THE_CHAT,
        *_USE,
        *usage.MEANS,
        *usage.COUNTS,
    ),
)
