"""Asks an agent, before anything is recorded, whether they take part in a study."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout

from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme

_USUAL = (640, 560)
_SMALLEST = (400, 320)


class ConsentDialog(QDialog):
    """The text in full, and two answers of equal weight; Enter presses one that has the cursor.

    ``answer`` is null until one is given, also when the window was closed without one.
    """

    def __init__(self, theme: Theme, title: str, text: str) -> None:
        super().__init__()
        self.answer: bool | None = None
        self.setProperty("surface", "raised")
        self.setWindowTitle(sanitized(title))
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.setPlainText(sanitized(text))
        self._text.setAccessibleName(sanitized(title))
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(PlainLabel(sanitized(title), size="large", wrap=True))
        layout.addWidget(self._text, 1)
        layout.addLayout(self._answers())
        self.setMinimumSize(*_SMALLEST)
        usual = QSize(*(theme.px(side) for side in _USUAL))
        self.resize(usual.boundedTo(self.screen().availableSize()))
        self._text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        button = self.focusWidget()
        if isinstance(button, TextButton):
            button.click()

    def _answers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for words, name, given in (
            ("Don't take part", object_names.CONSENT_DECLINE, False),
            ("Agree", object_names.CONSENT_AGREE, True),
        ):
            button = TextButton(words, name)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, given=given: self._give(given))
            row.addWidget(button)
        return row

    def _give(self, given: bool) -> None:
        self.answer = given
        self.accept()


def ask_consent(theme: Theme, study_title: str, text: str) -> bool | None:
    """Show the study's text and wait for the answer; null if the window was closed without one.

    Args:
        theme: ``Application.theme``.
        study_title: what the study is called.
        text: what the agent is told before taking part, as plain text.
    """
    dialog = ConsentDialog(theme, study_title, text)
    dialog.exec()
    dialog.deleteLater()
    return dialog.answer
