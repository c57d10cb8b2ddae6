"""Slots such as ``{first_name}`` in approved texts, and where their values come from."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from console.domain.customers import Customer, Order
from console.domain.names import UNNAMED, first_name, plain_name
from console.domain.sinks import one_line

SLOTS = frozenset(
    {
        "first_name",
        "name",
        "email",
        "phone",
        "address",
        "agent",
        "order_id",
        "item",
        "price",
        "amount",
        "date",
        "delivered",
        "tracking",
        "carrier",
    }
)
"""Every slot a text may have.

``date`` is the day the order was placed, ``delivered`` the day it came, ``amount`` its total and
``price`` that of the item.
"""

_SLOT = re.compile(r"\{([a-z_]+)\}")


def slots_in(text: str) -> frozenset[str]:
    """The names of the slots in a text, known or not."""
    return frozenset(_SLOT.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into slots; one without a value stays visible, so that nobody sends a guess."""
    return _SLOT.sub(lambda match: values.get(match[1], match[0]), text)


def worded(text: str, values: Mapping[str, str]) -> str:
    """Put values into slots, and say in general words what has none.

    Of live customers there is often no record. "I'm sorry the {item} from order {order_id} broke"
    is about the item from your order then, and names are left out. Other slots stay visible.
    """
    missing = slots_in(text) - values.keys()
    for slot, pattern, general in _GENERAL:
        if slot in missing:
            text = pattern.sub(general, text)
    return fill(text, values)


_NOUN = (
    r"(?:order|booking|reservation|membership|subscription|contract|policy|account|shipment|parcel"
    r"|delivery|ticket|case|claim|appointment|course|loan|invoice)(?: number)?"
)
ORDER = re.compile(
    r"(?<!\bour )(?<!\bmy )(?<!\btheir )(?<!\ban )(?<!\ba )(?<!\blast )(?<!\bother )"
    rf"\b(?:(?:your|the|this) )?(?P<noun>{_NOUN}) \{{order_id\}}",
    re.IGNORECASE,
)
"""An order with its number, by one of the words that organisations have for it."""


def _your(match: re.Match[str]) -> str:
    is_first = match[0][0].isupper()
    return f"{'Your' if is_first else 'your'} {match['noun'].lower()}"


_GENERAL: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        "first_name",
        re.compile(r"(?P<before>^|[.!?] )\{first_name\}, (?P<next>\w)"),
        lambda match: f"{match['before']}{match['next'].upper()}",
    ),
    ("first_name", re.compile(r", \{first_name\}(?=[,.:;!?])"), ""),
    (
        "first_name",
        re.compile(
            r"\b(hi|hello|hey|thanks|thank you|sorry|welcome|good (?:morning|afternoon|evening))"
            r" \{first_name\}(?=[,.:;!?])",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (
        "item",
        re.compile(
            rf"({_NOUN} \{{order_id\}})(?:,| with) (?:the|your) \{{item\}}(?=[.,:;!?])",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (
        "item",
        re.compile(r"\b(?<!than )(the|your|this|right|new) \{item\}", re.IGNORECASE),
        r"\1 item",
    ),
    ("amount", re.compile(r" (?:of|over) \{amount\}"), ""),
    (
        "amount",
        re.compile(
            r"\b(the|this)( duplicate| full| whole)? \{amount\}(?! (?:go|are|were|have|come)\b)",
            re.IGNORECASE,
        ),
        r"\1\2 amount",
    ),
    ("order_id", ORDER, _your),
)
"""What is said where a slot has no value, one after the other."""


def slot_values(
    customer: Customer, order: Order | None, *, item: str | None = None, agent: str | None = None
) -> dict[str, str]:
    """What is known about a customer and an order, by slot; unknown values are left out.

    Each is one line, so that no value ends a sentence's paragraph.

    ``item`` names the piece the chat is about; without it the order's first is taken.
    """
    values = {
        "first_name": first_name(customer.name),
        "name": plain_name(customer.name) if customer.name != UNNAMED else None,
        "email": customer.email,
        "phone": customer.phone,
        "address": customer.address,
        "agent": agent,
        "item": item,
    }
    if order is not None:
        values |= _order_values(order, item)
    lines = {slot: one_line(value) for slot, value in values.items() if value}
    return {slot: line for slot, line in lines.items() if line}


def money(amount: float, currency: str) -> str:
    """An amount as a customer reads it: ``$1,024.50``, or ``18.00 EUR`` for other currencies."""
    return f"${amount:,.2f}" if currency == "USD" else f"{amount:,.2f} {currency}"


def day_of(text: str | None) -> date | None:
    """The day that a text in ISO 8601 names, of a day and time too; null if it names none."""
    try:
        return None if text is None else datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


def _order_values(order: Order, item: str | None) -> dict[str, str | None]:
    first = order.items[0].name if order.items else None
    named = next((it for it in order.items if it.name == (item or first)), None)
    price = None if named is None else named.price
    return {
        "order_id": order.id,
        "item": item or first,
        "price": None if price is None else money(price, order.currency),
        "amount": None if order.total is None else money(order.total, order.currency),
        "date": None if order.placed is None else _spoken_date(order.placed),
        "delivered": None if order.delivered is None else _spoken_date(order.delivered),
        "tracking": order.tracking,
        "carrier": order.carrier,
    }


def _spoken_date(day: str) -> str:
    """A day as one says it; a date in another form stays as it came."""
    placed = day_of(day)
    if placed is None:
        return day
    return f"{placed:%B} {placed.day}, {placed.year}"
