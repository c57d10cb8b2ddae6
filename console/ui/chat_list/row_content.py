"""What the rows and tabs say about a chat, made from its state."""

from datetime import datetime

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.ui.chat_list.chat_row import RowContent
from console.ui.kit.formatting import clock_time, first_words, outcome_of, sanitized, shown_text
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.wait_badge import WaitBadge, wait_since


def waiting_row(chat: Chat, now: datetime, settings: WindowSettings) -> RowContent:
    """A customer in the queue: since when, and what they wrote first."""
    wait = wait_since(chat.queued_at, now, settings)
    text = shown_text(chat.messages[0]) if chat.messages else ""
    detail = first_words(text) or "Has not written yet"
    return RowContent(sanitized(chat.customer.name), detail, wait, returned=bool(chat.previous))


def my_row(chat: Chat, desk: Desk, now: datetime, settings: WindowSettings) -> RowContent:
    """One of the agent's chats: the last message, and whether the customer waits."""
    return RowContent(
        sanitized(chat.customer.name),
        _last_message(chat),
        open_wait(chat, now, settings),
        unread=chat.unread,
        returned=bool(chat.previous),
        current=desk.tab == chat.id,
        neglected=is_neglected(chat, desk),
    )


def is_neglected(chat: Chat, desk: Desk) -> bool:
    """Whether a guardrail highlights the chat."""
    return any(t.action == "highlight" and t.chat == chat.id for t in desk.triggers.values())


def finished_row(chat: Chat) -> RowContent:
    """A finished chat: how it ended and what the customer thought of it."""
    ended = clock_time(chat.ended_at) if chat.ended_at else ""
    detail = " · ".join(part for part in (ended, outcome_of(chat)) if part)
    return RowContent(sanitized(chat.customer.name), detail, rating=chat.rating)


def open_wait(chat: Chat, now: datetime, settings: WindowSettings) -> WaitBadge | None:
    """How long the customer of an open chat has been waiting for an answer."""
    return wait_since(chat.needs_answer_since, now, settings) if chat.is_open else None


def _last_message(chat: Chat) -> str:
    if chat.is_over:
        return "The customer has left"
    if chat.customer_typing:
        return "is typing…"
    if not chat.messages:
        return "Has not written yet"
    last = chat.messages[-1]
    words = first_words(shown_text(last)) or "(empty message)"
    return f"You: {words}" if last.by_agent else words
