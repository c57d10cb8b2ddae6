"""Running the event loop: until the window is closed, a time is over, or a signal comes."""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QTimer
from PySide6.QtWidgets import QApplication

_LOOK_MS = 200


@contextmanager
def unhindered_by_garbage_collection() -> Iterator[None]:
    """Have the garbage collector leave alone what exists now, while the block runs.

    Modules, classes and the window's parts are most of a process's objects, and each full
    collection would hold the window's thread up for 0.1 to 0.2 s to find that all are in use.
    Where something was set aside before, that stays as it is, since only all of it can be taken
    back.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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
    signalled = False

    def look() -> None:
        over = seconds is not None and watch.elapsed() >= seconds * 1000
        if signalled or over or (done is not None and done()):
            application.quit()

    def leave(_number: int, _frame: FrameType | None) -> None:
        # Only noted here: to quit before the loop runs has no effect, and the signal may come
        # while the program is still being made ready.
        nonlocal signalled
        signalled = True

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(_LOOK_MS)
    try:
        with unhindered_by_garbage_collection():
            application.exec()
    finally:
        timer.stop()
        # Quitting closes the windows, and the last one asks once more to quit. Left in the queue,
        # that would end every event loop that is run after this one.
        QCoreApplication.removePostedEvents(application, QEvent.Type.Quit)
        for number, handler in before.items():
            signal.signal(number, handler)
    return watch.elapsed() / 1000
