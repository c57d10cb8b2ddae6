"""The left side of the window: the button that takes the next customer, and the lists below it."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from console.ui import names
from console.ui.buttons import KeyButton
from console.ui.queue_panel import QueuePanel
from console.ui.shortcuts import Shortcut
from console.ui.theme import Theme


class QueueSide(QWidget):
    """The queue with its button above it."""

    def __init__(self, theme: Theme, queue: QueuePanel) -> None:
        super().__init__()
        self.queue = queue
        self.setProperty("paper", "chrome")
        self.accept_next = KeyButton(
            theme, "Accept next", names.ACCEPT_NEXT, Shortcut.ACCEPT_NEXT, look="primary"
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
