"""The left side: who waits, the agent's own chats, and what was finished today."""

from datetime import datetime
from itertools import dropwhile, takewhile

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.domain.chat import Chat, ChatState
from console.domain.desk import Desk
from console.ui.chat_list import row_content
from console.ui.chat_list.chat_row import ChatRow
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton, TextButton
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.labels import PlainLabel
from console.ui.kit.section import Section
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

_FINISHED_SHOWN = 30
_WAITING_SHOWN = 50
"""Customers of a long queue that have a row; each further row would slow the window down."""


class QueuePanel(QScrollArea):
    """Three lists of rows, each row moved from list to list as its chat goes through its life.

    Of a long queue those who have waited longest have rows; the others get theirs in turn.

    ``seen`` is emitted when a waiting customer comes into sight.
    """

    accepted = Signal(str)
    chosen = Signal(str)
    reviewed = Signal(str)
    seen = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, settings: WindowSettings) -> None:
        super().__init__()
        self.setObjectName(object_names.QUEUE)
        self.setAccessibleName("Queue and chats")
        self._theme, self._desk, self._settings = theme, desk, settings
        self._rows: dict[str, tuple[Section, ChatRow]] = {}
        self._behind: dict[str, None] = {}
        self._now: datetime | None = None
        self._waiting = Section(theme, "Waiting", "section:waiting")
        self._mine = Section(theme, "My chats", "section:mine")
        self._finished = Section(theme, "Finished today", "section:finished")
        self._empty = {
            self._waiting: PlainLabel("No customers are waiting."),
            self._mine: PlainLabel("Chats you accept appear here."),
            self._finished: PlainLabel("No chats finished yet today."),
        }
        self._further = PlainLabel("")
        self._lay_out()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def refresh(self, chat: Chat, now: datetime) -> None:
        """Bring a chat's row to where it belongs and up to date."""
        self._now = now
        section = self._section_of(chat, now)
        if section is not self._waiting:
            self._behind.pop(chat.id, None)
        elif chat.id not in self._rows and self._is_full:
            self._behind[chat.id] = None
            self._count()
            return
        held = self._rows.get(chat.id)
        if held is not None and held[0] is not section:
            self._drop(chat.id)
            held = None
        if held is None and section is not None:
            self._add(chat, section)
        if chat.id in self._rows:
            self._write(chat, now)
        if held is None:
            self._bring_up(now)
            self._count()
            self.note_seen()

    def tick(self, now: datetime) -> None:
        """Update how long customers have waited, in the rows that are in sight."""
        self._now = now
        for chat in self._in_sight(self._waiting) + self._in_sight(self._mine):
            self._write(self._desk.chats[chat], now)

    def longest_waiting(self) -> str | None:
        """The customer at the head of the queue."""
        queue = (chat for chat, (section, _) in self._rows.items() if section is self._waiting)
        return next(queue, None)

    @property
    def waiting(self) -> int:
        """How many customers wait."""
        return len(self._behind) + self._shown(self._waiting)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._scrolled()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.note_seen()

    @property
    def _is_full(self) -> bool:
        """Whether the queue has as many rows as there are, or others come first."""
        return bool(self._behind) or self._shown(self._waiting) >= _WAITING_SHOWN

    def _shown(self, section: Section) -> int:
        return sum(held is section for held, _ in self._rows.values())

    def _bring_up(self, now: datetime) -> None:
        """Give rows that have become free to those who have waited longest without one."""
        while self._behind and self._shown(self._waiting) < _WAITING_SHOWN:
            chat = self._desk.chats[next(iter(self._behind))]
            del self._behind[chat.id]
            self._add(chat, self._waiting)
            self._write(chat, now)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("surface", "chrome")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(12)
        for label in (*self._empty.values(), self._further):
            label.setProperty("ink", "muted")
            label.setProperty("textsize", "small")
            label.setWordWrap(True)
            label.setContentsMargins(12, 2, 12, 6)
        for section, empty in self._empty.items():
            section.body.setSpacing(0)
            section.body.addWidget(empty)
            layout.addWidget(section)
        self._waiting.body.addWidget(self._further)
        self._further.hide()
        layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _section_of(self, chat: Chat, now: datetime) -> Section | None:
        if chat.state is ChatState.QUEUED:
            return self._waiting
        if chat.has_tab:
            return self._mine
        ended = chat.ended_at
        today = ended is not None and ended.astimezone().date() == now.astimezone().date()
        return self._finished if today else None

    def _add(self, chat: Chat, section: Section) -> None:
        button: TextButton | None = None
        if section is self._waiting:
            button = TextButton("Accept", object_names.accept(chat.id), look="compact")
            button.setToolTip("Accept this customer")
            button.setAccessibleName(f"Accept {chat.customer.name}")
            button.clicked.connect(lambda: self.accepted.emit(chat.id))
            row = ChatRow(self._theme, object_names.waiting(chat.id), button)
            row.clicked.connect(lambda: self.accepted.emit(chat.id))
        elif section is self._mine:
            row = ChatRow(self._theme, object_names.mine(chat.id))
            row.clicked.connect(lambda: self.chosen.emit(chat.id))
        else:
            row = ChatRow(self._theme, object_names.finished(chat.id))
            row.clicked.connect(lambda: self.reviewed.emit(chat.id))
        self._rows[chat.id] = (section, row)
        newest_first = section is self._finished
        last = section.body.indexOf(self._empty[section])
        section.body.insertWidget(0 if newest_first else last, row)
        self._forget_oldest_finished()

    def _forget_oldest_finished(self) -> None:
        finished = [chat for chat, (section, _) in self._rows.items() if section is self._finished]
        if len(finished) > _FINISHED_SHOWN:
            self._drop(finished[0])

    def _drop(self, chat: str) -> None:
        section, row = self._rows.pop(chat)
        section.body.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _write(self, chat: Chat, now: datetime) -> None:
        section, row = self._rows[chat.id]
        if section is self._waiting:
            row.show_content(row_content.waiting_row(chat, now, self._settings))
        elif section is self._mine:
            row.show_content(row_content.my_row(chat, self._desk, now, self._settings))
        else:
            row.show_content(row_content.finished_row(chat))

    def _count(self) -> None:
        for section, title, number in (
            (self._waiting, "Waiting", self.waiting),
            (self._mine, "My chats", self._shown(self._mine)),
            (self._finished, "Finished today", self._shown(self._finished)),
        ):
            section.retitle(f"{title}  {number}" if number else title)
            self._empty[section].setVisible(not number)
        self._further.setText(f"And {len(self._behind):,} more, who came later.")
        self._further.setVisible(bool(self._behind))

    def note_seen(self) -> None:
        """Emit ``seen`` for each waiting row that is in sight; a second time does no harm."""
        for chat in self._in_sight(self._waiting):
            self.seen.emit(chat)

    def _scrolled(self) -> None:
        """Other rows have come into sight."""
        if self._now is not None:
            self.tick(self._now)
        self.note_seen()

    def _in_sight(self, section: Section) -> list[str]:
        """The chats of a section whose rows can be seen: some that follow one another."""
        rows = (
            (chat, self.isVisible() and not row.visibleRegion().isEmpty())
            for chat, (held, row) in self._rows.items()
            if held is section
        )
        from_first = dropwhile(lambda row: not row[1], rows)
        return [chat for chat, _ in takewhile(lambda row: row[1], from_first)]


class QueueSide(QWidget):
    """The queue with its button above it."""

    def __init__(self, theme: Theme, queue: QueuePanel) -> None:
        super().__init__()
        self.queue = queue
        self.setProperty("surface", "chrome")
        # In a narrow window it lies over the chats, which must not show through.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.accept_next = KeyButton(
            theme, "Accept next", object_names.ACCEPT_NEXT, Shortcut.ACCEPT_NEXT, look="primary"
        )
        self.accept_next.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 4)
        head.addWidget(self.accept_next)
        layout.addLayout(head)
        layout.addWidget(queue, 1)
        self._layout = layout

    def add_below(self, part: QWidget) -> None:
        """Put something below the lists, where it moves none of their rows."""
        self._layout.addWidget(part)
