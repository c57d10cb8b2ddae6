"""Tells a screen reader what has just happened, wherever its cursor is."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from console.domain import events as ev
from console.domain.access import has_access
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.ui.kit.formatting import count, first_words, outcome_of

_LONGEST = 300
"""Characters of a message that are read out; the transcript has the rest."""

_LONGEST_NAME = 60


class Announcer:
    """Announces messages, suggestions and ends of chats while a screen reader listens.

    ``in_sight`` says which chat is in front.
    """

    def __init__(self, window: QWidget, desk: Desk, in_sight: Callable[[], str | None]) -> None:
        self._window, self._desk, self._in_sight = window, desk, in_sight

    def on_event(self, event: ev.Event) -> None:
        """Announce it, if it is worth an interruption."""
        fact = event.fact
        if not QAccessible.isActive() or not isinstance(fact, ev.ChatFact):
            return
        text = self._text(self._desk.chats[fact.chat], fact)
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))

    def _text(self, chat: Chat, fact: ev.ChatFact) -> str:
        """What to say; empty for what the agent did not wait for."""
        if chat.accepted_at is None:
            return ""
        name = first_words(chat.customer.name, _LONGEST_NAME)
        if isinstance(fact, ev.MessageReceived):
            return self._message(chat, fact, name)
        if isinstance(fact, ev.SuggestionReady):
            return self._suggestion(chat, fact)
        if isinstance(fact, ev.ChatClosed | ev.ChatAbandoned | ev.ChatDropped):
            return f"The chat with {name} has ended: {outcome_of(chat)}"
        return ""

    def _message(self, chat: Chat, fact: ev.MessageReceived, name: str) -> str:
        if chat.id != self._in_sight():
            return f"{name}: {count(chat.unread, 'unread message')}"
        pictures = count(fact.pictures, "picture") if fact.pictures else ""
        said = ", ".join(filter(None, (first_words(fact.text, _LONGEST), pictures)))
        return f"{name}: {said}"

    def _suggestion(self, chat: Chat, fact: ev.SuggestionReady) -> str:
        """Only that it is there: the card decides when its text may be read."""
        suggestion = chat.suggestions[fact.suggestion]
        is_there = chat.id == self._in_sight() and self._desk.panel_open
        if not is_there or not suggestion.is_usable or not has_access(self._desk, chat):
            return ""
        return f"New suggestion: {suggestion.about.value}"
