"""Between a channel and the log: facts of what customers did, chats as a channel wants them."""

from collections.abc import Iterator
from functools import singledispatch

from console.channels import base
from console.domain import events as ev
from console.domain import limits
from console.domain.chat import Chat, ChatState, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.desk import Desk
from console.domain.references import objection
from console.domain.text import storable


class Unusable(Exception):
    """An item is not what a channel may report; the text says why, without quoting it."""


def facts_or_set_aside(incoming: object, desk: Desk, source: str) -> list[ev.AnyFact]:
    """The facts that something from a channel makes, or the one that it can't be used.

    Whatever the item is, this does not raise, so that nothing behind it is held up.

    Args:
        incoming: what ``Channel.poll`` reported.
        desk: what is known so far.
        source: the channel's name.
    """
    if isinstance(incoming, base.TurnedAway):
        return [ev.ItemSetAside(source=source, what=incoming.what, reason=incoming.reason)]
    try:
        facts = facts_of(incoming, desk)
        refusal = objection(facts, desk)
    except Unusable as error:
        facts, refusal = [], str(error)
    except Exception as error:  # noqa: BLE001 - the item may be anything
        facts, refusal = [], f"it is not well formed ({type(error).__name__})"
    if refusal is None:
        return facts
    chat = getattr(incoming, "chat", None)
    known = chat if isinstance(chat, str) and chat in desk.chats else None
    what = type(incoming).__name__.lower()
    return [ev.ItemSetAside(source=source, what=what, reason=refusal, chat=known)]


@singledispatch
def facts_of(incoming: object, desk: Desk) -> list[ev.AnyFact]:
    """The facts that something from a channel makes; none if the log has them already.

    A channel may report a thing twice (after a restart, or because a network did). Texts are made
    storable and shortened to ``console.domain.limits``.

    Raises:
        Unusable: it refers to nothing, or a value is impossible.
    """
    raise Unusable("it is nothing that a channel reports")


@facts_of.register
def _(incoming: base.Arrived, desk: Desk) -> list[ev.AnyFact]:
    chat = _checked_id(incoming.chat)
    if chat in desk.chats:
        return []
    known_issue, previous = incoming.known_issue, incoming.previous
    queued = ev.ChatQueued(
        chat=chat,
        customer=usable_customer(incoming.customer),
        known_issue=None if known_issue is None else _line(known_issue),
    )
    if previous is None:
        return [queued]
    return [queued, ev.ChatReturned(chat=chat, previous=_checked_id(previous))]


@facts_of.register
def _(incoming: base.Wrote, desk: Desk) -> list[ev.AnyFact]:
    chat, message = _chat(incoming.chat, desk), _checked_id(incoming.message)
    if chat.has_message(message):
        return []
    pictures = incoming.pictures
    if type(pictures) is not int or not 0 <= pictures <= limits.MOST_PICTURES:
        raise Unusable("the number of pictures is impossible")
    return [
        ev.MessageReceived(
            chat=chat.id,
            message=message,
            text=limits.shortened(storable(incoming.text), limits.MESSAGE_CHARACTERS),
            pictures=pictures,
            attachments=tuple(
                brought.model_copy(update={"name": _line(brought.name)})
                for brought in incoming.attachments[: limits.MOST_PICTURES]
                if len(brought.address) <= limits.ADDRESS_CHARACTERS
            ),
        )
    ]


@facts_of.register
def _(incoming: base.Typing, desk: Desk) -> list[ev.AnyFact]:
    chat, active = _chat(incoming.chat, desk), bool(incoming.active)
    if chat.is_over or chat.customer_typing == active:
        return []
    return [ev.CustomerTyping(chat=chat.id, active=active)]


@facts_of.register
def _(incoming: base.Delivered, desk: Desk) -> list[ev.AnyFact]:
    message = _sent(incoming.chat, incoming.message, desk)
    if message.delivery in (Delivery.DELIVERED, Delivery.READ):
        return []
    return [ev.MessageDelivered(chat=incoming.chat, message=message.id)]


@facts_of.register
def _(incoming: base.Seen, desk: Desk) -> list[ev.AnyFact]:
    message = _sent(incoming.chat, incoming.message, desk)
    if not message.by_agent or message.delivery in (Delivery.READ, Delivery.FAILED):
        return []
    return [ev.MessageRead(chat=incoming.chat, message=message.id)]


@facts_of.register
def _(incoming: base.DeliveryFailed, desk: Desk) -> list[ev.AnyFact]:
    message = _sent(incoming.chat, incoming.message, desk)
    if message.delivery is Delivery.FAILED:
        return []
    reason = _comment(incoming.reason)
    return [ev.MessageFailed(chat=incoming.chat, message=message.id, reason=reason)]


