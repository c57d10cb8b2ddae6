"""Sees keys before anything else does: digits by their place, none while the cursor is lost."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from console.ui.kit.physical_keys import sequence_of, writes_by_number

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESSING = (Qt.Key.Key_Space, *_ENTER, Qt.Key.Key_Select)

PAUSE_MS = 600
"""For how long keys do nothing after the program has moved the cursor away from the agent."""


class KeyFilter(QObject):
    """Filters the keys of one window.

    ``pause`` is called when something goes away under the agent's hands: keys that were meant for
    it do nothing for a moment, except in a text that can be written in. With ``everywhere`` they do
    nothing there either, because the program has turned to another customer's. Where a button goes
    away by itself, the keys that press buttons do nothing for a moment.
    """

    def __init__(self, window: QWidget, by_sequence: Mapping[str, Callable[[], object]]) -> None:
        """``by_sequence`` are actions by key sequences of digits, such as ``Ctrl+Shift+2``."""
        super().__init__(window)
        self._window, self._by_sequence = window, by_sequence
        self._enabled, self._everywhere = True, False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._passed_on = QTimer(self)
        self._passed_on.setSingleShot(True)
        self._passed_on.setInterval(PAUSE_MS)
        application = QApplication.instance()
        if isinstance(application, QApplication):  # as it is wherever there are windows
            application.installEventFilter(self)
            application.focusChanged.connect(self._focus_changed)

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
        self._passed_on.stop()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.removeEventFilter(self)
            application.focusChanged.disconnect(self._focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QKeyEvent) or not self._is_ours(watched):
            return False
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if self._swallows(watched, event):
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

    def _swallows(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether a key was meant for what has gone."""
        if self._pause.isActive() and self._everywhere:
            return True
        lost = self._pause.isActive() or (self._passed_on.isActive() and _presses(event))
        return lost and not _writes(watched, event)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Where the button with the cursor went away, Qt has passed the cursor on to another.

        A second press of Space or Enter was meant for the one that is gone. A button under a sheet,
        which disables all of the rest, is still there.
        """
        if not isinstance(old, QAbstractButton):
            return
        try:
            gone = not old.isVisible() or old.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled)
        except RuntimeError:  # Qt has deleted it
            gone = True
        if gone and new is not None and self._is_ours(new):
            self._passed_on.start()

    def _is_ours(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window


def _presses(event: QKeyEvent) -> bool:
    """Whether a key presses the button that has the cursor."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _PRESSING and held == Qt.KeyboardModifier.NoModifier


def _writes(widget: QObject, event: QKeyEvent) -> bool:
    """Whether a key writes into a text. Enter ends a line in a box; in a single line it acts."""
    if isinstance(widget, QLineEdit):
        return not widget.isReadOnly() and event.key() not in _ENTER
    return isinstance(widget, QPlainTextEdit) and not widget.isReadOnly()
