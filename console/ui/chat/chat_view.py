"""The middle of the window for one chat: heading, messages, who is typing, input box."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.access import has_access
from console.domain.chat import Chat
from console.ui.chat.canned_popup import CannedPopup
from console.ui.chat.chat_heading import ChatHeading, GoneBanner
from console.ui.chat.composer import Composer, slot_values_for
from console.ui.chat.held_lines import HeldLines
from console.ui.chat.transcript import Transcript
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import clock_time, count, sanitized, short_name
from console.ui.kit.labels import ElidedLabel


class ChatView(QWidget):
    """One chat as the agent reads and writes it.

    ``closing`` asks for the close dialog; ``opened`` for a message in full.
    """

    closing = Signal(str)
    opened = Signal(object)

    def __init__(
        self,
        context: UiContext,
        chat: Chat,
    ) -> None:
        super().__init__()
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._clock, self._chat = context.theme, context.clock, chat
        self._desk = context.desk
        marks = has_access(self._desk, chat)
        self.transcript = Transcript(context, chat, marks=marks)
        self.composer = Composer(context, chat)
        self._held = HeldLines(context.theme, chat)
        self._heading = ChatHeading(context.theme, chat.id, chat.customer)
        self._gone = GoneBanner(context.theme, chat.id)
        self._replies = context.shop.canned
        self._canned: CannedPopup | None = None
        self._lay_out()
        self._connect()
        self.refresh()

    def on_fact(self, fact: ev.Fact) -> None:
        """Show what has just happened in this chat."""
        match fact:
            case ev.ChatAccepted() | ev.ChatAssigned():
                # The view may have been built while the chat was queued, before its arm was known.
                self.transcript.messages.marks = has_access(self._desk, self._chat)
            case ev.MessageReceived() | ev.MessageSent():
                self.transcript.append_new()
                self._show_earlier()
            case ev.MessageDelivered() | ev.MessageFailed() | ev.MessageRead():
                self.transcript.messages.note_change(fact.message)
            case ev.DraftChanged():
                self.composer.show_draft()
                if self._chat.is_over:
                    self.refresh()
            case ev.SendHeld() | ev.SendWithdrawn():
                self.composer.note_held(fact)
            case ev.CustomerTyping() | ev.ChatAbandoned() | ev.IssueConfirmed():
                self.refresh()
        if isinstance(fact, ev.MessageReceived):
            self.refresh()
        if isinstance(fact, ev.SendHeld | ev.SendWithdrawn | ev.MessageSent):
            self._held.refresh()

    def refresh(self) -> None:
        """Update what surrounds the messages."""
        typing = self._chat.customer_typing and self._chat.is_open
        name = short_name(sanitized(self._chat.customer.name))
        self._typing.setText(f"{name} is typing…" if typing else "")
        self._gone.setVisible(self._chat.is_over)
        if self._chat.is_over:
            self._hide_canned()
            self.composer.end()
            at = self._chat.ended_at or self._clock.wall()
            reason = f": {sanitized(self._chat.leave_reason)}" if self._chat.leave_reason else ""
            self._gone.show_text(f"{name} left at {clock_time(at)}{reason}")

    def focus(self) -> None:
        """Put the cursor where the agent writes."""
        if self.composer.isVisible() and not self.composer.edit.isReadOnly():
            self.composer.edit.setFocus()
        else:
            self._gone.button.setFocus()

    def seek(self, message: str) -> None:
        """Scroll to a message and mark it."""
        self.transcript.seek(message)
        self._show_earlier()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def _place(self) -> None:
        """Keep what floats over the messages in place."""
        area = self.composer.geometry().adjusted(16, 0, -16, 0)
        if self._canned is not None:
            self._canned.stand_above(area)
        size = self._newest.sizeHint()
        list_area = self.transcript.geometry()
        left = list_area.center().x() - size.width() // 2
        self._newest.setGeometry(left, list_area.bottom() - size.height() - 8, *size.toTuple())

    def _connect(self) -> None:
        chat = self._chat.id
        self.transcript.missed.connect(self._newest.setVisible)
        self.transcript.opened.connect(self.opened)
        self._newest.clicked.connect(self.transcript.scrollToBottom)
        self._earlier.clicked.connect(self._load_earlier)
        self._heading.closing.connect(lambda: self.closing.emit(chat))
        self._gone.closing.connect(lambda: self.closing.emit(chat))
        self._held.undone.connect(self.composer.take_back)
        self.composer.slashed.connect(self._search_canned)
        self.composer.edit.list_key.connect(self._on_list_key)
        self.composer.installEventFilter(self)
        self._theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def _draw_icon(self) -> None:
        self._newest.setIcon(self._theme.icon("arrow-down", "accent_text"))
        side = self._theme.px(14)
        self._newest.setIconSize(QSize(side, side))

    def _search_canned(self, words: str | None) -> None:
        if words is None:
            self._hide_canned()
            return
        if self._canned is None:  # made when it is asked for: most chats get by without
            values = slot_values_for(self._desk, self._chat)
            self._canned = CannedPopup(self, self._chat.id, self._replies, values)
            self._canned.chosen.connect(self._insert_canned)
        self._canned.search(words)
        self._place()
        self.composer.edit.list_open = self._canned.isVisible()

    def _hide_canned(self) -> None:
        if self._canned is not None:
            self._canned.hide()
        self.composer.edit.list_open = False

    def _on_list_key(self, key: int) -> None:
        if self._canned is None:
            return
        if key == Qt.Key.Key_Up:
            self._canned.step(-1)
        elif key == Qt.Key.Key_Down:
            self._canned.step(1)
        elif key == Qt.Key.Key_Escape:
            self._canned.hide()
        else:
            self._canned.choose()
        self.composer.edit.list_open = self._canned.isVisible()

    def _insert_canned(self, name: str, text: str) -> None:
        self.composer.edit.list_open = False
        self.composer.insert_canned(name, text)

    def _load_earlier(self) -> None:
        self.transcript.load_earlier()
        self._show_earlier()

    def _show_earlier(self) -> None:
        hidden = self.transcript.messages.earlier
        self._earlier.setVisible(bool(hidden))
        self._earlier.setText(f"{count(hidden, 'earlier message')}")

    def _lay_out(self) -> None:
        self._earlier = TextButton("", object_names.earlier(self._chat.id), look="link", small=True)
        self._newest = TextButton("New messages", object_names.newest(self._chat.id), look="pill")
        self._newest.setParent(self)
        self._newest.hide()
        self._typing = ElidedLabel(ink="muted", size="small")
        self._typing.setContentsMargins(0, 0, 0, 0)
        typing = QHBoxLayout()
        typing.setContentsMargins(20, 2, 20, 4)
        typing.addWidget(self._typing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heading)
        layout.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.transcript, 1)
        layout.addWidget(self._held)
        layout.addLayout(typing)
        layout.addWidget(self._gone)
        layout.addWidget(self.composer)
        self._show_earlier()
