"""The agent's chats: a tab, a middle and a side each, of which one chat's are in sight."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.ui.chat.chat_view import ChatView
from console.ui.chat_list.tab_strip import TabStrip
from console.ui.side.side_panel import SidePanel
from console.ui.window.empty_page import EmptyPage

_BETWEEN_MS = 50
"""Between deleting the parts of closed chats, each some ten milliseconds of work."""

Makers = tuple[Callable[[Chat], ChatView], Callable[[Chat], SidePanel]]


class ChatDeck:
    """Keeps the three parts of each chat together. ``middle`` and ``side`` go into the window."""

    def __init__(self, strip: TabStrip, empty: EmptyPage, makers: Makers) -> None:
        self.strip = strip
        self._make_view, self._make_side = makers
        self._views: dict[str, ChatView] = {}
        self._prepared: dict[str, ChatView] = {}
        self._sides: dict[str, SidePanel] = {}
        self.current: str | None = None
        self._views_stack, self.side = QStackedWidget(), QStackedWidget()
        self._no_side = QWidget()
        self._no_side.setProperty("surface", "chrome")
        self._empty = empty
        self._views_stack.addWidget(empty)
        self.turned = self._views_stack.currentChanged
        """Tells that another chat, or none, has come into sight."""
        self.side.addWidget(self._no_side)
        self.middle = QWidget()
        self.middle.setProperty("surface", "canvas")
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._views_stack, 1)
        self._removed: deque[QWidget] = deque()
        self._deletions = QTimer(self.middle)
        self._deletions.setInterval(_BETWEEN_MS)
        self._deletions.timeout.connect(self._delete_one)
        self._show_strip()

    @property
    def chats(self) -> list[str]:
        """The chats from left to right."""
        return self.strip.chats

    @property
    def view(self) -> ChatView | None:
        """The middle that is in sight."""
        return self._views.get(self.current or "")

    @property
    def panel(self) -> SidePanel | None:
        """The side that is in sight."""
        return self._sides.get(self.current or "")

    def add(self, chat: Chat) -> None:
        """Open a chat's tab at the right end, without turning to it."""
        if chat.id not in self._prepared:
            self.prepare(chat)
        view, side = self._prepared.pop(chat.id), self._make_side(chat)
        self._views[chat.id], self._sides[chat.id] = view, side
        self.side.addWidget(side)
        self.strip.add(chat)
        self._show_strip()

    def prepare(self, chat: Chat | None) -> None:
        """Make the middle of the chat that will probably be added next, and of no other.

        Making it takes most of the time that adding takes.
        """
        for other in [each for each in self._prepared if chat is None or each != chat.id]:
            self._delete_soon(self._views_stack, self._prepared.pop(other))
        if chat is not None and chat.id not in self._prepared:
            self._prepared[chat.id] = self._make_view(chat)
            self._views_stack.addWidget(self._prepared[chat.id])

    def remove(self, chat: str) -> None:
        """Take a chat's tab away; if it was in sight, nothing is until ``show``."""
        if chat == self.current:
            self.show(None)
        self.strip.remove(chat)
        self._delete_soon(self._views_stack, self._views.pop(chat))
        self._delete_soon(self.side, self._sides.pop(chat))
        self._show_strip()

    def show(self, chat: str | None) -> None:
        """Turn to a chat, or to none."""
        if self.view is not None:
            self.view.composer.flush()
        self.current = chat
        self.strip.mark_current(chat)
        self._views_stack.setCurrentWidget(self.view or self._empty)
        self.side.setCurrentWidget(self.panel or self._no_side)
        if self.panel is not None and self.panel.suggestions is not None:
            self.panel.suggestions.refresh()

    def on_fact(self, chat: Chat, fact: ev.Fact, now: datetime) -> None:
        """Show what has just happened in a chat."""
        if chat.id in self._views:
            self._views[chat.id].on_fact(fact)
            self._sides[chat.id].on_fact(fact)
            self.strip.refresh(chat, now)
        elif chat.id in self._prepared:
            self._prepared[chat.id].on_fact(fact)

    def flush(self) -> None:
        """Save every draft as it is now."""
        for view in self._views.values():
            view.composer.flush()

    def refresh_suggestions(self) -> None:
        """The assistant is up, or gone."""
        for side in self._sides.values():
            if side.suggestions is not None:
                side.suggestions.refresh()

    def show_guardrails(self) -> None:
        """Update the guardrails' notes next to the chat in sight; other chats can wait."""
        if self.panel is not None and self.panel.suggestions is not None:
            self.panel.suggestions.show_guardrails()

    def open_panels(self, is_open: bool) -> None:
        """Fold or unfold the suggestions of all chats."""
        for side in self._sides.values():
            if side.suggestions is not None:
                side.suggestions.open(is_open)

    def note_seen(self) -> None:
        """Note which suggestions are in front of the agent."""
        if self.panel is not None:
            self.panel.note_seen()

    def _delete_soon(self, stack: QStackedWidget, part: QWidget) -> None:
        """Hide it at once and delete it later: deleting all at once would hold up the window."""
        stack.removeWidget(part)
        self._removed.append(part)
        if not self._deletions.isActive():
            self._deletions.start()

    def _delete_one(self) -> None:
        self._removed.popleft().deleteLater()
        if not self._removed:
            self._deletions.stop()

    def _show_strip(self) -> None:
        self.strip.setVisible(bool(self._views))
