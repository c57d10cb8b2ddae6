"""What the arm of the study means for the window."""

from console.domain.access import has_access, may_have_access
from console.domain.chat import Chat
from console.domain.desk import Desk


def shows_suggestions(desk: Desk, chat: Chat) -> bool:
    """Whether anything that a model has proposed may be seen in a chat."""
    return has_access(desk, chat)


def speaks_of_suggestions(desk: Desk) -> bool:
    """Whether pages that are about no chat in particular may mention suggestions."""
    return may_have_access(desk)
