"""How a chat turned out: rating, resolution, abandonment, and whether the customer came back."""

from console.domain import events as ev
from reference.columns import column, indicator
from reference.history import ChatRecord


@column(unit="1 to 5")
def rating(chat: ChatRecord) -> int | None:
    """The customer's rating; null if not rated."""
    return chat.state.rating


@column(unit="0 or 1", formula="rating < 3")
def dissatisfied(chat: ChatRecord) -> int | None:
    """Whether the rating is below 3; null if not rated."""
    return indicator(None if chat.state.rating is None else chat.state.rating < 3)


@column(
    unit="0 or 1",
    formula="ended_by is customer, resolved is not 1, and (the last message is the customer's, or "
    "no message_sent after issue_confirmed)",
)
def abandoned(chat: ChatRecord) -> int:
    """Whether the customer left before the chat was resolved.

    The field experiment gives no formula. In this one, the customer ended the chat, the agent did
    not file it as resolved, and either the customer had the last word or no solution had been
    sent, that is, nothing at all after the issue was confirmed.
    """
    left = chat.end is not None and isinstance(chat.end.fact, ev.ChatAbandoned)
    unanswered = bool(chat.messages) and isinstance(chat.messages[-1].fact, ev.MessageReceived)
    return int(
        left and chat.state.resolved is not True and (unanswered or not _solution_sent(chat))
    )


def _solution_sent(chat: ChatRecord) -> bool:
    confirmed = chat.first(ev.IssueConfirmed)
    return confirmed is not None and any(
        isinstance(message.fact, ev.MessageSent) and message.event.seq > confirmed.event.seq
        for message in chat.messages
    )
