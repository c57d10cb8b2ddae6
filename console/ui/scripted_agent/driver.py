"""Finds real widgets by name, clicks them and types into them at human speed."""

from collections import deque

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from console.ui.questionnaire.slider import AnswerSlider


class WidgetDriver:
    """Operates the widgets of a window and of the dialogs it opens.

    Typing takes several calls of ``type_on``, as time passes.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._typing: deque[str] = deque()
        self._input: QWidget | None = None
        self._characters_due = 0.0

    @property
    def busy(self) -> bool:
        """Whether there is text left to type."""
        return bool(self._typing)

    def find(self, name: str) -> QWidget | None:
        """The visible widget of this name, in the window or a dialog of it."""
        for top in (self._window, *QApplication.topLevelWidgets()):
            widget = top if top.objectName() == name else top.findChild(QWidget, name)
            if isinstance(widget, QWidget) and widget.isVisible():
                return widget
        return None

    def click(self, name: str) -> bool:
        """Click the middle of a widget; false if it is not there or can't be clicked now."""
        widget = self.find(name)
        if widget is None or not widget.isEnabled():
            return False
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        return True

    def mark(self, name: str, value: int) -> bool:
        """Click a value on an answer's line; false if the line is not there."""
        line = self.find(name)
        if not isinstance(line, AnswerSlider):
            return False
        QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(value).toPoint())
        return True

    def start_typing(self, name: str, text: str) -> bool:
        """Put the cursor at the end of an input box and have this text typed into it."""
        box = self.find(name)
        if not isinstance(box, QPlainTextEdit | QLineEdit):
            return False
        target = box.viewport() if isinstance(box, QPlainTextEdit) else box
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=_middle(target))
        QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        self._input, self._characters_due = box, 0.0
        self._typing = deque(text)
        return True

    def type_on(self, characters: float) -> None:
        """Type as many more characters as the passing of time allows."""
        self._characters_due += characters
        while self._typing and self._characters_due >= 1 and self._input is not None:
            _type(self._input, self._typing.popleft())
            self._characters_due -= 1

    def stop_typing(self) -> None:
        """Stop typing and discard the rest of the text."""
        self._typing.clear()
        self._input = None

    def press_enter(self, name: str) -> bool:
        """Press Enter in an input box."""
        box = self.find(name)
        if box is None:
            return False
        QTest.keyClick(box, Qt.Key.Key_Return)
        return True


def _type(widget: QWidget, character: str) -> None:
    """Type one character; Qt's own helper ends the program at one that has no key."""
    if character == "\n":
        QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    elif character.isascii() and character.isprintable():
        QTest.keyClicks(widget, character)
    else:
        none, unknown = Qt.KeyboardModifier.NoModifier, Qt.Key.Key_unknown
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, unknown, none, character))


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
