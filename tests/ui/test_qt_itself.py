"""What the window takes for granted of Qt's Python bindings."""

import sys

from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot


def test_calls_that_return_nothing_lose_no_reference(qtbot: QtBot) -> None:
    """A release of the bindings took a reference to None with each call, and Python died of it."""
    paper = QPixmap(8, 8)
    painter = QPainter(paper)
    before = sys.getrefcount(None)
    for _ in range(500):
        painter.save()
        painter.restore()
    painter.end()
    assert sys.getrefcount(None) > before - 100
