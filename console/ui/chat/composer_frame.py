"""How the input box of a chat is framed: the box, the chip of its origin, a hint, Send."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.ui.chat.message_edit import MessageEdit
from console.ui.kit import object_names
from console.ui.kit.buttons import IconButton, KeyButton
from console.ui.kit.labels import ElidedLabel, PlainLabel
from console.ui.kit.theme import Theme

_HINT_MS = 6_000


class ComposerFrame(QWidget):
    """The widgets of a composer and setters for what they show."""

    unlink_asked = Signal()
    send_asked = Signal()

    def __init__(self, theme: Theme, chat: str, *, enter_sends: bool) -> None:
        super().__init__()
        self._usual_hint = "Shift+Enter for a new line" if enter_sends else "Ctrl+Enter sends"
        self.edit = MessageEdit(theme, enter_sends=enter_sends)
        self.edit.setObjectName(object_names.composer(chat))
        self.edit.focused.connect(self._show_focus)
        self._hint = ElidedLabel(self._usual_hint, ink="muted", size="small")
        self._hint_timer = QTimer(self)
        self._hint_timer.setSingleShot(True)
        self._hint_timer.setInterval(_HINT_MS)
        self._hint_timer.timeout.connect(self.clear_hint)
        self._origin = PlainLabel()
        self._chip = QFrame()
        self._send = KeyButton(
            theme,
            "Send",
            object_names.send(chat),
            None,
            look="primary",
            key="Enter" if enter_sends else "Ctrl+Enter",
        )
        self._send.clicked.connect(self.send_asked)
        self._lay_out(theme, chat)

    @property
    def hint(self) -> str:
        """The quiet line below the box."""
        return self._hint.text()

    def show_hint(self, text: str) -> None:
        """Show a quiet line for a few seconds."""
        self._hint.setText(text)
        self._hint_timer.start()

    def keep_for_reading(self, text: str) -> None:
        """Nothing can be sent any more; what is in the box can be read and copied."""
        self.edit.setReadOnly(True)
        self._hint_timer.stop()
        self._hint.setText(text)
        self._chip.hide()
        self._send.hide()

    def clear_hint(self) -> None:
        """Put the usual hint back."""
        self._hint_timer.stop()
        self._hint.setText(self._usual_hint)

    def show_origin(self, origin: str) -> None:
        """Say what the text was made from; "" if it is the agent's own."""
        self._origin.setText(origin)
        self._chip.setVisible(bool(origin))

    def allow_sending(self, allowed: bool) -> None:
        """Whether there is anything to send."""
        self._send.setEnabled(allowed)

    def _show_focus(self, focused: bool) -> None:
        self._frame.setProperty("focused", focused)
        self._frame.style().polish(self._frame)

    def _lay_out(self, theme: Theme, chat: str) -> None:
        tip = "Forget where this text came from"
        cross = IconButton(theme, "close", object_names.unlink(chat), tip, role="accent_text")
        cross.clicked.connect(self.unlink_asked)
        self._chip.setProperty("part", "chip")
        chip = QHBoxLayout(self._chip)
        chip.setContentsMargins(8, 0, 2, 0)
        chip.setSpacing(4)
        chip.addWidget(self._origin)
        chip.addWidget(cross)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._chip)
        row.addWidget(self._hint, 1)
        row.addWidget(self._send)
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
