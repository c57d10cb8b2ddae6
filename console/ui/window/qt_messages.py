"""What Qt itself complains about: its kind is passed on, and it is printed as before."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

_COMPLAINTS = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


@contextmanager
def qt_complaints(note: Callable[[str], None]) -> Iterator[None]:
    """Call ``note`` with the kind of each complaint of Qt, such as ``QtWarningMsg``; on any thread.

    Their texts, which may quote what a customer wrote, go only where they went before.
    """

    def handle(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind in _COMPLAINTS:
            note(kind.name)
        if before is not None:
            before(kind, context, text)
        elif sys.stderr is not None:
            sys.stderr.write(qFormatLogMessage(kind, context, text) + "\n")

    before: Callable[[QtMsgType, QMessageLogContext, str], None] | None
    before = qInstallMessageHandler(handle)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
