"""The messages of a chat that have not left yet, below those that have, each with its Undo."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.chat import Chat, HeldMessage
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import excerpt
from console.ui.kit.labels import ElidedLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class HeldLines(QWidget):
    """A line for each held message; takes no room while nothing is held.

    ``undone`` carries the message that the agent wants back.
    """

    undone = Signal(str)

    def __init__(self, theme: Theme, chat: Chat) -> None:
        super().__init__()
        self._theme, self._chat = theme, chat
        self._lines: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 0, 20, 4)
        self._column.setSpacing(4)
        self.refresh()

    def refresh(self) -> None:
        """Show what is held now."""
        held = {each.id: each for each in self._chat.held}
        for message in [message for message in self._lines if message not in held]:
            line = self._lines.pop(message)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for message, each in held.items():
            if message not in self._lines:
                self._lines[message] = self._line(each)
                self._column.addWidget(self._lines[message])
        self.setVisible(bool(held))

    def _line(self, held: HeldMessage) -> QWidget:
        text = ElidedLabel(" ".join(excerpt(held.text)[0].split()))
        undo = KeyButton(
            self._theme, "Undo", object_names.undo_send(held.id), Shortcut.UNDO_SEND, look="quiet"
        )
        undo.setAccessibleName("Undo sending")
        undo.clicked.connect(partial(self.undone.emit, held.id))
        line = QFrame()
        line.setProperty("part", "held")
        line.setAccessibleName("Not sent yet")
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(PlainLabel("Sending…", ink="muted", size="small"))
        row.addWidget(text, 1)
        row.addWidget(undo, 0, Qt.AlignmentFlag.AlignRight)
        return line
