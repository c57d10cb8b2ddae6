"""Running the event loop of the application."""

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
