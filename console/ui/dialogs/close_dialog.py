"""Closing a chat: the agent must say how it ended and whether the issue is resolved."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.domain.chat import Chat
from console.domain.issues import Disposition
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel, key_label
from console.ui.kit.sheet import Sheet
from console.ui.kit.theme import Theme

PAUSE_MS = 600
"""For how long no key must have been pressed after the agent was typing when it opened."""

ResolvedSigns = Callable[[str], Sequence[str]]
"""Tells what speaks against a chat's being resolved."""


class CloseDialog(Sheet):
    """Number keys choose the disposition, Y and N answer, Enter closes the chat.

    Enter with Ctrl, which writes nothing, is taken at any time. While the chat has an unsent
    message, none of the other keys does anything: the agent may still be writing it. If they typed
    only a moment ago (``just_typed``), these do nothing until none was pressed for a while. Where
    ``signs`` speak against "resolved", Enter first shows them, and closes when pressed again.
    """

    decided = Signal(str, Disposition, bool)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        chat: Chat,
        signs: ResolvedSigns | None = None,
        *,
        just_typed: bool = False,
    ) -> None:
        super().__init__(theme, window, f"Close the chat with {sanitized(chat.customer.name)}")
        self.setObjectName(object_names.CLOSE_DIALOG)
        self._chat, self._signs = chat, signs
        self._has_draft = bool(chat.draft.text.strip())
        self._doubt: ResolvedDoubt | None = None
        self._typing_on = QTimer(self)
        self._typing_on.setSingleShot(True)
        self._typing_on.setInterval(PAUSE_MS)
        if just_typed:
            self._typing_on.start()
        self.body.setSpacing(8)
        self._dispositions = QButtonGroup(self)
        self._answers = QButtonGroup(self)
        self.body.addWidget(PlainLabel("How did it end?", weight="bold"))
        self.body.addLayout(self._choices())
        self.body.addSpacing(8)
        self.body.addWidget(PlainLabel("Is the customer's issue resolved?", weight="bold"))
        self.body.addLayout(self._yes_no())
        if self._has_draft:
            warning = (
                "Your unsent message will be discarded. So that nothing you type closes the chat, "
                "choose with the pointer, or with Tab and Space; Ctrl+Enter closes it."
            )
            self.body.addWidget(PlainLabel(warning, ink="muted", wrap=True))
        cancel = KeyButton(theme, "Cancel", object_names.CLOSE_CANCEL, None, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        self._confirm = KeyButton(
            theme,
            "Close chat",
            object_names.CLOSE_CONFIRM,
            None,
            look="primary",
            key="Ctrl+Enter" if self._has_draft else "Enter",
        )
        self._confirm.clicked.connect(self.confirm)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self._confirm)
        for group in (self._dispositions, self._answers):
            group.buttonToggled.connect(self._check)
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
            return
        if self._typing_on.isActive() and event.key() != Qt.Key.Key_Escape:
            self._typing_on.start()
            return
        if self._has_draft and event.key() != Qt.Key.Key_Escape:
            return
        number = event.key() - Qt.Key.Key_1
        dispositions = self._dispositions.buttons()
        if 0 <= number < len(dispositions):
            self._choose(dispositions[number])
        elif event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._choose(self._answers.buttons()[event.key() == Qt.Key.Key_N])
        else:
            super().keyPressEvent(event)

    def _is_in_doubt(self) -> bool:
        """Show what speaks against "resolved", if the agent has not seen it in this dialog."""
        if self._signs is None or self._answers.checkedId() != 0:
            return False
        if self._doubt is not None:
            return self._doubt.just_shown
        signs = self._signs(self._chat.id)
        if signs:
            self._doubt = ResolvedDoubt(signs)
            self.body.addWidget(self._doubt)
            self._doubt.show()
            self._confirm.setText("Close as resolved")
            self.fit()
        return bool(signs)

    def _choose(self, button: QAbstractButton) -> None:
        button.setChecked(True)
        button.setFocus()

    def _check(self) -> None:
        answered = self._dispositions.checkedButton() and self._answers.checkedButton()
        self._confirm.setEnabled(bool(answered))
        if self._doubt is not None:
            doubtful = self._answers.checkedId() == 0
            self._doubt.setVisible(doubtful)
            self._confirm.setText("Close as resolved" if doubtful else "Close chat")
            self.fit()

    def confirm(self) -> None:
        """Close the chat, if both questions are answered."""
        if self._confirm.isEnabled() and not self._is_in_doubt():
            disposition = list(Disposition)[self._dispositions.checkedId()]
            resolved = self._answers.checkedId() == 0
            self.decided.emit(self._chat.id, disposition, resolved)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, disposition in enumerate(Disposition):
            choice = QRadioButton(disposition.label)
            choice.setObjectName(object_names.disposition(disposition))
            self._dispositions.addButton(choice, number)
            if not self._has_draft:
                grid.addWidget(key_label(str(number + 1)), number, 0)
            grid.addWidget(choice, number, 1)
        return grid

    def _yes_no(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for number, (answer, key) in enumerate((("Yes", "Y"), ("No", "N"))):
            choice = QRadioButton(answer)
            choice.setObjectName(object_names.resolved(number == 0))
            self._answers.addButton(choice, number)
            if not self._has_draft:
                row.addWidget(key_label(key))
            row.addWidget(choice)
            row.addSpacing(24)
        row.addStretch(1)
        return row


_JUST_SHOWN_MS = 350
"""Time within which a second press of Enter counts as part of the first."""


class ResolvedDoubt(QFrame):
    """The signs as a list, and how to go on."""

    def __init__(self, signs: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(object_names.RESOLVED_QUESTION)
        self.setProperty("part", "pause")
        lines = [f"•  {sign}" for sign in signs]
        self.setAccessibleName("Is it really resolved? " + " ".join(signs))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel("Is it really resolved?", weight="bold"))
        for line in lines:
            layout.addWidget(PlainLabel(line, wrap=True))
        hint = "Enter closes it as resolved anyway, N marks it as not resolved, Esc goes back."
        layout.addWidget(PlainLabel(hint, ink="muted", size="small", wrap=True))
        self._just_shown_timer = QTimer(self)
        self._just_shown_timer.setSingleShot(True)
        self._just_shown_timer.start(_JUST_SHOWN_MS)

    @property
    def just_shown(self) -> bool:
        """Whether there was no time yet to read it."""
        return self._just_shown_timer.isActive()
