"""What a fact must refer to: a chat that was queued, a message sent, a suggestion asked for.

The desk refuses a fact that refers to nothing. Whoever writes facts asks first, so that none is
appended to a log that can't be folded again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from console.domain import events as ev

if TYPE_CHECKING:
    from console.domain.chat import Chat
    from console.domain.desk import Desk


def objection(  # noqa: PLR0912 - a case for each kind of reference
    facts: Iterable[ev.AnyFact], desk: Desk
) -> str | None:
    """Why the desk would refuse one of the facts, recorded in this order; null if it takes all."""
    chats, messages, held, suggestions = set(), set(), set(), set()
    for fact in facts:
        if not isinstance(fact, ev.ChatFact):
            continue
        chat = desk.chats.get(fact.chat)
        match fact:
            case ev.ChatQueued():
                if chat is not None or fact.chat in chats:
                    return f"{fact.kind}: chat {fact.chat} is there already"
                chats.add(fact.chat)
                continue
            case _ if chat is None and fact.chat not in chats:
                return f"{_kind(fact)}: chat {fact.chat} was never queued"
            case ev.MessageReceived() | ev.MessageSent():
                messages.add((fact.chat, fact.message))
            case ev.SendHeld():
                held.add((fact.chat, fact.message))
            case ev.SendWithdrawn() if (fact.chat, fact.message) not in held | _held(chat):
                return f"{fact.kind}: message {fact.message} is not held"
            case ev.MessageDelivered() | ev.MessageFailed() | ev.MessageRead():
                known = chat is not None and chat.has_message(fact.message)
                if not known and (fact.chat, fact.message) not in messages:
                    return f"{fact.kind}: message {fact.message} was never sent"
            case ev.SuggestionRequested():
                suggestions.add((fact.chat, fact.suggestion))
            case ev.SuggestionFact():
                known = chat is not None and fact.suggestion in chat.suggestions
                if not known and (fact.chat, fact.suggestion) not in suggestions:
                    return f"{_kind(fact)}: suggestion {fact.suggestion} was never requested"
            case _:
                pass
    return None


def _held(chat: Chat | None) -> set[tuple[str, str]]:
    return set() if chat is None else {(chat.id, each.id) for each in chat.held}


def _kind(fact: ev.Fact) -> str:
    return str(getattr(fact, "kind", type(fact).__name__))
