"""Slots may be filled with what the customer named, if it has a shape that can be trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.assist.reading.slot_mentions import mentioned_values
from console.domain.customers import Order, OrderItem

ORDER = Order(
    id="LM-1", status="shipped", items=(OrderItem(name="Tent Birch 2"), OrderItem(name="Camp lamp"))
)


def test_the_item_the_customer_names_is_the_one() -> None:
    """An order may have several; without a name of any nothing is said."""
    assert mentioned_values(["My lamp does not light up"], ORDER) == {"item": "Camp lamp"}
    assert mentioned_values(["It does not work"], ORDER) == {}


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("It's about LM-22475, please", "LM-22475"),
        ("first #12345, no, #67890", "#67890"),
        ("my number is 12345", None),
        ("see XX-1234567890123456", None),
    ],
)
def test_an_order_number_is_taken_where_none_is_on_record(message: str, order: str | None) -> None:
    """The one named last, and only what looks like one."""
    assert mentioned_values([message], None).get("order_id") == order
    assert "order_id" not in mentioned_values([message], ORDER)


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
