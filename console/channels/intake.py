"""Between a channel and the log: facts of what customers did, chats as a channel wants them."""

from collections.abc import Iterator
from functools import singledispatch

from console.channels import base
from console.domain import events as ev
from console.domain.chat import Chat, Delivery
from console.domain.desk import Desk
from console.domain.text import storable


@singledispatch
def facts_of(incoming: base.Incoming, desk: Desk) -> list[ev.AnyFact]:
    """The facts that something from a channel makes; none if the log has them already.

    A channel may report a thing twice (after a restart, or because a network did).
    """
    raise TypeError(f"not something a channel reports: {incoming!r}")


@facts_of.register
def _(incoming: base.Arrived, desk: Desk) -> list[ev.AnyFact]:
    if incoming.chat in desk.chats:
        return []
    queued = ev.ChatQueued(
        chat=incoming.chat, customer=incoming.customer, known_issue=incoming.known_issue
    )
    if incoming.previous is None:
        return [queued]
    return [queued, ev.ChatReturned(chat=incoming.chat, previous=incoming.previous)]


@facts_of.register
def _(incoming: base.Wrote, desk: Desk) -> list[ev.AnyFact]:
    chat = desk.chats[incoming.chat]
    if any(message.id == incoming.message for message in chat.messages):
        return []
    return [
        ev.MessageReceived(
            chat=incoming.chat,
            message=incoming.message,
            text=storable(incoming.text),
            pictures=incoming.pictures,
        )
    ]


@facts_of.register
def _(incoming: base.Typing, desk: Desk) -> list[ev.AnyFact]:
    chat = desk.chats[incoming.chat]
    if chat.is_over or chat.customer_typing == incoming.active:
        return []
    return [ev.CustomerTyping(chat=incoming.chat, active=incoming.active)]


@facts_of.register
def _(incoming: base.Delivered, desk: Desk) -> list[ev.AnyFact]:
    if desk.chats[incoming.chat].message(incoming.message).delivery is Delivery.DELIVERED:
        return []
    return [ev.MessageDelivered(chat=incoming.chat, message=incoming.message)]


@facts_of.register
def _(incoming: base.DeliveryFailed, desk: Desk) -> list[ev.AnyFact]:
    if desk.chats[incoming.chat].message(incoming.message).delivery is Delivery.FAILED:
        return []
    return [ev.MessageFailed(chat=incoming.chat, message=incoming.message, reason=incoming.reason)]


@facts_of.register
def _(incoming: base.Left, desk: Desk) -> list[ev.AnyFact]:
    if desk.chats[incoming.chat].is_over:
        return []
    return [ev.ChatAbandoned(chat=incoming.chat, reason=incoming.reason)]


@facts_of.register
def _(incoming: base.Rated, desk: Desk) -> list[ev.AnyFact]:
    if desk.chats[incoming.chat].rating is not None:
        return []
    comment = None if incoming.comment is None else storable(incoming.comment)
    return [ev.ChatRated(chat=incoming.chat, rating=incoming.rating, comment=comment)]


def resumed(chat: Chat) -> base.Resumed:
    """A chat as a restarted console hands it back to its channel."""
    return base.Resumed(
        chat=chat.id,
        customer=chat.customer,
        lines=tuple(base.Line(m.id, m.by_agent, m.text) for m in chat.messages),
        accepted=chat.accepted_at is not None,
        over=chat.is_over,
        known_issue=chat.known_issue,
        disposition=chat.disposition,
        resolved=chat.resolved,
        rated=chat.rating is not None,
        previous=chat.previous,
        actions=tuple(_actions(chat)),
    )


def _actions(chat: Chat) -> Iterator[base.ActionNews]:
    for action in chat.procedure.actions.values():
        if action.done is not None and action.at is not None:
            before = sum(message.at <= action.at for message in chat.messages)
            yield base.ActionNews(action.step, action.operation, action.done, before)
