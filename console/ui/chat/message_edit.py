"""The input box itself: plain text, as high as what is in it up to six lines."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from console.domain import limits
from console.ui.kit.theme import Theme

_MOST_LINES = 6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Escape, *_ENTER)


class MessageEdit(QPlainTextEdit):
    """Text that is sent with a key.

    While ``list_open`` is set, the keys that walk and take from a list go to ``list_key``. While an
    input method composes, no key sends. ``rejected`` says why something was not inserted. While
    ``undoes_send`` is set, the key that undoes is not the text's: it takes a message back.
    """

    submitted = Signal()
    focused = Signal(bool)
    list_key = Signal(int)
    rejected = Signal(str)

    def __init__(self, theme: Theme, *, enter_sends: bool) -> None:
        super().__init__()
        self._theme = theme
        self._enter_sends = enter_sends
        self.list_open = False
        self.undoes_send = False
        self._is_composing = False
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._fit)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._claims(event)
        ):
            event.accept()
            return True
        if (
            self.undoes_send
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self.isReadOnly():
            if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
        elif self._is_composing and event.key() in _ENTER:
            event.ignore()
        elif self._deletes_word(event):
            cursor = self.textCursor()
            if not cursor.hasSelection():
                move, keep = QTextCursor.MoveOperation, QTextCursor.MoveMode.KeepAnchor
                cursor.movePosition(move.PreviousWord, keep)
            cursor.removeSelectedText()
        elif self.list_open and event.key() in _LIST_KEYS:
            self.list_key.emit(event.key())
        elif event.key() in _ENTER and self._is_sending(event.modifiers()):
            self.submitted.emit()
        elif event.key() in _ENTER:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif event.text().isprintable() and event.text() and not self._room:
            self._insert_within_limit(event.text())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.focused.emit(False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        super().inputMethodEvent(event)
        self._is_composing = bool(event.preeditString())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return super().canInsertFromMimeData(source) or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        files = any(url.isLocalFile() for url in source.urls())
        if files or (source.hasImage() and not source.hasText()):
            self.rejected.emit("Files and pictures can't be sent here.")
        else:
            self._insert_within_limit(source.text())

    def _insert_within_limit(self, text: str) -> None:
        """Insert as much as there is room for, and say so if that is not all."""
        room = self._room
        self.insertPlainText(text[:room])
        if len(text) > room:
            most = f"{limits.LONGEST_DRAFT:,}"
            self.rejected.emit(f"A message has at most {most} characters; the rest was left out.")

    @property
    def _room(self) -> int:
        """How many more characters the box takes in place of what is marked."""
        cursor = self.textCursor()
        marked = cursor.selectionEnd() - cursor.selectionStart()
        # Qt counts the paragraph mark at the end.
        return max(0, limits.LONGEST_DRAFT - (self.document().characterCount() - 1) + marked)

    def _claims(self, event: QKeyEvent) -> bool:
        """Whether a key is the text's own although it is a shortcut too."""
        return (self.list_open and event.key() == Qt.Key.Key_Escape) or self._deletes_word(event)

    def _deletes_word(self, event: QKeyEvent) -> bool:
        """Ctrl+W, as in terminals: with text in the box it is meant for the text."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        has_text = not self.document().isEmpty() and not self.isReadOnly()
        return control and event.key() == Qt.Key.Key_W and has_text

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _is_sending(self, modifiers: Qt.KeyboardModifier) -> bool:
        if self._enter_sends:
            return not modifiers & Qt.KeyboardModifier.ShiftModifier
        return bool(modifiers & Qt.KeyboardModifier.ControlModifier)

    def _fit(self) -> None:
        """Grow and shrink with the text; the document's height is counted in lines."""
        lines = max(1, min(_MOST_LINES, round(self.document().size().height())))
        height = self.fontMetrics().lineSpacing() * lines + 8
        if height != self.height():
            self.setFixedHeight(height)
        scrolls = self.document().size().height() > _MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if scrolls
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
