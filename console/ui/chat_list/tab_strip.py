"""The row of tabs above the chats."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.ui.chat_list import row_content
from console.ui.chat_list.chat_tab import ChatTab, TabContent
from console.ui.kit.formatting import sanitized
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.theme import Theme


class TabStrip(QScrollArea):
    """Tabs that shrink as they get more and scroll sideways when they can't shrink further."""

    chosen = Signal(str)
    closing = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, settings: WindowSettings) -> None:
        super().__init__()
        self._theme, self._desk, self._settings = theme, desk, settings
        self._tabs: dict[str, ChatTab] = {}
        content = QWidget()
        content.setProperty("surface", "chrome")
        self._layout = QHBoxLayout(content)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._fit_height)
        self._fit_height()

    @property
    def chats(self) -> list[str]:
        """The chats that have tabs, from left to right."""
        return list(self._tabs)

    def add(self, chat: Chat) -> None:
        """Put a tab at the right end."""
        tab = ChatTab(self._theme, chat.id)
        tab.clicked.connect(lambda: self.chosen.emit(chat.id))
        tab.cross.clicked.connect(lambda: self.closing.emit(chat.id))
        self._tabs[chat.id] = tab
        self._layout.insertWidget(self._layout.count() - 1, tab)

    def remove(self, chat: str) -> None:
        """Take a tab away."""
        tab = self._tabs.pop(chat)
        self._layout.removeWidget(tab)
        tab.hide()
        tab.deleteLater()

    def mark_current(self, chat: str | None) -> None:
        """Show which tab is current."""
        for held, tab in self._tabs.items():
            tab.setChecked(held == chat)
        if chat is not None:
            self.ensureWidgetVisible(self._tabs[chat], 0, 0)

    def refresh(self, chat: Chat, now: datetime) -> None:
        """Bring a tab up to date."""
        number = list(self._tabs).index(chat.id) + 1
        wait = row_content.open_wait(chat, now, self._settings)
        name = sanitized(chat.customer.name)
        neglected = row_content.is_neglected(chat, self._desk)
        self._tabs[chat.id].show_content(
            TabContent(name, _note(chat), wait, chat.unread, number, neglected)
        )

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()))

    def _fit_height(self) -> None:
        probe = ChatTab(self._theme, "")
        self.setFixedHeight(probe.sizeHint().height())
        probe.deleteLater()


def _note(chat: Chat) -> str:
    if chat.is_over:
        return "has left"
    if chat.customer_typing:
        return "typing…"
    return "answered" if chat.messages else "just arrived"
