"""Finds what a customer names that an approved wording has a slot for: an order, an item, a day.

Only values of a fixed form are used, or those that the order has too: nothing else that a customer
writes may get into an approved wording.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from console.domain.customers import Order, OrderItem

_ORDER_ID = re.compile(r"(?<![\w#-])#?[A-Z]{1,4}-?\d{4,12}(?![\w-])|(?<!\w)#\d{4,12}(?!\w)")
_DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_SHORTEST_WORD = 4
"""Shorter words of an item's name, such as "the" or "set", say little about which item is meant."""


def mentioned_values(messages: Sequence[str], order: Order | None) -> dict[str, str]:
    """Slot values from the customer's messages, by slot; what was named last counts.

    An order number is only taken where there is no ``order`` on record.
    """
    values = {
        "order_id": None
        if order
        else _last(m for text in messages for m in _ORDER_ID.findall(text)),
        "item": _item(messages, order.items if order else ()),
        "date": _last(day for text in messages for day in _days(text)),
    }
    return {slot: value for slot, value in values.items() if value}


def _last(values: Iterable[str]) -> str | None:
    return next(reversed(list(values)), None)


def _item(messages: Sequence[str], items: Sequence[OrderItem]) -> str | None:
    """The ordered item of whose name the customer's words have most; null if they have none."""
    words = {word for text in messages for word in _words(text)}
    shares = [(len(words & _words(item.name)), item.name) for item in items]
    most, name = max(shares, default=(0, ""), key=lambda share: share[0])
    return name if most else None


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) >= _SHORTEST_WORD}


def _days(text: str) -> Iterable[str]:
    for year, month, day in _DAY.findall(text):
        try:
            named = date(int(year), int(month), int(day))
        except ValueError:
            continue
        yield f"{named:%B} {named.day}, {named.year}"
