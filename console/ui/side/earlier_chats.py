"""The chats this customer has had before, as far as the log knows."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.issues import Issue
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.formatting import clock_time, count, outcome_of
from console.ui.kit.labels import PlainLabel

_SHOWN = 5


def earlier_chats(desk: Desk, chat: Chat) -> list[Chat]:
    """The customer's chats that were over before this one began, newest first."""
    same = [
        other
        for other in desk.chats.values()
        if other.customer.id == chat.customer.id and other.id != chat.id and other.is_over
    ]
    return sorted(same, key=lambda other: other.queued_at, reverse=True)


class EarlierChats(QWidget):
    """Links to earlier chats with how they ended. ``opened`` carries the chat's id."""

    opened = Signal(str)

    def __init__(self, chats: Sequence[Chat], issues: Mapping[str, Issue]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(2)
        for chat in chats[:_SHOWN]:
            issue = issues.get(chat.issue or "")
            local = chat.queued_at.astimezone()
            when = f"{local:%b} {local.day}, {clock_time(chat.queued_at)}"
            link = TextButton(
                f"{when}: {issue.name if issue else 'no issue confirmed'}",
                object_names.earlier_chat(chat.id),
                look="link",
            )
            link.setMinimumWidth(1)
            link.clicked.connect(lambda _=False, chat=chat.id: self.opened.emit(chat))
            layout.addWidget(link)
            layout.addWidget(PlainLabel(_outcome(chat), ink="muted", size="small", wrap=True))
        if len(chats) > _SHOWN:
            more = count(len(chats) - _SHOWN, "more chat")
            layout.addWidget(PlainLabel(f"and {more} before", ink="muted", size="small"))


def _outcome(chat: Chat) -> str:
    rating = f", rated {chat.rating}/5" if chat.rating else ""
    return f"{outcome_of(chat)}{rating}"
