"""What stands above and below a chat's messages: who it is with, and that they have left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.customers import Customer
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import sanitized, sentence
from console.ui.kit.labels import ElidedLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class ChatHeading(QWidget):
    """Name, level and newest order of a customer, and the button that closes the chat."""

    closing = Signal()

    def __init__(self, theme: Theme, chat: str, customer: Customer) -> None:
        super().__init__()
        name = ElidedLabel(sanitized(customer.name))
        name.setProperty("weight", "bold")
        detail = ElidedLabel(_detail(customer), ink="muted", size="small")
        close = KeyButton(theme, "Close chat", object_names.close_chat(chat), Shortcut.CLOSE_CHAT)
        close.clicked.connect(self.closing)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(detail)
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 16, 8)
        row.addLayout(words, 1)
        row.addWidget(close)
        line = QFrame()
        line.setProperty("part", "line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line)


class GoneBanner(QWidget):
    """In place of the input box when the customer has left: when and why, and how to go on."""

    closing = Signal()

    def __init__(self, theme: Theme, chat: str) -> None:
        super().__init__()
        self._text = PlainLabel(wrap=True)
        self.button = KeyButton(
            theme, "Close chat", object_names.file_chat(chat), Shortcut.CLOSE_CHAT, look="primary"
        )
        self.button.clicked.connect(self.closing)
        frame = QFrame()
        frame.setProperty("part", "gone")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 12, 12)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.addWidget(frame)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_text(self, text: str) -> None:
        """Show when and why."""
        self._text.setText(text)


def _detail(customer: Customer) -> str:
    level = sentence(customer.level) if customer.level else None
    order = customer.orders[0].id if customer.orders else None
    return " · ".join(sanitized(part) for part in (level, order) if part)
