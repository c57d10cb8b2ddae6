"""Slots may be filled with what the customer named, if it has a shape that can be trusted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.assist.reading.slot_mentions import mentioned_values, named_order, noun_of_order
from console.domain.customers import Order, OrderItem
from console.domain.knowledge import Article

ORDER = Order(
    id="LM-1", status="shipped", items=(OrderItem(name="Tent Birch 2"), OrderItem(name="Camp lamp"))
)


def test_the_item_the_customer_names_is_the_one() -> None:
    """An order may have several; without a name of any nothing is said."""
    assert mentioned_values(["My lamp does not light up"], ORDER) == {"item": "Camp lamp"}
    assert mentioned_values(["It does not work"], ORDER) == {}


def test_an_item_that_may_be_another_one_is_not_named() -> None:
    """Half of two names says which of neither."""
    lamps = ORDER.model_copy(
        update={"items": (OrderItem(name="Camp lamp, blue"), OrderItem(name="Camp lamp, red"))}
    )
    assert mentioned_values(["My lamp does not light up"], lamps) == {}


def test_days_are_taken_if_they_exist() -> None:
    """They are put as a customer reads them."""
    assert mentioned_values(["ordered 2026-11-03"], None)["date"] == "November 3, 2026"
    assert mentioned_values(["ordered 2026-13-43"], None) == {}


@given(st.lists(st.text(max_size=60), max_size=4))
def test_nothing_else_a_customer_writes_gets_into_a_slot(messages: list[str]) -> None:
    """No address, no link, no sentence: a number of an order, a day, or an item on record."""
    for slot, value in mentioned_values(messages, ORDER).items():
        assert slot in {"item", "date"}
        assert slot == "date" or value in {item.name for item in ORDER.items}
    for value in mentioned_values(messages, None).values():
        assert len(value) < 25
        assert "/" not in value
        assert "@" not in value


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (["my tent LM-58210 came without pegs"], "LM-58210"),
        (["broken glass. order lm-22475"], "LM-22475"),
        (["my order number is LM 22475"], "LM-22475"),
        (["order number: 22475"], "22475"),
        (["My order number is 104822, it is late"], "104822"),
        (["it is late", "A:Could you give me your order number?", "104822"], "104822"),
        (["it is late", "A:Could you give me your order number?", "sure, lm22475"], "LM22475"),
        (["Order LM-22475 arrived broken, not LM-17210 which was fine."], "LM-22475"),
        (["My promo code SALE2026 doesn't work."], None),
        (["tax ID DE123456789"], None),
        (["My flight UA1234 is delayed"], None),
        (["it is model KX4500, see PO10482"], None),
        (["return tracking UPS-99812345"], None),
        (["I stopped on 2026-03-01"], None),
        (["A:Could you give me your order number?", "my phone number is 5551234567"], None),
    ],
)
def test_an_order_without_a_record_is_what_is_said_to_be_one(
    texts: list[str], number: str | None
) -> None:
    """Beside the word for it, asked for, or in the usual form; other numbers are none."""
    said = [(text.startswith("A:"), text.removeprefix("A:")) for text in texts]
    assert named_order(said, "order") == number


def test_a_site_says_what_its_orders_are_called() -> None:
    """A hotel has bookings where a shop has orders; a verb before the number is no name for it."""
    article = Article(id="a", title="A", updated=date(2026, 1, 1), body="b")
    named = article.model_copy(update={"diagnosis": "You want to move booking {order_id}."})
    verb = article.model_copy(update={"reply": "I've cancelled {order_id}."})
    assert (noun_of_order(named), noun_of_order(verb)) == ("booking", None)
