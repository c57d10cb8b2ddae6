"""What a channel might report, well formed or not, taken in at the console's border."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from console.channels import base
from console.channels.intake import facts_or_set_aside, resumed
from console.domain import events as ev
from console.domain.customers import Customer, Order, OrderItem
from console.domain.desk import Desk, fold
from console.domain.slots import slot_values
from console.store.rows import from_row, to_row
from fuzzing.entry import Entry, FromStrategy

_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_KNOWN = st.sampled_from(("c1", "c2", "c3", "m1", "m2", "sent"))
_TEXTS = st.text(st.characters(codec=None, categories=None), max_size=60)
_ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    _TEXTS,
    st.binary(max_size=10),
    st.lists(st.integers(), max_size=2),
    st.just("x" * 250_000),
    st.builds(object),
)
_ID = st.one_of(_KNOWN, _KNOWN, _KNOWN, _ODD)
_TEXT = st.one_of(_TEXTS, _TEXTS, _ODD)


def _customers() -> st.SearchStrategy[Any]:
    """Customers as a careless channel makes them, without validation, and what is none."""
    item = _unchecked(OrderItem, name=_TEXT, detail=_TEXT, price=_ODD, quantity=_ODD)
    order = _unchecked(
        Order,
        id=_TEXT,
        status=_TEXT,
        placed=st.one_of(st.sampled_from(("03/11/2019", "2026-02-30", "", "yesterday")), _TEXT),
        total=_ODD,
        currency=_TEXT,
        items=st.lists(item, max_size=2).map(tuple),
    )
    customer = _unchecked(
        Customer,
        id=_ID,
        name=_TEXT,
        level=_TEXT,
        email=_TEXT,
        note=_TEXT,
        orders=st.one_of(st.lists(order, max_size=2).map(tuple), _ODD),
    )
    sound = st.builds(Customer, id=_KNOWN, name=st.text(max_size=30))
    return st.one_of(sound, sound, customer, _ODD)


def _unchecked(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records with some of these fields, right and wrong, and without the others."""
    known = {name: each for name, each in fields.items() if name in kind.model_fields}
    return st.fixed_dictionaries({}, optional=known).map(lambda f: kind.model_construct(**f))


ITEMS: st.SearchStrategy[Any] = st.one_of(
    st.builds(base.Arrived, _ID, _customers(), _TEXT, st.one_of(st.none(), _ID)),
    st.builds(base.Wrote, _ID, _ID, _TEXT, st.one_of(st.integers(-1, 3), _ODD)),
    st.builds(base.Typing, _ID, st.one_of(st.booleans(), _ODD)),
    st.builds(base.Delivered, _ID, _ID),
    st.builds(base.DeliveryFailed, _ID, _ID, _TEXT),
    st.builds(base.Left, _ID, _TEXT),
    st.builds(base.Rated, _ID, st.one_of(st.integers(-1, 7), _ODD), _TEXT),
    _ODD,
)
"""All kinds of things that a channel may report, with all kinds of values in them."""


def entries() -> Iterator[Entry]:
    """The border, item by item behind a chat that is there."""
    yield FromStrategy("items of a channel", 280, st.lists(ITEMS, max_size=3), _taken_in)


def arrive(customer: Customer, desk: Desk) -> None:
    """A customer joins the queue of a desk."""
    _apply(facts_or_set_aside(base.Arrived("c9", customer), desk, "fuzz"), desk)


def _taken_in(items: list[object]) -> None:
    """Items become facts that the log can hold and that give the same desk when folded."""
    desk = Desk()
    ann = Customer(id="ann", name="Ann")
    events = _apply([ev.ChatQueued(chat="c1", customer=ann), ev.ChatAccepted(chat="c1")], desk)
    sent = ev.MessageSent(chat="c1", message="sent", text="Hi", origin=ev.Origin.TYPED)
    events += _apply([sent], desk)
    for item in items:
        events += _apply(facts_or_set_aside(item, desk, "fuzz"), desk)
    assert repr(fold(from_row(to_row(event)) for event in events)) == repr(desk)
    for chat in desk.chats.values():
        resumed(chat)
        for order in (None, *chat.customer.orders):
            slot_values(chat.customer, order, agent="Robin")


def _apply(facts: list[ev.AnyFact], desk: Desk) -> list[ev.Event]:
    events = [
        ev.Event(seq=seq, session="s", wall=_AT, mono_ns=seq, fact=fact)
        for seq, fact in enumerate(facts, start=desk.last_seq + 1)
    ]
    for event in events:
        desk.apply(event)
    return events
