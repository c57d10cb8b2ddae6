"""Which chats need suggestions and when, going by their state alone."""

from dataclasses import dataclass

from console.assist.reading.questions import raises
from console.domain.access import has_access
from console.domain.chat import Chat, ChatState, Message
from console.domain.desk import Desk

QUEUE_SERVED = 3
"""Number of customers at the head of the queue who get suggestions before they are accepted."""


def is_served(chat: Chat, desk: Desk) -> bool:
    """Whether suggestions are made for the chat: it has access, and is open or about to be."""
    if not has_access(desk, chat):
        return False
    if chat.state is ChatState.QUEUED:
        return chat in desk.queue[:QUEUE_SERVED]
    return chat.is_open


def unanswered(chat: Chat) -> Message | None:
    """The customer's last message, if the agent has sent nothing since."""
    return chat.last_customer_message() if chat.waiting_since is not None else None


def customer_words(chat: Chat) -> str:
    """All that the customer wrote, a line for each message."""
    return "\n".join(m.text for m in chat.messages if not m.by_agent)


def later_words(chat: Chat, settled: str | None) -> str:
    """What the customer wrote last, if it may bring something else up.

    Of the messages since the agent's last one only those behind ``settled`` count, the customer's
    last message when the issue was confirmed. Empty until one is.
    """
    latest: list[str] = []
    for message in reversed(chat.messages):
        if message.by_agent or message.id == settled:
            break
        latest.append(message.text)
    text = "\n".join(reversed(latest))
    return text if chat.issue is not None and latest and raises(text) else ""


def rank(chat: Chat) -> int:
    """The place of a draft among others: open chats' before those in the queue."""
    return 0 if chat.is_open else 1


QUIET_S = 0.4
"""Wait after a message that came shortly after another, until no more has come for this long."""

LONGEST_S = 1.5
"""Nobody waits longer than this after the first of several messages."""


@dataclass(slots=True)
class Burst:
    """Messages of a customer that came shortly one after the other; times in seconds."""

    first_s: float
    last_s: float
    messages: int = 1

    def add(self, now_s: float) -> None:
        """Another message has come; after a longer rest it is the first of another burst."""
        if now_s - self.first_s > LONGEST_S:
            self.first_s, self.messages = now_s, 0
        self.last_s = now_s
        self.messages += 1

    def is_due(self, now_s: float, *, typing: bool) -> bool:
        """Whether to begin now; ``typing`` says that the customer is writing on."""
        if now_s - self.first_s >= LONGEST_S:
            return True
        if typing:
            return False
        return self.messages == 1 or now_s - self.last_s >= QUIET_S
