"""Saves what the agent types: at once when they begin, then a few times a second.

A long text is saved less often, so that what a log takes up does not grow with its length.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 300
_CHARACTERS_A_MS = 10
"""A draft is saved in full, so that a long one is saved less often: 1.3 s for 10,000 characters."""


class DraftAutosave(QObject):
    """Passes on a text that changes often, so that at most 300 ms of it are unsaved.

    For each 10,000 characters it is a second more.

    A text that could not be saved is tried again as often until it can.
    """

    def __init__(self, save: Callable[[str], bool], parent: QObject) -> None:
        """``save`` stores a text and says whether it could."""
        super().__init__(parent)
        self._save = save
        self._unsaved: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._pause_over)

    def change(self, text: str) -> None:
        """The text is now this."""
        self._unsaved = text
        if not self._pause.isActive():
            self.flush()
            self._start_pause(text)

    def flush(self) -> None:
        """Save now what has not been saved."""
        if self._unsaved is None:
            return
        if self._save(self._unsaved):
            self._unsaved = None
        else:
            self._start_pause(self._unsaved)

    def forget(self) -> None:
        """The text is not the agent's any more: it was sent, or replaced."""
        self._unsaved = None
        self._pause.stop()

    def _pause_over(self) -> None:
        if self._unsaved is not None:
            text = self._unsaved
            self.flush()
            self._start_pause(text)

    def _start_pause(self, text: str) -> None:
        self._pause.start(_EVERY_MS + len(text) // _CHARACTERS_A_MS)
