"""Where the agent's attention is: window in front or not, agent busy or idle."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputEvent
from PySide6.QtWidgets import QWidget

from console.domain.clock import time_with_suspend
from console.ui.kit.context import UiContext

_CHECK_MS = 1_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


_mono_ns = time_with_suspend()


def _now() -> float:
    return _mono_ns() / 1e9


class ActivityMonitor(QObject):
    """Watches input and the window's activation for the log.

    ``now`` counts seconds, those while the computer sleeps too. After the settings' ``idle_s``
    seconds without input the agent is idle until the next.
    """

    def __init__(
        self,
        window: QWidget,
        context: UiContext,
        now: Callable[[], float] = _now,
    ) -> None:
        super().__init__(window)
        self._application, self._window = context.theme.application, window
        self._session, self._run_action = context.session, context.run_action
        self._idle_s, self._now = context.settings.idle_s, now
        self._last_input = now()
        self._check = QTimer(self)
        self._check.setInterval(_CHECK_MS)
        self._check.timeout.connect(self.check)

    def start(self) -> None:
        """Begin to watch."""
        self._application.installEventFilter(self)
        self._last_input = self._now()
        self._check.start()

    def stop(self) -> None:
        """Stop watching; the window is going away."""
        self._application.removeEventFilter(self)
        self._check.stop()
        self._run_action(lambda: self._session.attention.activate_window(False))

    def activation_changed(self) -> None:
        """The window came to the front or left it."""
        if self._is_active:
            self._on_input()
        self._record_activation()

    def check(self) -> None:
        """Record an agent who has been idle for too long, and what could not be recorded before."""
        self._record_activation()
        self._record_idleness()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # The class first: every event of the application comes by, and few are input.
        if isinstance(event, QInputEvent) and event.type() in _INPUT:
            self._on_input()
        return False

    @property
    def _is_active(self) -> bool:
        return self._window.isActiveWindow() and not self._window.isMinimized()

    def _record_activation(self) -> None:
        active = self._is_active
        self._run_action(lambda: self._session.attention.activate_window(active))

    def _record_idleness(self) -> None:
        untouched_s = self._now() - self._last_input
        if untouched_s >= self._idle_s and not self._session.desk.idle:
            self._run_action(lambda: self._session.attention.go_idle(round(untouched_s, 1)))

    def _on_input(self) -> None:
        # The key that wakes the computer comes before the next check.
        self._record_idleness()
        self._last_input = self._now()
        if self._session.desk.idle:
            self._run_action(self._session.attention.leave_idle)
