"""Which order and item a chat is about."""

import pytest
from unit.assist.reading.written_chats import customer, order, read

from console.domain.customers import Customer

DESK_AND_LAMP = customer(
    order("KD-3", "Oak desk", price=300.0), order("KD-2", "Reading lamp", "Desk mat")
)


def test_the_only_order_and_its_only_item_need_no_word() -> None:
    """Fees and shipping are no items."""
    reading = read("it broke", by=customer(order("KD-3", "Oak desk", "Standard shipping")))
    assert (reading.order, reading.item) == ("KD-3", "Oak desk")


def test_what_is_possible_twice_stays_open() -> None:
    """A guess would name another customer's item."""
    reading = read("it broke", by=DESK_AND_LAMP)
    assert (reading.order, reading.item) == (None, None)


def test_the_customers_words_choose_the_order_and_the_item() -> None:
    """As far as they tell one order from the others."""
    reading = read("the lamp flickers", by=DESK_AND_LAMP)
    assert (reading.order, reading.item) == ("KD-2", "Reading lamp")


def test_an_item_that_is_denied_is_not_meant() -> None:
    """Denying names it as well."""
    assert read("not the lamp, the oak one", by=DESK_AND_LAMP).order == "KD-3"


def test_the_order_that_was_named_last_counts() -> None:
    """Customers correct themselves."""
    assert read("it's KD-3", "sorry, KD-2", by=DESK_AND_LAMP).order == "KD-2"


def test_an_amount_tells_the_order() -> None:
    """Many remember what they paid and not the number."""
    assert read("you took 300 twice", by=DESK_AND_LAMP).order == "KD-3"


def test_an_order_that_the_agent_names_counts_if_the_customer_agrees() -> None:
    """Saying yes is as good as saying the number."""
    asked = "> Is it KD-2?"
    assert read("it broke", asked, "yes", by=DESK_AND_LAMP).order == "KD-2"
    assert read("it broke", asked, "no", by=DESK_AND_LAMP).order is None


def test_the_status_that_fits_chooses_among_orders() -> None:
    """What is delivered can't be stopped."""
    orders = customer(order("KD-3", "Oak desk", status="processing"), order("KD-2", "Reading lamp"))
    assert read("stop it please", title="Cancel an order", by=orders).order == "KD-3"
    assert read("I want to send it back", title="Return", by=orders).order == "KD-2"


THREE = customer(order("KD-4", "Pika headlamp, black", "Camp lamp, blue", "Fjell tent"))
LAMPS = customer(order("KD-5", "Camp lamp, small, black", "Camp lamp, large, blue", "Wool socks"))
JACKETS = customer(order("KD-7", "Trail jacket, red"), order("KD-6", "Trail jacket, blue"))
OVEN = customer(order("KD-1", "Dutch oven", "Kitchen towels"))
ABOUT_OVEN = "it's about the Dutch oven"
PHOTO = "> Sorry! Could you send a photo of the Pika headlamp?"


@pytest.mark.parametrize(
    ("who", "said", "item"),
    [
        (THREE, ["The blue one arrived broken"], "Camp lamp, blue"),
        (THREE, ["my headlamp is broken"], "Pika headlamp, black"),
        (THREE, ["my lamp is broken"], None),
        (THREE, ["the rucksack arrived torn"], None),
        (THREE, ["one of the things I ordered is broken"], None),
        (
            THREE,
            ["the headlamp is cracked", PHOTO, "sorry I meant the camp lamp, the headlamp is fine"],
            "Camp lamp, blue",
        ),
        (THREE, ["the tent pole snapped", "> The Fjell tent?", "no, not that one, the lamp"], None),
        (THREE, ["the headlamp is cracked", "> The Pika headlamp?", "no, the other one"], None),
        (THREE, ["the headlamp is cracked", "> Unused?", "no, I used it"], "Pika headlamp, black"),
        (OVEN, [ABOUT_OVEN, "> What arrived?", "You sent me the wrong item"], "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> What is wrong?", "I mean the glass is cracked"], "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> The Dutch oven, then?", "I mean the lid"], "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> Since when?", "sorry, i meant to say it started on Monday"],
         "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> A moment, please.", "not this, it is ridiculous"], "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> Anything else?", "no, the other one is fine"], "Dutch oven"),
        (OVEN, [ABOUT_OVEN, "> The Dutch oven?", "no, not that one"], None),
        (OVEN, [ABOUT_OVEN, "> The Dutch oven?", "no, the other one"], "Kitchen towels"),
        (OVEN, [ABOUT_OVEN, "> Is it cracked?", "I mean the towels"], "Kitchen towels"),
        (OVEN, [ABOUT_OVEN, "> Is it cracked?", "not that, the towels"], "Kitchen towels"),
        (OVEN, [ABOUT_OVEN, "> Is it?", "I mean the towels", "> A photo?", "sorry, no camera"],
         "Kitchen towels"),
        (LAMPS, ["the smaller lamp is broken"], "Camp lamp, small, black"),
        (LAMPS, ["the bigger lamp is broken"], "Camp lamp, large, blue"),
        (LAMPS, ["one lamp is broken"], None),
        (LAMPS, ["the blue lamp broke", "> The large one?", "oh no sorry, the black one"],
         "Camp lamp, small, black"),
        (JACKETS, ["the blue jacket came torn"], "Trail jacket, blue"),
        (JACKETS, ["not the red jacket, the other one"], "Trail jacket, blue"),
        (JACKETS, ["the zip of my jacket is broken"], None),
    ],
)  # fmt: skip
def test_the_item_is_the_one_that_the_customer_means_now(
    who: Customer, said: list[str], item: str | None
) -> None:
    """By name, color or size, also after a correction; where several may be meant, none."""
    assert read(*said, by=who).item == item


def test_an_item_that_is_in_two_orders_chooses_neither() -> None:
    """The name tells the item, not which of the two orders it came with."""
    twice = customer(order("KD-9", "Oak desk", "Lamp"), order("KD-8", "Oak desk", "Mat"))
    assert read("the oak desk wobbles", by=twice).order is None
