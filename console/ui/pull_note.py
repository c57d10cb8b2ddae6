"""The suggestions' panel where none are made until the agent asks for one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui import names
from console.ui.buttons import KeyButton
from console.ui.labels import PlainLabel
from console.ui.shortcuts import Shortcut
from console.ui.theme import Theme


class PullNote(QWidget):
    """Says so, with a button ``ask``."""

    def __init__(self, theme: Theme, chat: str) -> None:
        super().__init__()
        self.ask = KeyButton(theme, "Ask for a suggestion", names.ask(chat), Shortcut.ASK)
        self.ask.setAccessibleName("Ask for a suggestion")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(8)
        words = PlainLabel("Suggestions are made when you ask for them.", ink="muted", wrap=True)
        layout.addWidget(words)
        layout.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
