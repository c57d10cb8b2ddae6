"""Who may see suggestions: as a chat was assigned, or else as its session was."""

from console.domain.chat import Chat, ChatState
from console.domain.desk import Desk
from console.domain.events import Arm

PER_CHAT = "chat"
"""The unit of a study that assigns an arm to each chat (``ArmAssigned.unit``)."""


def has_access(desk: Desk, chat: Chat) -> bool:
    """Whether suggestions may be made for a chat and shown in it.

    Where each chat is assigned, nothing is made for one in the queue: it has no arm yet.
    """
    if chat.access is not None:
        return chat.access
    if chat.state is ChatState.QUEUED and _assigns_each_chat(desk):
        return False
    return session_access(desk)


def session_access(desk: Desk) -> bool:
    """Whether chats without an assignment of their own have suggestions now."""
    if desk.session is None:
        return True
    assigned = desk.session.assigned
    if assigned is not None and assigned.access is not None:
        return assigned.access
    return desk.session.arm is not Arm.CONTROL


def may_have_access(desk: Desk) -> bool:
    """Whether any chat of this session has suggestions or may come to have them."""
    return (
        session_access(desk)
        or _assigns_each_chat(desk)
        or any(has_access(desk, chat) for chat in desk.tabs)
    )


def _assigns_each_chat(desk: Desk) -> bool:
    assigned = desk.session.assigned if desk.session else None
    return assigned is not None and assigned.unit == PER_CHAT
