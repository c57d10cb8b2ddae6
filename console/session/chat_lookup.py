"""Looks a chat up for an action, and refuses it where the action is not possible any more."""

from console.domain.chat import Chat, ChatState
from console.domain.desk import Desk
from console.domain.errors import InvalidAction


def open_chat(desk: Desk, chat: str) -> Chat:
    """A chat whose customer can be written to.

    Raises:
        InvalidAction: it is not accepted yet, or over.
    """
    state = desk.chats[chat]
    if state.state is ChatState.QUEUED:
        raise InvalidAction("the customer can't be written to before the chat is accepted")
    if not state.is_open:
        raise InvalidAction("the customer can't be written to: this chat is over")
    return state


def chat_with_tab(desk: Desk, chat: str) -> Chat:
    """A chat that is open, or that the customer has left and the agent has not closed.

    Raises:
        InvalidAction: it is closed.
    """
    state = desk.chats[chat]
    if not state.has_tab:
        raise InvalidAction("this chat is closed already")
    return state
