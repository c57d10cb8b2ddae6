"""Leaving with open chats: stay, give them back, or keep them for the next start."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.domain.chat import Chat, Delivery
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import count, sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.sheet import Sheet
from console.ui.kit.theme import Theme

_NAMED = 5

_KEPT = "Chats that you keep are here, with their drafts, when you start again."
_KEPT_WITHOUT_TEXTS = (
    "Chats that you keep are here when you start again, but what was said in them and their drafts "
    "are gone: texts are not stored here."
)
_NOT_SENT = " Messages that have not got through when the window closes are marked as not sent."


class Leaving(StrEnum):
    """What becomes of the open chats."""

    HAND_BACK = "hand_back"
    KEEP = "keep"


class LeaveDialog(Sheet):
    """Escape and Enter stay; leaving takes Ctrl+Enter, or Space on a button gone to with Tab.

    Somebody who types on without looking stays, therefore.
    """

    decided = Signal(Leaving)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        chats: Sequence[Chat],
        *,
        can_hand_back: bool,
        store_texts: bool = True,
    ) -> None:
        super().__init__(theme, window, f"Leave with {count(len(chats), 'open chat')}?")
        self.setObjectName(object_names.LEAVE_DIALOG)
        self._can_hand_back = can_hand_back
        names = ", ".join(sanitized(chat.customer.name) for chat in chats[:_NAMED])
        more = f" and {len(chats) - _NAMED} more" if len(chats) > _NAMED else ""
        self.body.addWidget(PlainLabel(f"{names}{more}", weight="bold", wrap=True))
        words = _KEPT if store_texts else _KEPT_WITHOUT_TEXTS
        if can_hand_back:
            words += " Chats that you hand back go to somebody else; their drafts are discarded."
        if any(chat.held for chat in chats):
            words += " Messages that you have just sent leave now."
        if not store_texts and any(map(_is_unsure, chats)):
            words += _NOT_SENT
        self.body.addWidget(PlainLabel(words, ink="muted", wrap=True))
        stay = KeyButton(theme, "Stay", object_names.LEAVE_STAY, None, look="primary", key="Esc")
        stay.clicked.connect(self.close_sheet)
        keep = KeyButton(theme, "Leave and keep", object_names.LEAVE_KEEP, None, key="Ctrl+Enter")
        keep.clicked.connect(lambda: self._decide(Leaving.KEEP))
        buttons = [stay]
        if can_hand_back:
            back = KeyButton(
                theme,
                "Leave and hand back",
                object_names.LEAVE_HAND_BACK,
                None,
                key="Ctrl+Shift+Enter",
            )
            back.clicked.connect(lambda: self._decide(Leaving.HAND_BACK))
            buttons.append(back)
        for button in (*buttons, keep):
            # Enter is the sheet's, whichever button has the cursor.
            button.setAutoDefault(False)
            self.buttons.addWidget(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held == control:
            self._decide(Leaving.KEEP)
        elif enter and held == control | shift and self._can_hand_back:
            self._decide(Leaving.HAND_BACK)
        elif event.key() == Qt.Key.Key_Escape or (enter and not held):
            self.close_sheet()

    def _decide(self, leaving: Leaving) -> None:
        self.close_sheet()
        self.decided.emit(leaving)


def _is_unsure(chat: Chat) -> bool:
    """Whether something that the agent has sent may not get through before the window closes."""
    on_its_way = (message.delivery is Delivery.SENDING for message in chat.messages)
    return bool(chat.held) or any(on_its_way)
