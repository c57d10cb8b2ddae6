"""Amounts, lengths of time and counts as texts name them, so that a wish compares with a limit."""

import re
from dataclasses import dataclass

from console.assist.moves.words import meanings
from console.assist.reading.patterns import pattern
from console.domain.alternatives import by_initial, folded

_SMALL = {
    word: float(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}

MONEY = "$"
TIME = "days"

_QUANTITY = pattern(
    rf"""
    (?P<currency>[$€£][ ]?)?
    (?<![\w.,:/-])(?P<number>\d[\d,]{{0,14}}+(?!\d)(?:\.\d+)?|{by_initial("|".join(_SMALL))})(?:st|nd|rd|th)?
    (?:[ ](?P<dollars>dollars|bucks|euros?|usd)|
    [ -](?:(?:business|working|calendar|full)[ ])?(?P<time>minute|hour|day|week|month|year)s?\b|
    [ ](?:[a-z]+ly[ ])?(?P<noun>[a-z]{{3,}}))?
""",
    re.IGNORECASE,
)
"""A number and what it counts: "$100", "24th hour", "4 monthly installments".

A number of more than fifteen digits counts nothing, and would be infinite.
"""

_NO_NOUN = frozenset("and the per for but not then with from this that than more".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a ``unit``: ``MONEY``, ``TIME`` in days, or what a counted thing means."""

    number: float
    unit: str
    start: int


def quantities_in(text: str) -> tuple[Quantity, ...]:
    """The quantities in a text, in order; numbers that count nothing are left out."""
    found = (_quantity(match) for match in _QUANTITY.finditer(text))
    return tuple(quantity for quantity in found if quantity is not None)


def _quantity(match: re.Match[str]) -> Quantity | None:
    word = folded(match["number"])
    number = _SMALL.get(word)
    if number is None:
        number = float(word.replace(",", ""))
    if match["currency"] or match["dollars"]:
        return Quantity(number, MONEY, match.start())
    if match["time"]:
        return Quantity(number * _DAYS[folded(match["time"])], TIME, match.start())
    noun = (match["noun"] or "").lower()
    unit = next(iter(meanings(noun)), "") if noun not in _NO_NOUN else ""
    return Quantity(number, unit, match.start()) if unit else None
