"""The middle of the window while no chat is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.kit.formatting import count
from console.ui.kit.labels import IconLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class EmptyPage(QWidget):
    """Says how many customers wait and what to do next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("surface", "canvas")
        self._title = PlainLabel(size="large")
        self._text = PlainLabel(ink="muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        for part in (IconLabel(theme, "chats", "edge_strong", 48), self._title, self._text):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.refresh(0)

    def refresh(self, waiting: int) -> None:
        """Say how many customers wait."""
        if waiting:
            verb = "is" if waiting == 1 else "are"
            self._title.setText(f"{count(waiting, 'customer')} {verb} waiting")
            key = Shortcut.ACCEPT_NEXT.key.label
            how = f"Press {key}" if key else "Click Accept next"
            self._text.setText(f"{how} to accept the next one.")
        else:
            self._title.setText("No customers are waiting")
            self._text.setText("New customers appear on the left.")
