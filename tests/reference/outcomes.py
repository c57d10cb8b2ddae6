"""How a chat turned out: rating, resolution, abandonment, and whether the customer came back."""

from console.domain import events as ev
from reference.columns import column, indicator
from reference.history import ChatRecord
from reference.studies import entered


@column(unit="1 to 5")
def rating(chat: ChatRecord) -> int | None:
    """The customer's rating; null if not rated."""
    return chat.state.rating


@column(unit="0 or 1", formula="rating < 3")
def dissatisfied(chat: ChatRecord) -> int | None:
    """Whether the rating is below 3; null if not rated."""
    return indicator(None if chat.state.rating is None else chat.state.rating < 3)


@column(unit="0 or 1")
def abandoned(chat: ChatRecord) -> int:
    """Whether the customer left before the chat was resolved.

    They left if they ended it, or had been silent past the study's limit when it ended. It was not
    resolved if the agent did not file it so, and either the customer had the last word or no
    solution had been sent, that is, nothing at all after the issue was confirmed.
    """
    left = chat.end is not None and isinstance(chat.end.fact, ev.ChatAbandoned)
    unanswered = bool(chat.messages) and isinstance(chat.messages[-1].fact, ev.MessageReceived)
    return int(
        (left or _silent(chat))
        and chat.state.resolved is not True
        and (unanswered or not _solution_sent(chat))
    )


def _silent(chat: ChatRecord) -> bool:
    study = entered(chat.session)
    if study is None or study.patience_s is None or chat.start is None or chat.end is None:
        return False
    last = max([chat.start.ns, *(message.ns for message in chat.messages)])
    return (chat.end.ns - last) / 1e9 > study.patience_s


def _solution_sent(chat: ChatRecord) -> bool:
    confirmed = chat.first(ev.IssueConfirmed)
    return confirmed is not None and any(
        isinstance(message.fact, ev.MessageSent) and message.event.seq > confirmed.event.seq
        for message in chat.messages
    )
