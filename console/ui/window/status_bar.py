"""The line at the bottom: model, chats, and that everything is recorded."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from console.domain.events import Availability
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.formatting import count, sanitized
from console.ui.kit.interfaces import AssistantView
from console.ui.kit.labels import ElidedLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut

_HINT_MS = 6_000
_AVAILABILITY = {
    Availability.AVAILABLE: "Available",
    Availability.AWAY: "Away: no further customers",
    Availability.AT_CAPACITY: "Available: as many chats as allowed",
    Availability.WRAP_UP: "Wrapping up: done?",
}


class StatusBar(QFrame):
    """The state of model, chats and questionnaires, and hints that pass."""

    recording_asked = Signal()
    keys_asked = Signal()
    away_asked = Signal()
    questionnaire_asked = Signal()
    queue_asked = Signal()

    def __init__(self, assistant: AssistantView | None) -> None:
        super().__init__()
        self.setProperty("part", "status")
        self._assistant = assistant
        self._practice = PlainLabel("Practice: customers are made up", size="small")
        self._practice.setObjectName(object_names.PRACTICE)
        self._practice.setProperty("part", "practice")
        self._practice.hide()
        self._queue = TextButton(
            _with_key("Queue", Shortcut.SHOW_QUEUE),
            object_names.SHOW_QUEUE,
            look="link",
            small=True,
        )
        self._queue.clicked.connect(self.queue_asked)
        self._queue.hide()
        self._availability = TextButton(
            "", object_names.AVAILABILITY, look="link", small=True, tip=Shortcut.TOGGLE_AWAY.tip
        )
        self._availability.clicked.connect(self.away_asked)
        self.show_availability(Availability.AVAILABLE)
        self._model = PlainLabel(ink="muted", size="small")
        self._chats = PlainLabel(ink="muted", size="small")
        self._hint = ElidedLabel(size="small")
        self._hint_timer = QTimer(self)
        self._hint_timer.setSingleShot(True)
        self._hint_timer.setInterval(_HINT_MS)
        self._hint_timer.timeout.connect(lambda: self._hint.setText(""))
        self._put_off = TextButton("", object_names.QUESTIONNAIRE_RESUME, look="link", small=True)
        self._put_off.clicked.connect(self.questionnaire_asked)
        self._put_off.hide()
        recording = TextButton("What is recorded?", object_names.RECORDING, look="link", small=True)
        recording.clicked.connect(self.recording_asked)
        keys = TextButton(
            _with_key("Keys", Shortcut.SHOW_KEYS), object_names.SHORTCUTS, look="link", small=True
        )
        keys.clicked.connect(self.keys_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 4)
        layout.setSpacing(16)
        layout.addWidget(self._queue)
        layout.addWidget(self._practice)
        layout.addWidget(self._availability)
        layout.addWidget(self._model)
        layout.addWidget(self._chats)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._put_off)
        layout.addWidget(recording)
        layout.addWidget(keys)

    def show_hint(self, text: str) -> None:
        """Show a quiet line for a few seconds."""
        self._hint.setText(text)
        self._hint_timer.start()

    def offer_queue(self, folded: bool) -> None:
        """Whether the queue is folded away and can be asked for."""
        self._queue.setVisible(folded)

    def show_put_off(self, title: str) -> None:
        """Offer the questionnaire that was put off; "" for none."""
        self._put_off.setText(f"Continue: {sanitized(title)}")
        self._put_off.setVisible(bool(title))

    def show_practice(self, practice: bool) -> None:
        """Say whether the customers are made up."""
        self._practice.setVisible(practice)

    def show_availability(self, availability: Availability) -> None:
        """Say whether the agent takes further customers; a click changes it."""
        self._availability.setText(_AVAILABILITY[availability])

    def refresh(self, open_chats: int, waiting: int, *, with_assistant: bool) -> None:
        """Bring the line up to date; the model's state is for those who may have suggestions."""
        status = self._assistant.status if with_assistant and self._assistant else ""
        self._model.setText(status)
        self._model.setVisible(bool(self._model.text()))
        self._chats.setText(f"{count(open_chats, 'open chat')}, {waiting} waiting")


def _with_key(words: str, shortcut: Shortcut) -> str:
    return f"{words}: {shortcut.key.label}" if shortcut.key.label else words
