"""Notes on the suggestions' panel: suggestions on demand, or a failing assistant."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton, TextButton
from console.ui.kit.labels import PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class OnDemandNote(QWidget):
    """Says that suggestions are made on demand; the button ``ask`` asks for one."""

    def __init__(self, theme: Theme, chat: str) -> None:
        super().__init__()
        self.ask = KeyButton(theme, "Ask for a suggestion", object_names.ask(chat), Shortcut.ASK)
        self.ask.setAccessibleName("Ask for a suggestion")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(8)
        words = PlainLabel("Suggestions are made when you ask for them.", ink="muted", wrap=True)
        layout.addWidget(words)
        layout.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)


_WORDS = (
    "The assistant keeps failing. You can continue: approved wordings are still offered. Have the "
    "model checked with “switchboard models check”, then try again."
)


class TroubleNote(QWidget):
    """Says that the assistant keeps failing; the button ``again`` restarts it."""

    def __init__(self, chat: str) -> None:
        super().__init__()
        self.again = TextButton("Try again", object_names.assistant_again(chat), look="link")
        self.again.setAccessibleDescription("Restarts the assistant")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel(_WORDS, wrap=True))
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
