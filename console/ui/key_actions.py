"""The window's keys as actions. None fires while a sheet lies over the window."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from console.ui.shortcuts import CHAT_NUMBERS, Shortcut


class KeyActions:
    """Ties keys to what they do."""

    def __init__(
        self,
        window: QWidget,
        deeds: Mapping[Shortcut, Callable[[], object]],
        go_to: Callable[[int], object],
    ) -> None:
        """``go_to`` is called with 0 for the first chat, 8 for the ninth."""
        self._window = window
        self._actions: list[QAction] = []
        for shortcut, deed in deeds.items():
            self._add(shortcut.key.title, shortcut.key.sequences, deed)
        for position, sequence in enumerate(CHAT_NUMBERS):
            self._add(f"Go to chat {position + 1}", (sequence,), partial(go_to, position))

    def enable(self, enabled: bool) -> None:
        """Let the keys work, or not."""
        for action in self._actions:
            action.setEnabled(enabled)

    def _add(self, title: str, sequences: tuple[str, ...], deed: Callable[[], object]) -> None:
        action = QAction(title, self._window)
        action.setShortcuts([QKeySequence(sequence) for sequence in sequences])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _=False: deed())
        self._window.addAction(action)
        self._actions.append(action)
