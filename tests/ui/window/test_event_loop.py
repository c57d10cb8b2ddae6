"""Running the event loop of the application."""

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from console.ui.window.event_loop import run


def test_other_event_loops_run_after_the_application_has_quit(qapp: QApplication) -> None:
    """Quitting closes the window, and closing the last window must not end a later loop."""
    window = QWidget()
    window.show()
    run(qapp, done=lambda: True)
    assert not window.isVisible()
    qapp.processEvents()
    loop = QEventLoop()
    QTimer.singleShot(0, loop, lambda: loop.exit(7))
    assert loop.exec() == 7
    window.deleteLater()


@pytest.fixture
def nothing_frozen() -> Iterator[None]:
    """The garbage collector as a program finds it, and afterwards as the other tests want it."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("nothing_frozen")
def test_the_garbage_collector_leaves_alone_what_was_there_before(qapp: QApplication) -> None:
    """A collection of all modules and widgets would hold up the window; afterwards it may."""
    frozen = []
    QTimer.singleShot(0, qapp, lambda: frozen.append(gc.get_freeze_count()))
    run(qapp, done=lambda: bool(frozen))
    assert frozen[0] > 10_000
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_frozen")
def test_a_signal_that_comes_before_the_loop_runs_ends_it(qapp: QApplication) -> None:
    """Quitting has no effect before the loop runs, and the program would stay for ever."""

    def interrupt(_phase: str, _info: dict[str, int]) -> None:
        gc.callbacks.remove(interrupt)
        os.kill(os.getpid(), signal.SIGTERM)

    gc.callbacks.append(interrupt)
    assert run(qapp, seconds=60) < 30
    assert interrupt not in gc.callbacks
