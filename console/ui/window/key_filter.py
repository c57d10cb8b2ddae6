"""Sees keys before anything else does: digits by their place, none while the cursor is lost."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from console.ui.kit.physical_keys import sequence_of, writes_by_number

PAUSE_MS = 600
"""For how long keys do nothing after the program has moved the cursor away from the agent."""


class KeyFilter(QObject):
    """Filters the keys of one window.

    ``pause`` is called when something goes away under the agent's hands: keys that were meant for
    it do nothing for a moment, except in a text that can be written in. With ``everywhere`` they do
    nothing there either, because the program has turned to another customer's.
    """

    def __init__(self, window: QWidget, by_sequence: Mapping[str, Callable[[], object]]) -> None:
        """``by_sequence`` are actions by key sequences of digits, such as ``Ctrl+Shift+2``."""
        super().__init__(window)
        self._window, self._by_sequence = window, by_sequence
        self._enabled, self._everywhere = True, False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one

    def enable(self, enabled: bool) -> None:
        """Let the digits work, or not."""
        self._enabled = enabled

    def pause(self, *, everywhere: bool = False) -> None:
        """Something went away under the agent's hands."""
        self._everywhere = everywhere or (self._everywhere and self._pause.isActive())
        self._pause.start()

    def stop(self) -> None:
        """The window is going away."""
        self._pause.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QKeyEvent) or not self._is_ours(watched):
            return False
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if self._pause.isActive() and (self._everywhere or not _is_writable(watched)):
            event.accept()
            return True
        if writes_by_number(event):
            # Claimed for the text, so that no shortcut of Alt and a digit takes it.
            if is_override:
                event.accept()
            return is_override
        action = self._by_sequence.get(sequence_of(event) or "") if self._enabled else None
        if action is None:
            return False
        event.accept()
        if not is_override and not event.isAutoRepeat():
            action()
        return True

    def _is_ours(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window


def _is_writable(widget: QObject) -> bool:
    return isinstance(widget, QPlainTextEdit) and not widget.isReadOnly()
