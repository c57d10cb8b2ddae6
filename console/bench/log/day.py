"""What is recorded on a day at a desk, for benchmarks of the log: chat after chat, four at a time.

The shares of the facts are about those of a demonstration: two in five are drafts, which a few
keystrokes make; a chat has some ninety facts.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from console.domain import events as ev
from console.domain.customers import Customer, Order
from console.domain.issues import Disposition

_AT_ONCE = 4
_TURNS = 3
_KEYSTROKES = 9
"""Characters between two drafts that are saved."""


def day(chats: Sequence[str], sentences: Sequence[str], seed: int = 1) -> list[ev.AnyFact]:
    """The facts of these chats, in an order in which they can have happened."""
    rng = random.Random(seed)
    facts: list[ev.AnyFact] = []
    for first in range(0, len(chats), _AT_ONCE):
        chat_events = [
            list(_chat_events(chat, sentences, rng)) for chat in chats[first : first + _AT_ONCE]
        ]
        facts += [fact for step in zip_longest(*chat_events) for fact in step if fact is not None]
    return facts


def _chat_events(chat: str, sentences: Sequence[str], rng: random.Random) -> Iterator[ev.AnyFact]:
    """One customer from the queue to the rating."""
    order = Order(id="SB-4711", status="shipped", placed="2026-03-01", total=39.9)
    customer = Customer(id=f"cu-{chat}", name="Maria Silva", level="Gold", orders=(order,))
    yield ev.ChatQueued(chat=chat, customer=customer)
    yield from _writes(chat, 0, rng.choice(sentences))
    yield ev.ChatOffered(chat=chat)
    yield ev.ChatAccepted(chat=chat)
    for turn in range(1, _TURNS + 1):
        yield from _suggested(chat, turn, rng.choice(sentences))
        yield from _answers(chat, turn, " ".join(rng.sample(sentences, 2)))
        yield from _writes(chat, turn, rng.choice(sentences))
    yield ev.IssueConfirmed(chat=chat, issue="late_parcel")
    yield ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=True)
    yield ev.ChatRated(chat=chat, rating=rng.randint(1, 5))


def _writes(chat: str, turn: int, text: str) -> Iterator[ev.AnyFact]:
    """The customer writes."""
    yield ev.CustomerTyping(chat=chat, active=True)
    yield ev.CustomerTyping(chat=chat, active=False)
    yield ev.MessageReceived(chat=chat, message=f"{chat}-in-{turn}", text=text)
    yield ev.ChatDiagnosed(chat=chat, guesses=(("late_parcel", 0.8),), elapsed_ms=4.2)


def _suggested(chat: str, turn: int, text: str) -> Iterator[ev.AnyFact]:
    """The assistant writes a draft, and the agent looks at it."""
    suggestion = f"{chat}-g-{turn}"
    about = ev.SuggestionKind.SOLUTION
    yield ev.SuggestionRequested(chat=chat, suggestion=suggestion, about=about)
    yield ev.SuggestionFirstToken(chat=chat, suggestion=suggestion, elapsed_ms=210.5)
    yield ev.SuggestionReady(
        chat=chat, suggestion=suggestion, text=text, elapsed_ms=1400.25, tokens=40
    )
    yield ev.TabShown(chat=chat)
    yield ev.SuggestionShown(chat=chat, suggestion=suggestion)


def _answers(chat: str, turn: int, text: str) -> Iterator[ev.AnyFact]:
    """The agent writes."""
    yield ev.ComposerFocused(chat=chat)
    yield ev.AgentTyping(chat=chat, active=True)
    for end in range(_KEYSTROKES, len(text), _KEYSTROKES):
        yield ev.DraftChanged(chat=chat, text=text[:end])
    yield ev.DraftChanged(chat=chat, text="")
    message = f"{chat}-out-{turn}"
    yield ev.MessageSent(chat=chat, message=message, text=text, origin=ev.Origin.TYPED)
    yield ev.AgentTyping(chat=chat, active=False)
    yield ev.MessageDelivered(chat=chat, message=message)
    yield ev.ComposerLeft(chat=chat)
