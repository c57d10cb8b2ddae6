"""A guardrail's notice below the queue, which disappears when it is answered.

It is at the end of its column, so that no row moves while the agent aims at it, and never
takes the cursor.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton, TextButton
from console.ui.kit.labels import IconLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class GuardrailNotice(QFrame):
    """A few sentences and a button that answers them; hidden while there are none.

    ``answered`` is emitted when the agent presses it.
    """

    answered = Signal()

    def __init__(
        self, theme: Theme, name: str, button: str, button_name: str, key: Shortcut
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("part", "pause")
        self._text = PlainLabel(wrap=True)
        self._button = KeyButton(theme, button, button_name, key)
        self._button.clicked.connect(self.answered)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(theme, "info"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._text, 1)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(12, 10, 12, 10)
        self.rows.setSpacing(8)
        self.rows.addLayout(head)
        self.rows.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_sentences(self, *sentences: str) -> None:
        """Show the sentences, and announce them to a screen reader; none hides the notice."""
        text = "\n".join(sentences)
        if text == self.text and self.isHidden() is not bool(text):
            return
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


class HoldNotice(GuardrailNotice):
    """Says what speaks against accepting another customer, and lets the agent accept anyway.

    ``go_to`` asks for the chat that it is about.
    """

    go_to = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            object_names.HOLD_NOTICE,
            "Accept anyway",
            object_names.TAKE_ANYWAY,
            Shortcut.TAKE_ANYWAY,
        )
        self._chat = ""
        self._link = TextButton("", object_names.GO_TO_WAITING, look="link")
        self._link.clicked.connect(lambda: self.go_to.emit(self._chat))
        self.rows.insertWidget(1, self._link, 0, Qt.AlignmentFlag.AlignLeft)

    def point_to(self, chat: str | None, name: str) -> None:
        """Offer the way to a chat, or to none."""
        self._chat = chat or ""
        self._link.setText(f"Go to {name}")
        self._link.setVisible(chat is not None)
