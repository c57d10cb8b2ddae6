"""Signs that a chat which is being closed as resolved may not be, each with its sentence."""

from collections.abc import Callable, Iterator
from datetime import datetime

from console.domain.chat import Chat, Message
from console.domain.desk import Desk
from console.study.guardrails.base import lived_s
from console.study.guardrails.words import asks, sounds_content, trouble_in


def signs_in(desk: Desk, chat: Chat, now: datetime, short_s: float) -> tuple[str, ...]:
    """What speaks against the chat's being resolved, in sentences for the agent.

    A customer who sounds content has the last word: then only a return or trouble counts.
    """
    last = chat.last_customer_message()
    content = last is not None and sounds_content(last.text)
    found = [*_said(chat, last)]
    if not content:
        found += _left_open(chat, last)
        if _is_short(desk, chat, now, short_s):
            found.append("The chat was very short.")
    return tuple(found)


def _said(chat: Chat, last: Message | None) -> Iterator[str]:
    """What holds whether or not the customer gave thanks."""
    if chat.previous is not None:
        yield "The customer had come back with the issue of an earlier chat."
    trouble = trouble_in(last.text) if last is not None else None
    if trouble is not None:
        yield f"The customer's last message says “{trouble}”."


def _left_open(chat: Chat, last: Message | None) -> Iterator[str]:
    """What nobody has answered or done."""
    if last is not None and not chat.messages[-1].by_agent:
        what = "question" if asks(last.text) else "message"
        yield f"The customer's last {what} has no answer."
    if chat.messages and chat.messages[-1].by_agent and asks(chat.messages[-1].text):
        yield "Your own last question has no answer."
    confirmed = chat.issue_confirmed_at
    if confirmed is not None and not _wrote(chat, lambda m: m.at >= confirmed):
        yield "Nothing was sent after the issue was confirmed."


def _is_short(desk: Desk, chat: Chat, now: datetime, short_s: float) -> bool:
    """Whether the agent wrote nothing, or the whole chat took less than ``short_s`` seconds."""
    if not _wrote(chat, lambda _: True):
        return True
    end = chat.ended_at or now
    return chat.accepted_at is not None and lived_s(desk, chat.accepted_at, end) < short_s


def _wrote(chat: Chat, fits: Callable[[Message], bool]) -> bool:
    return any(message.by_agent and fits(message) for message in chat.messages)