@facts_of.register
def _(incoming: base.Left, desk: Desk) -> list[ev.AnyFact]:
    chat = _chat(incoming.chat, desk)
    if chat.is_over:
        return []
    return [ev.ChatAbandoned(chat=chat.id, reason=_comment(incoming.reason))]


@facts_of.register
def _(incoming: base.Rated, desk: Desk) -> list[ev.AnyFact]:
    chat, rating = _chat(incoming.chat, desk), incoming.rating
    if chat.rating is not None:
        return []
    if type(rating) is not int or not 1 <= rating <= 5:
        raise Unusable("the rating is not a whole number from 1 to 5")
    comment = None if incoming.comment is None else _comment(incoming.comment)
    return [ev.ChatRated(chat=chat.id, rating=rating, comment=comment)]


@facts_of.register
def _(incoming: base.Won, desk: Desk) -> list[ev.AnyFact]:
    chat = _chat(incoming.chat, desk)
    return [ev.ChatAccepted(chat=chat.id)] if chat.state is ChatState.QUEUED else []


@facts_of.register
def _(incoming: base.TakenElsewhere, desk: Desk) -> list[ev.AnyFact]:
    chat = _chat(incoming.chat, desk)
    if chat.is_over:
        return []
    by = None if incoming.by is None else _line(incoming.by)
    return [ev.ChatTakenElsewhere(chat=chat.id, colleague=by), ev.ChatDropped(chat=chat.id)]


@facts_of.register
def _(incoming: base.Connection, desk: Desk) -> list[ev.AnyFact]:
    if incoming.connected == (desk.channel_trouble is None):
        return []
    reason = None if incoming.reason is None else _comment(incoming.reason)
    return [ev.ChannelConnection(connected=bool(incoming.connected), reason=reason)]


# --- what a value may be ---------------------------------------------------------------------


def usable_customer(customer: Customer) -> Customer:
    """The customer with every text storable and no longer than is taken in.

    Raises:
        Unusable: it is not a customer, or an id can't be kept.
    """
    if not isinstance(customer, Customer):
        raise Unusable("it has no customer")
    orders = tuple(_usable_order(order) for order in customer.orders[: limits.MOST_ORDERS])
    return customer.model_copy(
        update={
            **_texts(customer, "level email phone since language address note told"),
            "id": _checked_id(customer.id),
            "name": limits.shortened(storable(customer.name), limits.NAME_CHARACTERS),
            "orders": orders,
        }
    )


def _usable_order(order: Order) -> Order:
    items = tuple(
        item.model_copy(update=_texts(item, "name detail"))
        for item in order.items[: limits.MOST_ORDERS]
    )
    names = "id status placed delivered currency carrier tracking payment"
    return order.model_copy(update={**_texts(order, names), "items": items})


def _texts(record: Customer | Order | OrderItem, names: str) -> dict[str, str]:
    """The record's texts of these names that there are, as they are kept."""
    values = {name: getattr(record, name) for name in names.split()}
    return {
        name: limits.shortened(storable(value), limits.FIELD_CHARACTERS)
        for name, value in values.items()
        if value is not None
    }


def _chat(chat: str, desk: Desk) -> Chat:
    known = desk.chats.get(chat) if isinstance(chat, str) else None
    if known is None:
        raise Unusable("it is about a chat that was never announced")
    return known


def _sent(chat: str, message: str, desk: Desk) -> Message:
    known = _chat(chat, desk)
    if not known.has_message(message):
        raise Unusable("it is about a message that was never sent")
    return known.message(message)


def _checked_id(name: str) -> str:
    if not isinstance(name, str) or not name.strip():
        raise Unusable("an id is missing")
    if len(name) > limits.NAME_CHARACTERS:
        raise Unusable("an id is too long")
    if not name.isprintable() or storable(name) != name:
        raise Unusable("an id has characters that can't be kept")
    return name


def _line(text: str) -> str:
    return limits.shortened(storable(text), limits.NAME_CHARACTERS)


def _comment(text: str) -> str:
    return limits.shortened(storable(text), limits.COMMENT_CHARACTERS)


def resumed(chat: Chat) -> base.Resumed:
    """A chat as a restarted console hands it back to its channel."""
    return base.Resumed(
        chat=chat.id,
        customer=chat.customer,
        lines=tuple(
            base.Line(
                m.id,
                m.by_agent,
                m.text if m.unkept is None else "(this message was not kept)",
                m.at,
                m.delivery is Delivery.FAILED,
                m.unkept is None,
            )
            for m in chat.messages
        ),
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
