"""Where the agent writes to one customer: input box, what the draft was made from, Send."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain import slots
from console.domain.chat import Chat
from console.session import Session
from console.ui import names
from console.ui.attempts import Attempts
from console.ui.buttons import IconButton, KeyButton
from console.ui.contracts import WindowSettings
from console.ui.draft_keeper import DraftKeeper
from console.ui.labels import ElidedLabel, PlainLabel
from console.ui.message_edit import MessageEdit
from console.ui.theme import Theme
from console.ui.words import first_name, harmless

_TYPING_MS = 3_000
_HINT_MS = 6_000


class Composer(QWidget):
    """The input box of one chat. Its text is the chat's draft on the desk.

    ``sent`` tells that a message has gone out; ``slashed`` the words behind a leading ``/``, or
    None when there is no slash.
    """

    sent = Signal()
    slashed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        session: Session,
        attempts: Attempts,
        settings: WindowSettings,
        chat: Chat,
    ) -> None:
        super().__init__()
        self._theme, self._session, self._attempts, self._chat = theme, session, attempts, chat
        self._saving = False
        self._settings = settings
        self.edit = MessageEdit(theme, enter_sends=settings.enter_sends)
        self.edit.setObjectName(names.composer(chat.id))
        name = harmless(chat.customer.name)
        self.edit.setAccessibleName(f"Message to {name}")
        self.edit.setPlaceholderText(f"Write to {first_name(name)}, or / for canned replies")
        self._keeper = DraftKeeper(self._save, self)
        self._typing = self._single_shot(_TYPING_MS, self._stop_typing)
        self._hint_time = self._single_shot(_HINT_MS, self._clear_hint)
        self._lay_out()
        self.show_draft()
        self.edit.textChanged.connect(self._typed)
        self.edit.submitted.connect(self.send)
        self.edit.focused.connect(self._focus_changed)

    def show_draft(self) -> None:
        """Take over the desk's draft, unless it is what this box has just saved."""
        draft = self._chat.draft
        if not self._saving and draft.text != self.edit.toPlainText():
            self._keeper.forget()
            self.edit.blockSignals(True)
            self.edit.setPlainText(draft.text)
            self.edit.blockSignals(False)
            self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self._show_origin()
        self._button.setEnabled(bool(self.edit.toPlainText().strip()))

    def flush(self) -> None:
        """Save what has been typed up to now."""
        self._keeper.flush()

    def say(self, text: str) -> None:
        """Show a quiet line for some seconds."""
        self._hint.setText(text)
        self._hint_time.start()

    def send(self) -> None:
        """Send what is in the box; if that fails it stays there."""
        text = self.edit.toPlainText()
        if not text.strip():
            return
        unfilled = sorted(slots.slots_in(text) & slots.SLOTS)
        if unfilled:
            self.say(f"Fill in {{{unfilled[0]}}} before you send this.")
            return
        self.flush()
        if self._attempts(lambda: self._session.send(self._chat.id, text)):
            self._keeper.forget()
            self._typing.stop()
            self._clear_hint()
            self.sent.emit()

    def insert_canned(self, name: str, text: str) -> None:
        """Put a canned reply in place of what is in the box."""
        self._keeper.forget()
        self._attempts(lambda: self._session.insert_canned(self._chat.id, name, text))
        self.edit.setFocus()

    def unlink(self) -> None:
        """Keep the text and forget what it was made from."""
        text = self.edit.toPlainText()
        self._save("")
        self._save(text)
        self.edit.setFocus()

    def end(self) -> None:
        """The customer has left: nothing more can be written."""
        self._typing.stop()
        self.setVisible(False)

    def _save(self, text: str) -> bool:
        self._saving = True
        try:
            return self._attempts(lambda: self._session.change_draft(self._chat.id, text))
        finally:
            self._saving = False

    def _typed(self) -> None:
        text = self.edit.toPlainText()
        self._keeper.change(text)
        self._show_origin()
        self._button.setEnabled(bool(text.strip()))
        self.slashed.emit(text[1:] if text.startswith("/") and "\n" not in text else None)
        if text.strip():
            self._attempts(lambda: self._session.type_in(self._chat.id, True))
            self._typing.start()
        else:
            self._stop_typing()

    def _stop_typing(self) -> None:
        self._typing.stop()
        self._attempts(lambda: self._session.type_in(self._chat.id, False))

    def _focus_changed(self, focused: bool) -> None:
        self._frame.setProperty("focused", focused)
        self._frame.style().polish(self._frame)
        if not focused:
            self.flush()
        if self._chat.has_tab:
            self._attempts(lambda: self._session.focus_composer(self._chat.id, focused))

    def _show_origin(self) -> None:
        draft = self._chat.draft
        self._chip.setVisible(bool(draft.suggestion or draft.canned))
        self._origin.setText("from a suggestion" if draft.suggestion else f"/{draft.canned}")

    def _clear_hint(self) -> None:
        self._hint_time.stop()
        keys = "Shift+Enter for a new line" if self._settings.enter_sends else "Ctrl+Enter sends"
        self._hint.setText(keys)

    def _single_shot(self, milliseconds: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _lay_out(self) -> None:
        self._origin = PlainLabel()
        cross = IconButton(
            self._theme,
            "close",
            names.unlink(self._chat.id),
            "Forget where this text came from",
            role="accent_text",
        )
        cross.clicked.connect(self.unlink)
        self._chip = QFrame()
        self._chip.setProperty("part", "chip")
        chip = QHBoxLayout(self._chip)
        chip.setContentsMargins(8, 0, 2, 0)
        chip.setSpacing(4)
        chip.addWidget(self._origin)
        chip.addWidget(cross)
        self._hint = ElidedLabel(ink="muted", size="small")
        key = "Enter" if self._settings.enter_sends else "Ctrl+Enter"
        self._button = KeyButton(
            self._theme, "Send", names.send(self._chat.id), None, look="primary", key=key
        )
        self._button.clicked.connect(self.send)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._chip)
        row.addWidget(self._hint, 1)
        row.addWidget(self._button)
        self._frame = QFrame()
        self._frame.setProperty("part", "composer")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(10, 8, 8, 8)
        inside.setSpacing(8)
        inside.addWidget(self.edit)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 16)
        layout.addWidget(self._frame)
        self.setFocusProxy(self.edit)
        self._clear_hint()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)


def values_for(session: Session, chat: Chat) -> Mapping[str, str]:
    """What the slots of canned replies stand for in a chat."""
    desk = session.desk.session
    order = chat.customer.orders[0] if chat.customer.orders else None
    agent = desk.started.agent if desk else None
    return slots.slot_values(chat.customer, order, agent=agent)
