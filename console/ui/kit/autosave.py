"""Saves what the agent types: at once when they begin, then a few times a second."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 300


class DraftAutosave(QObject):
    """Passes on a text that changes often, so that at most 300 ms of it are unsaved.

    A text that could not be saved is tried again as often until it can.
    """

    def __init__(self, save: Callable[[str], bool], parent: QObject) -> None:
        """``save`` stores a text and says whether it could."""
        super().__init__(parent)
        self._save = save
        self._unsaved: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_EVERY_MS)
        self._pause.timeout.connect(self._pause_over)

    def change(self, text: str) -> None:
        """The text is now this."""
        self._unsaved = text
        if not self._pause.isActive():
            self.flush()
            self._pause.start()

    def flush(self) -> None:
        """Save now what has not been saved."""
        if self._unsaved is None:
            return
        if self._save(self._unsaved):
            self._unsaved = None
        else:
            self._pause.start()

    def forget(self) -> None:
        """The text is not the agent's any more: it was sent, or replaced."""
        self._unsaved = None
        self._pause.stop()

    def _pause_over(self) -> None:
        if self._unsaved is not None:
            self.flush()
            self._pause.start()
