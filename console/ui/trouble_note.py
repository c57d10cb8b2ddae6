"""The line on the suggestions' panel that says what to do when the model keeps failing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui import names
from console.ui.buttons import TextButton
from console.ui.labels import PlainLabel

_WORDS = (
    "The assistant keeps failing. You can work on: approved wordings are still offered. Have the "
    "model checked with “switchboard models check”, then try again."
)


class TroubleNote(QWidget):
    """Says so, with a button ``again`` that starts the assistant anew."""

    def __init__(self, chat: str) -> None:
        super().__init__()
        self.again = TextButton("Try again", names.assistant_again(chat), look="link")
        self.again.setAccessibleDescription("Starts the assistant anew")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel(_WORDS, wrap=True))
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
