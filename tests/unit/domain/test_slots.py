"""Slots in approved texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.customers import Customer, Order, OrderItem
from console.domain.names import UNNAMED
from console.domain.slots import (
    SLOTS,
    fill,
    money,
    slot_values,
    slots_in,
    worded,
)

CUSTOMER = Customer(id="c", name="Maya Lindqvist", email="m@example.com")
ORDER = Order(
    id="LM-1", status="shipped", placed="2026-03-02", total=1199.5, items=(OrderItem(name="Tent"),)
)


def test_known_values_are_filled_and_unknown_ones_stay_visible() -> None:
    """A slot without a value is left as it is, never guessed."""
    text = "{first_name}: {item} of {date}, {amount}, {tracking}"
    filled = fill(text, slot_values(CUSTOMER, ORDER))
    assert filled == "Maya: Tent of March 2, 2026, $1,199.50, {tracking}"
    assert slots_in(filled) == {"tracking"}


def test_the_item_and_the_agent_can_be_named() -> None:
    """The piece the chat is about goes before the order's first."""
    values = slot_values(CUSTOMER, ORDER, item="Pegs", agent="Sam")
    assert (values["item"], values["agent"]) == ("Pegs", "Sam")


def test_without_an_order_nothing_is_said_about_one() -> None:
    """Values that don't exist are left out."""
    assert set(slot_values(CUSTOMER, None)) == {"first_name", "name", "email"}
    assert slot_values(Customer(id="c", name=" "), None) == {}


def test_values_have_known_names_only() -> None:
    """Whatever is filled is a slot that texts may have."""
    assert set(slot_values(CUSTOMER, ORDER, agent="Sam")) <= SLOTS


def test_braces_in_a_value_are_not_filled_again() -> None:
    """An item that is called {order_id} stays that; no customer is called so."""
    odd = Customer(id="c", name="{order_id}")
    assert fill("Your {item}", slot_values(odd, ORDER, item="{order_id}")) == "Your {order_id}"
    assert fill("Hi {first_name}", slot_values(odd, ORDER)) == "Hi {first_name}"


def test_other_currencies_are_named() -> None:
    """Only dollars have the dollar sign."""
    assert money(18, "EUR") == "18.00 EUR"


@pytest.mark.parametrize("placed", ["03/11/2019", "yesterday", "", "2019-13-40"])
def test_a_date_in_another_form_stays_as_it_came(placed: str) -> None:
    """Records of other programs have days in any form; none of them stops anything."""
    order = Order(id="A1", status="shipped", placed=placed)
    assert slot_values(Customer(id="a", name="Ana"), order).get("date", "") == placed


def test_a_day_with_a_time_is_that_day() -> None:
    """A timestamp is said as its day."""
    order = Order(id="A1", status="shipped", placed="2019-11-06T10:00:00")
    assert slot_values(Customer(id="a", name="Ana"), order)["date"] == "November 6, 2019"


STRANGER = slot_values(Customer(id="v", name=UNNAMED), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi {first_name}, this is Robin.", "Hi, this is Robin."),
        ("Thanks, {first_name}. It's on its way.", "Thanks. It's on its way."),
        ("Thanks, {first_name}, that is clear.", "Thanks, that is clear."),
        ("{first_name}, it is done.", "It is done."),
        ("The {item} from order {order_id} broke.", "The item from your order broke."),
        ("Order {order_id} is cancelled.", "Your order is cancelled."),
        ("The change to your booking {order_id} counts.", "The change to your booking counts."),
        ("Cancel order {order_id} with the {item}?", "Cancel your order?"),
        ("Your membership number {order_id}?", "Your membership number?"),
        ("I've redirected {order_id}.", "I've redirected {order_id}."),
        ("It's {order_id}", "It's {order_id}"),
        ("Cancel {order_id}?", "Cancel {order_id}?"),
        ("our order {order_id}", "our order {order_id}"),
        ("Booking reference {order_id}", "Booking reference {order_id}"),
        ("Ihre Buchung {order_id}", "Ihre Buchung {order_id}"),
        ("Done. {first_name}, it's sent.", "Done. It's sent."),
        ("I've asked {first_name}.", "I've asked {first_name}."),
        ("Is something wrong with your {item}?", "Is something wrong with your item?"),
        ("It is about {order_id}.", "It is about {order_id}."),
        ("Something other than the {item} came.", "Something other than the {item} came."),
        ("You paid {amount}.", "You paid {amount}."),
        ("You see two charges of {amount} for it.", "You see two charges for it."),
        ("I've refunded the duplicate {amount}.", "I've refunded the duplicate amount."),
        ("The {amount} is released today.", "The amount is released today."),
        ("The {amount} go back.", "The {amount} go back."),
    ],
)  # fmt: skip
def test_to_a_customer_without_a_record_it_is_said_in_general_words(text: str, said: str) -> None:
    """No name, no item and no number is guessed; where no general words fit, the slot stays."""
    assert worded(text, STRANGER) == said


@given(st.text(st.sampled_from("aT ,.{}_item") | st.characters(), max_size=60))
def test_with_all_values_general_words_change_nothing(text: str) -> None:
    """What the record has is said as it is there."""
    values = dict.fromkeys(SLOTS, "x")
    assert worded(text, values) == fill(text, values)
