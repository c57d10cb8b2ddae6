"""Running the event loop: until the window is closed, a time is over, or a signal comes."""

import signal
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QTimer
from PySide6.QtWidgets import QApplication

_LOOK_MS = 200


def run(
    application: QApplication,
    *,
    seconds: float | None = None,
    done: Callable[[], bool] | None = None,
) -> float:
    """Run until the last window closes, ``seconds`` have passed, ``done`` says so, or Ctrl+C.

    Returns the seconds it ran. Signals are noticed within 0.2 s, since Python sees them only
    between two of its own steps.
    """
    watch = QElapsedTimer()
    watch.start()

    def look() -> None:
        over = seconds is not None and watch.elapsed() >= seconds * 1000
        if over or (done is not None and done()):
            application.quit()

    def leave(_number: int, _frame: FrameType | None) -> None:
        application.quit()

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(_LOOK_MS)
    try:
        application.exec()
    finally:
        timer.stop()
        # Quitting closes the windows, and the last one asks once more to quit. Left in the queue,
        # that would end every event loop that is run after this one.
        QCoreApplication.removePostedEvents(application, QEvent.Type.Quit)
        for number, handler in before.items():
            signal.signal(number, handler)
    return watch.elapsed() / 1000
