"""How late the window's thread gets round to things: what an agent feels as stutter."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

_EVERY_MS = 10
_KEPT = 1_000_000


@dataclass(frozen=True, slots=True)
class LatencySummary:
    """Milliseconds by which a 10 ms timer was late; zeros if it never fired."""

    p50: float
    p99: float
    max: float
    samples: int


class TimerLatency(QObject):
    """A precise 10 ms timer that notes how late it fires."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late_ms: list[float] = []
        self._due_ns = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._fired)

    def start(self) -> None:
        """Begin to measure."""
        self._due_ns = time.perf_counter_ns() + _EVERY_MS * 1_000_000
        self._timer.start()

    def forgive(self) -> None:
        """Don't count what has just held up the thread, because no agent would have met it."""
        self._due_ns = time.perf_counter_ns() + _EVERY_MS * 1_000_000

    def stop(self) -> None:
        """Stop measuring; what was measured stays."""
        self._timer.stop()

    def result(self) -> LatencySummary:
        """What was measured so far."""
        ordered = sorted(self._late_ms)
        if not ordered:
            return LatencySummary(0.0, 0.0, 0.0, 0)
        return LatencySummary(
            p50=round(ordered[len(ordered) // 2], 3),
            p99=round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 3),
            max=round(ordered[-1], 3),
            samples=len(ordered),
        )

    def _fired(self) -> None:
        now = time.perf_counter_ns()
        if len(self._late_ms) < _KEPT:
            self._late_ms.append(max(0.0, (now - self._due_ns) / 1e6))
        self._due_ns = now + _EVERY_MS * 1_000_000
