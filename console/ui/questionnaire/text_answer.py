"""Where a question is answered in words; they are recorded as they are typed."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from console.study.questionnaires.form import Item
from console.ui.kit import object_names
from console.ui.kit.autosave import DraftAutosave
from console.ui.kit.formatting import sanitized
from console.ui.kit.theme import Theme

_LINES = 3


class TextAnswer(QPlainTextEdit):
    """``entered`` carries the text, at most 300 ms after it was typed. Tab leaves the box."""

    entered = Signal(str)

    def __init__(self, theme: Theme, item: Item, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setObjectName(object_names.answer_words(item.id))
        self.setAccessibleName(sanitized(item.text))
        self.setProperty("part", "field")
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * _LINES
        self.setFixedHeight(height + theme.px(20))
        self._autosave = DraftAutosave(self._emit, self)
        self.textChanged.connect(lambda: self._autosave.change(self.toPlainText()))

    def flush(self) -> None:
        """Emit the text now, if it has not been emitted."""
        self._autosave.flush()
        self._autosave.forget()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.flush()

    def _emit(self, text: str) -> bool:
        self.entered.emit(text)
        return True
