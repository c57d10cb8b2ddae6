"""A guardrail on a suggestion's card: how long reading takes, or a question."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout

from console.domain.events import SuggestionKind
from console.ui.kit import object_names
from console.ui.kit.labels import PlainLabel

_STEP_MS = 100

Reading = Callable[[], tuple[float, float] | None]


class GuardrailPause(QFrame):
    """A thin line that fills while the agent reads, and words once they were too quick.

    The words say how to go on all the same; there is nothing here to be clicked.
    """

    def __init__(self, chat: str, about: SuggestionKind, key: str, reading: Reading) -> None:
        """``key`` sends the suggestion; ``reading`` gives the seconds it was shown and needs."""
        super().__init__()
        self.setObjectName(object_names.suggestion_pause(chat, about))
        self._key, self._reading = key, reading
        self._line = QProgressBar()
        self._line.setProperty("part", "reading")
        self._line.setTextVisible(False)
        self._line.setAccessibleName("Time to read this")
        self._words = PlainLabel(wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._line)
        layout.addWidget(self._words)
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._step)
        self.hide()

    @property
    def text(self) -> str:
        """Its text; "" if no objection is open."""
        return self._words.text()

    def show_pause(self, sentences: Sequence[str], *, can_be_sent: bool) -> None:
        """Show the objection to sending; the line shows as long as reading takes."""
        hint = f"Press {self._key} again to send it as it is, or edit it."
        text = " ".join([*sentences, hint]) if sentences and can_be_sent else ""
        if text != self._words.text():
            self._words.setText(text)
            self.setAccessibleName(text)
            if text and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self._words.setVisible(bool(text))
        self._line.setVisible(can_be_sent and self._fill())
        self.setVisible(bool(text) or not self._line.isHidden())
        self._keep_time()

    def _step(self) -> None:
        self._line.setVisible(self._fill())
        self.setVisible(bool(self.text) or not self._line.isHidden())
        self._keep_time()

    def _keep_time(self) -> None:
        runs = not self._line.isHidden() and self.isVisible()
        if runs is not self._timer.isActive():
            self._timer.start() if runs else self._timer.stop()

    def _fill(self) -> bool:
        """Let the line show for the time that is over; whether any is left."""
        reading = self._reading()
        if reading is None or reading[0] >= reading[1]:
            return False
        had_s, needed_s = reading
        self._line.setRange(0, round(needed_s * 1000))
        self._line.setValue(round(had_s * 1000))
        return True
