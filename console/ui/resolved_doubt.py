"""The question in the close dialog: is it really resolved, with what speaks against it."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout

from console.ui import names
from console.ui.labels import PlainLabel

_SETTLING_MS = 350
"""For so long a second press of Enter is taken for the first."""


class ResolvedDoubt(QFrame):
    """The signs as a list, and how to go on."""

    def __init__(self, signs: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(names.RESOLVED_QUESTION)
        self.setProperty("part", "pause")
        lines = [f"•  {sign}" for sign in signs]
        self.setAccessibleName("Is it really resolved? " + " ".join(signs))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel("Is it really resolved?", weight="bold"))
        for line in lines:
            layout.addWidget(PlainLabel(line, wrap=True))
        way_on = "Enter closes it as resolved all the same, N says that it is not, Esc goes back."
        layout.addWidget(PlainLabel(way_on, ink="muted", size="small", wrap=True))
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.start(_SETTLING_MS)

    @property
    def just_shown(self) -> bool:
        """Whether there was no time yet to read it."""
        return self._settling.isActive()
