"""Which suggestion a card shows: the newest, unless an older one is being read or edited."""

from dataclasses import dataclass

from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.domain.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class CardChoice:
    """What a card shows, and the newer suggestion that waits behind it, if one does.

    ``in_use`` says that the agent is reading or editing it.
    """

    shown: Suggestion | None
    newer: Suggestion | None = None
    in_use: bool = False


def newest(chat: Chat, about: SuggestionKind) -> Suggestion | None:
    """The suggestion of a kind that was asked for last, whatever became of it."""
    return next((s for s in reversed(chat.suggestions.values()) if s.about is about), None)


def choose(chat: Chat, about: SuggestionKind, on_card: str | None, being_read: bool) -> CardChoice:
    """Choose what a card shows.

    Args:
        chat: the chat.
        about: the card's kind.
        on_card: the suggestion it shows now.
        being_read: whether the agent's pointer or cursor is on the card while it can be seen.

    A suggestion that has words and is being read, or was put into the input box, stays on the card
    until that is over; it also stays if it has been superseded meanwhile.
    """
    latest = newest(chat, about)
    held = chat.suggestions.get(on_card or "")
    if held is None or latest is None:
        return CardChoice(latest)
    if held.is_usable and (being_read or chat.draft.suggestion == held.id):
        return CardChoice(held, latest if latest.id != held.id else None, in_use=True)
    return CardChoice(latest)
