"""Laws of redaction: what holds for any text and any customer."""

import re
import string
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.customers import Customer, Order
from console.export.redaction import Redactor

_CUSTOMER = Customer(
    id="mia_li_3668",
    name="Mia Li-Sánchez",
    email="mia.li@mail.example",
    phone="+44 20 7946 0958",
    address="12 Elm Grove, Leeds LS1 4AP, UK",
    orders=(Order(id="#W7678072", status="sent", tracking="907614527588"),),
)

_PIECES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=string.digits + " .-/#+()@,:'[]", max_size=16),
    st.sampled_from(
        "mia li Mia LI sanchez mia_li_3668 #W7678072 [NAME] [ORDER] my name is Hi order number zip "
        "Mr card ending in Street Road Suite Elm Grove LS1 4AP 12 https://a.example/ ?id= \n , . "
        "is phone account 我叫 先生 王 订单 @ GB DE89 it's I'm speaking Ann Smith".split(" ")
    ),
)
_TEXTS = st.lists(_PIECES, max_size=14).map(" ".join) | st.lists(_PIECES, max_size=9).map("".join)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    """Placeholders stay, and make nothing else go."""
    redactor = Redactor(_CUSTOMER, "ann")
    once = redactor(text)
    assert redactor(once) == once


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["N"], exclude_characters="@")))
def test_a_text_without_digits_and_names_stays_as_it_is(text: str) -> None:
    """Any script, emoji and control characters come out as they went in."""
    assert Redactor(Customer(id="k-20", name="Qxzwv Vwqzx"))(text) == text


_WORDS = "please where will my parcel be and when does it arrive the blue lamp was broken".split()
_names = st.text(alphabet="bdfgklmnprstvz", min_size=4, max_size=9).map(
    lambda letters: "o".join([letters[:2], letters[2:]])
)
_digits = st.text(alphabet=string.digits, min_size=6, max_size=9)


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    """Customers of shops whose ids have any of several forms."""
    first, last = draw(_names), draw(_names)
    number = draw(_digits)
    form = draw(st.sampled_from(["#W{}", "ORD-{}", "{}", "B/{}", "inv_{}"]))
    return Customer(
        id=f"{first}_{last}_{number[:4]}",
        name=f"{first} {last}".title(),
        email=f"{first}.{last}{number[:3]}@mail.example",
        address=f"{number[:3]} {draw(_names).title()} Street, {draw(_names).title()}, {number[:5]}",
        orders=(Order(id=form.format(draw(_digits)), status="sent"),),
    )


_WRITTEN: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.lower,
    lambda value: f"{value}'s",
    lambda value: f"({value})",
    lambda value: value.replace(" ", "\u00a0"),
    lambda value: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value),
    lambda value: f"\u202b{value}\u202c",
    lambda value: f"👋🏽{value}😀",
)


@settings(deadline=None)
@given(customers(), st.data())
def test_nothing_of_the_customers_record_is_left(customer: Customer, data: st.DataObject) -> None:
    """However a value is written, and whatever stands around it."""
    first, last = customer.name.split()
    street, _, zip_code = (customer.address or "").split(", ")
    values = [first, last, customer.name, customer.id, customer.email or "", street, zip_code]
    value = data.draw(st.sampled_from([*values, customer.orders[0].id]))
    words = data.draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=8))
    place = data.draw(st.integers(0, len(words)))
    write = data.draw(st.sampled_from(_WRITTEN))
    text = " ".join([*words[:place], write(value), *words[place:]])
    left = Redactor(customer)(text).casefold()
    for part in re.findall(r"[^\W_]{3,}", value):
        if part.casefold() not in _WORDS and part not in ("ORD", "inv", "mail", "example"):
            assert part.casefold() not in re.sub(r"\[[a-z]+\]", "", left), left


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "a", "1", "1 ", "1-", "a-", "a.", "a_", "W1", "@", "a@", "[", "[NAME", "Mia ", "Mr ", "王",
        "路1", "1,", "www.a/", "my name is ", "+", "#", "A1 ", "Ab ", "1 Ab ", "é", "DE89 ", "\n",
        "4111 ", "x 1 x ", "ab1.", "order ", "12 elm ", "I'm A ",
    ],
)  # fmt: skip
def test_time_grows_with_the_texts_length(piece: str) -> None:
    """Eight times the text takes some eight times as long, whatever repeats in it, not 64 times."""
    redactor = Redactor(_CUSTOMER)

    def seconds(characters: int) -> float:
        text = piece * (characters // len(piece))
        start = time.thread_time()
        redactor(text)
        return time.thread_time() - start

    short = sorted(seconds(4_000) for _ in range(5))[2]
    assert min(seconds(32_000), seconds(32_000)) < 24 * short + 0.02


def test_what_is_said_is_known_in_later_texts() -> None:
    """A name that no record has is learned from the one who says it."""
    redactor = Redactor(None)
    redactor.hear("Hello, my name is Zoltan Varga.", by_agent=False)
    assert redactor("I have found it, zoltan; is VARGA right?") == (
        "I have found it, [NAME]; is [NAME] right?"
    )


def test_the_agents_name_goes_too() -> None:
    """Customers greet the agent by the name under which they work."""
    assert Redactor(None, "zoltan")("Thank you, Zoltan!") == "Thank you, [AGENT]!"


def test_a_half_typed_name_goes_from_a_draft() -> None:
    """The last word of a text that is being typed may become a name or a number."""
    redactor = Redactor(_CUSTOMER)
    assert redactor.unfinished("so Mia, Sanc") == "so [NAME], [NAME]"
    assert redactor.unfinished("Your order 767") == "Your order [ORDER]"
    assert redactor.unfinished("Dear customer") == "Dear customer"


def test_a_customer_without_a_name_takes_no_words_away() -> None:
    """The stand-in of an unknown name is not looked for."""
    assert Redactor(Customer(id="chat-8", name="Customer 8"))("Dear Customer 8") == (
        "Dear Customer 8"
    )
