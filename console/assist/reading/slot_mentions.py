"""Finds what a customer names that an approved wording has a slot for: an order, an item, a day.

Only values of a fixed form are used, or those that the order has too: nothing else that a customer
writes may get into an approved wording.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from console.domain.customers import Order, OrderItem
from console.domain.knowledge import Article
from console.domain.slots import ORDER

_DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_SHORTEST_WORD = 4
"""Shorter words of an item's name, such as "the" or "set", say little about which item is meant."""


def mentioned_values(messages: Sequence[str], order: Order | None) -> dict[str, str]:
    """An item of the ``order`` and a day from the customer's messages; what was named last counts.

    The number of an order is no value of a fixed form: ``named_order`` tells it from other codes.
    """
    values = {
        "item": _item(messages, order.items if order else ()),
        "date": _last(day for text in messages for day in _days(text)),
    }
    return {slot: value for slot, value in values.items() if value}


_NUMBER = r"#?(?:[a-z]{1,4}[- ]?)?\d{4,12}(?![\w-])"
_BY_ITSELF = re.compile(r"(?<![\w#-])[A-Z]{2,3}-\d{4,8}(?![\w-])")
_OTHERS = re.compile(
    r"\b(?:code|promo|coupon|tax|flight|model|tracking|serial|invoice|phone|article|part|item|not|ups"
    r"|usps|dhl|fedex)(?: (?:id|number|no\.?))?[:#]? ?(?:is )?$",
    re.IGNORECASE,
)
"""Before a number that is no order's, or not the one that is meant."""


def named_order(utterances: Sequence[tuple[bool, str]], noun: str) -> str | None:
    """The number of the order that a customer without a record has told, named last; else null.

    Args:
        utterances: the chat's messages, each with whether it is the agent's.
        noun: what the site calls an order.
    """
    told = re.compile(
        rf"\b{noun}(?: (?:number|no\.?|nr\.?|id))?(?: is| was)?[:,]? ?({_NUMBER})", re.IGNORECASE
    )
    found: list[str] = []
    asked = False
    for by_agent, text in utterances:
        if by_agent:
            asked = f"{noun} number" in text
            continue
        numbers = list(told.finditer(text))
        if asked and not numbers:
            numbers = list(re.finditer(rf"(?<![\w#-])({_NUMBER})", text, re.IGNORECASE))
        named = [(m.start(1), m[1]) for m in numbers]
        named += [(m.start(), m[0]) for m in _BY_ITSELF.finditer(text)]
        found += [
            number.upper().replace(" ", "-")
            for start, number in sorted(named)
            if not _OTHERS.search(text[:start])
        ]
    return found[-1] if found else None


def noun_of_order(article: Article) -> str | None:
    """What an article calls an order, such as ``booking``; null if it names none by its number."""
    match = ORDER.search(f"{article.diagnosis} {article.reply}")
    return None if match is None else match["noun"].lower().removesuffix(" number")


def _last(values: Iterable[str]) -> str | None:
    return next(reversed(list(values)), None)


def _item(messages: Sequence[str], items: Sequence[OrderItem]) -> str | None:
    """The ordered item of whose name the customer's words have most; null for none or several."""
    words = {word for text in messages for word in _words(text)}
    shares = {item.name: len(words & _words(item.name)) for item in items}
    most = max(shares.values(), default=0)
    named = [name for name, share in shares.items() if share == most]
    return named[0] if most and len(named) == 1 else None


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) >= _SHORTEST_WORD}


def _days(text: str) -> Iterable[str]:
    for year, month, day in _DAY.findall(text):
        try:
            named = date(int(year), int(month), int(day))
        except ValueError:
            continue
        yield f"{named:%B} {named.day}, {named.year}"
