"""Passing a chat on to a colleague: who, and a note that only they see."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from console.domain.chat import Chat
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.sheet import Sheet
from console.ui.kit.theme import Theme

_LONGEST_NOTE = 500


class TransferDialog(Sheet):
    """Up and down choose the colleague, Tab leads to the note, Enter passes the chat on.

    ``decided`` carries chat, colleague and note.
    """

    decided = Signal(str, str, str)

    def __init__(
        self, theme: Theme, window: QWidget, chat: Chat, colleagues: Sequence[str]
    ) -> None:
        name = sanitized(chat.customer.name)
        super().__init__(theme, window, f"Pass the chat with {name} on")
        self.setObjectName(object_names.TRANSFER_DIALOG)
        self._chat, self._colleagues = chat.id, tuple(colleagues)
        self._choices = QButtonGroup(self)
        self.body.addWidget(PlainLabel("To whom?", weight="bold"))
        for number, colleague in enumerate(self._colleagues):
            choice = QRadioButton(sanitized(colleague))
            self._choices.addButton(choice, number)
            self.body.addWidget(choice)
        self._choices.buttons()[0].setChecked(True)
        self.body.addWidget(PlainLabel("A note, for them alone", weight="bold"))
        self._note = QLineEdit()
        self._note.setObjectName(object_names.TRANSFER_NOTE)
        self._note.setAccessibleName("A note, for them alone")
        self._note.setMaxLength(_LONGEST_NOTE)
        self.body.addWidget(self._note)
        if chat.draft.text.strip():
            warning = "Your unsent message will be discarded."
            self.body.addWidget(PlainLabel(warning, ink="muted", wrap=True))
        cancel = KeyButton(theme, "Cancel", object_names.TRANSFER_CANCEL, None, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        confirm = KeyButton(
            theme, "Pass on", object_names.TRANSFER_CONFIRM, None, look="primary", key="Enter"
        )
        confirm.clicked.connect(self.confirm)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(confirm)

    def confirm(self) -> None:
        """Pass the chat on to the colleague who is chosen."""
        to = self._colleagues[self._choices.checkedId()]
        self.decided.emit(self._chat, to, self._note.text())
