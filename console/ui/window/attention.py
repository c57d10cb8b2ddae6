"""Tells an agent who looks elsewhere that customers wait: window title and task bar."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from console.domain import events as ev
from console.domain.desk import Desk, is_practice

_NAME = "Switchboard"
_CALLS = (ev.ChatQueued, ev.MessageReceived)
"""Facts for which an agent should come back to the window."""

_COUNTED = (*_CALLS, ev.ChatAccepted, ev.ChatClosed, ev.ChatAbandoned, ev.ChatDropped)
_FOCUS = (ev.TabShown, ev.WindowActivated, ev.AgentBack)
"""Facts with which messages may have been read."""


class Attention:
    """Keeps a window's title up to date, and marks the window in the task bar when it is needed.

    ``waiting`` says how many customers wait.
    """

    def __init__(self, window: QWidget, desk: Desk, waiting: Callable[[], int]) -> None:
        self._window, self._desk, self._waiting = window, desk, waiting
        self.refresh()

    def on_event(self, event: ev.Event) -> None:
        """Count what has come in, and call the agent if the window is not in front."""
        if isinstance(event.fact, (*_COUNTED, *_FOCUS)):
            self.refresh()
        if isinstance(event.fact, _CALLS) and not self._window.isActiveWindow():
            QApplication.alert(self._window)

    def refresh(self) -> None:
        """Count; the numbers come first, as task bars cut titles off at the end."""
        waiting = self._waiting()
        unread = sum(chat.unread for chat in self._desk.tabs)
        counts = [f"{waiting:,} waiting"] * bool(waiting) + [f"{unread:,} unread"] * bool(unread)
        name = f"{_NAME} (practice)" if is_practice(self._desk) else _NAME
        self._window.setWindowTitle(f"({', '.join(counts)}) {name}" if counts else name)
