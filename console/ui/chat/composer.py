"""Where the agent writes to one customer; the text of the box is the chat's draft on the desk."""

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QTextCursor

from console.domain import events as ev
from console.domain import slots
from console.domain.access import has_access
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.ui.chat.composer_frame import ComposerFrame
from console.ui.kit.autosave import DraftAutosave
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import sanitized, short_name

_TYPING_MS = 3_000
_JUST_TYPED_MS = 1_000
_UNREAD_MS = 700
"""For how long a canned reply that was just inserted can't be sent: nobody has read it yet."""

_GIVEN_MS = 600
"""For how long Enter sends nothing after the program has put the cursor here."""


class Composer(ComposerFrame):
    """The input box of one chat.

    ``slashed`` carries the words behind a leading ``/``, or None when there is no slash.
    """

    slashed = Signal(object)

    def __init__(
        self,
        context: UiContext,
        chat: Chat,
    ) -> None:
        super().__init__(context.theme, chat.id, enter_sends=context.settings.enter_sends)
        self._session, self._run_action, self._chat = context.session, context.run_action, chat
        self._saving = False
        self._settled_text: str | None = None
        self._source: str | None = None
        self._replaced_text: str | None = None
        self._autosave = DraftAutosave(self._save, self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._stop_typing)
        self._unread = QTimer(self)
        self._unread.setSingleShot(True)
        self._unread.setInterval(_UNREAD_MS)
        self._given = QTimer(self)
        self._given.setSingleShot(True)
        self._given.setInterval(_GIVEN_MS)
        self._last_key = QElapsedTimer()
        name = sanitized(chat.customer.name)
        self.edit.setAccessibleName(f"Message to {name}")
        self.edit.setPlaceholderText(f"Write to {short_name(name)}, or / for canned replies")
        self.edit.setPlainText(chat.draft.text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.show_draft()
        self.edit.textChanged.connect(self._typed)
        self.edit.submitted.connect(self.send)
        self.edit.focused.connect(self._focus_changed)
        self.edit.rejected.connect(self.show_hint)
        self.send_asked.connect(self.send)
        self.unlink_asked.connect(self.unlink)

    @property
    def just_typed(self) -> bool:
        """Whether the agent typed or sent something only a moment ago."""
        return self._last_key.isValid() and not self._last_key.hasExpired(_JUST_TYPED_MS)

    def show_draft(self) -> None:
        """Take over the desk's draft, unless it is what this box has just saved.

        Words that are replaced by others come back with Undo; words that were sent don't.
        """
        draft = self._chat.draft
        if not self._saving and draft.text != self.edit.toPlainText():
            self._autosave.forget()
            self._replaced_text = None if self._source else self.edit.toPlainText()
            self.edit.blockSignals(True)
            if draft.text:
                self._replace(draft.text)
            else:
                self.edit.clear()
            self.edit.blockSignals(False)
            self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self._source = draft.suggestion or draft.canned
        self._show_state()

    def flush(self) -> None:
        """Save what has been typed up to now."""
        self._autosave.flush()

    def send(self) -> None:
        """Send what is in the box; if that fails it stays there."""
        text = self.edit.toPlainText()
        if not text.strip() or self.edit.isReadOnly():
            return
        if self._unread.isActive():
            self.show_hint("Read the reply, then send it.")
            return
        if self._given.isActive():
            self.show_hint("Not sent yet: press again to send it.")
            return
        unfilled = sorted(slots.slots_in(text) & slots.SLOTS)
        if unfilled:
            self.show_hint(f"Fill in {{{unfilled[0]}}} before you send this.")
            return
        self.flush()
        if self._run_action(lambda: self._session.send(self._chat.id, text)):
            self._autosave.forget()
            self._typing.stop()
            self._last_key.start()
            self.clear_hint()

    def note_given(self) -> None:
        """The program has put the cursor here: an Enter meant for something else sends nothing.

        That is over in a moment, or as soon as something is typed here.
        """
        self._given.start()

    def note_held(self, fact: ev.SendHeld | ev.SendWithdrawn) -> None:
        """A message waits to leave, or has come back: until the box changes, Ctrl+Z is about it."""
        came_back = isinstance(fact, ev.SendWithdrawn)
        self._settled_text = self._chat.draft.text if came_back else self.edit.toPlainText()
        self._allow_undoing()

    def undo_send(self) -> None:
        """Take back what was sent last, unless the box holds what has been typed since."""
        if self.edit.undoes_send:
            self.take_back(None)
        elif self._chat.held:
            self.show_hint("You have typed since. Use the button to take the message back.")

    def take_back(self, message: str | None) -> None:
        """Take a message that has not left yet back into the box, before what is in it."""
        self.flush()
        if self._run_action(lambda: self._session.take_back(self._chat.id, message)):
            self.edit.setFocus()

    def insert_canned(self, name: str, text: str) -> None:
        """Put a canned reply in place of what is in the box."""
        self.flush()
        self._run_action(lambda: self._session.insert_canned(self._chat.id, name, text))
        self._unread.start()
        self.edit.setFocus()

    def unlink(self) -> None:
        """Keep the text and forget what it was made from."""
        text = self.edit.toPlainText()
        self._save("")
        self._save(text)
        self.edit.setFocus()

    def end(self) -> None:
        """The customer has left: nothing more can be written.

        The box stays where the cursor is in it or there is text in it. If it went, Qt would pass
        the cursor on to a button, and what the agent is typing would press it.
        """
        self._typing.stop()
        if self.edit.hasFocus() or self.edit.toPlainText().strip():
            self.setVisible(True)
            self.keep_for_reading("The chat has ended. This was not sent; you can copy it.")
        else:
            self.setVisible(False)

    def _save(self, text: str) -> bool:
        self._saving = True
        try:
            return self._run_action(lambda: self._session.change_draft(self._chat.id, text))
        finally:
            self._saving = False

    def _replace(self, text: str) -> None:
        cursor = QTextCursor(self.edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def _typed(self) -> None:
        self._last_key.start()
        self._given.stop()
        text = self.edit.toPlainText()
        if text and text == self._replaced_text and self._source:
            self._save("")
        self._autosave.change(text)
        self._show_state()
        at_end = self.edit.textCursor().atEnd()
        is_name = text.startswith("/") and "\n" not in text and at_end
        self.slashed.emit(text[1:] if is_name else None)
        if text.strip():
            self._run_action(lambda: self._session.attention.type_in(self._chat.id, True))
            self._typing.start()
        else:
            self._stop_typing()

    def _stop_typing(self) -> None:
        self._typing.stop()
        self._run_action(lambda: self._session.attention.type_in(self._chat.id, False))

    def _focus_changed(self, focused: bool) -> None:
        if not focused:
            self.flush()
        if self._chat.has_tab:
            self._run_action(lambda: self._session.attention.focus_composer(self._chat.id, focused))

    def _show_state(self) -> None:
        draft = self._chat.draft
        canned = f"/{draft.canned}" if draft.canned else ""
        suggested = draft.suggestion and has_access(self._session.desk, self._chat)
        self.show_origin("from a suggestion" if suggested else canned)
        self.allow_sending(bool(self.edit.toPlainText().strip()))
        self._allow_undoing()

    def _allow_undoing(self) -> None:
        text = self.edit.toPlainText()
        is_settled = not text or text == self._settled_text
        self.edit.undoes_send = bool(self._chat.held) and is_settled


def slot_values_for(desk: Desk, chat: Chat) -> Mapping[str, str]:
    """What the slots of canned replies stand for in a chat."""
    state = desk.session
    order = chat.customer.orders[0] if chat.customer.orders else None
    agent = state.started.agent if state else None
    return slots.slot_values(chat.customer, order, agent=agent)
