"""Whether a need applies at all: *if there are several*, *not needed below $25*."""

import re
from collections.abc import Iterable

from console.assist.reading.forms import NeedForm
from console.assist.reading.subject import Subject, goods
from console.assist.reading.values import Known, find_values
from console.assist.reading.wording import concepts, plain
from console.domain.alternatives import in_order

_SEVERAL = re.compile(r"\b(?:several|more than one|multiple|two or more|various)\b")
"""Needed only if there is more than one."""

_BELOW = re.compile(
    in_order(
        r"\b(?:not (?:needed|required)|optional)\b",
        r"\b(?:below|under|less than|up to) \$?(\d+)",
    )
)
"""Not needed below a price."""

_ABOVE = re.compile(r"\b(?:above|over|more than|from) \$(\d+)")
"""Needed above a price only."""

_LATER = re.compile(r"\b(?:after|later than|past) (.*)$")
"""Needed after a time of day only."""

_EARLIER = re.compile(r"\b(?:before|earlier than) (.*)$")
"""Needed before a time of day only."""

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?([ap])?\.?m?")
"""A time of day: hour, minute and half of the day."""

_MORNING = 5 * 60
"""Minutes after midnight until which an hour belongs to the night before."""


def is_needed(form: NeedForm, subject: Subject, messages: Iterable[str], known: Known) -> bool:
    """Whether the need is open for this customer, whose messages are ``said``.

    It is not where the record or what was said shows that its condition does not hold.
    """
    condition = plain(form.condition)
    if _SEVERAL.search(condition):
        return not known.orders or _are_several(form, subject, messages)
    price = _price(subject)
    if price is not None and (limit := _BELOW.search(condition)):
        return price >= float(limit[1])
    if price is not None and (limit := _ABOVE.search(condition)):
        return price > float(limit[1])
    times = [minutes for text in messages for minutes in _clock_times(text, known)]
    if times and (limit := _LATER.search(condition)):
        return times[-1] > max(_clock_times(limit[1], known), default=-1)
    if times and (limit := _EARLIER.search(condition)):
        return times[-1] < min(_clock_times(limit[1], known), default=2 * 24 * 60)
    return True


def _are_several(form: NeedForm, subject: Subject, messages: Iterable[str]) -> bool:
    """Whether it is open which of several is meant: by the record, or by what the customer says.

    Of orders and items the record tells how many there are, of anything else the customer.
    """
    if any(part.shape in ("subject", "value") for part in form.parts):
        return len(subject.candidates) > 1 and subject.order is None
    return any(_IN_DOUBT.search(plain(text)) for text in messages)


_IN_DOUBT = re.compile(
    r"\b(?:which (?:one|of)|one of (?:them|my|the)|both|several|all (?:my|of))\b"
)
"""Speaks of more than one."""


def rules_out(condition: str, options: Iterable[str], chosen: Iterable[str]) -> bool:
    """Whether a condition is about an option of a choice of which another was chosen."""
    about = concepts(condition)
    unchosen = set(options) - set(chosen)
    return any(concepts(option) & about for option in unchosen) and not any(
        concepts(option) & about for option in chosen
    )


def _price(subject: Subject) -> float | None:
    """The price of the item that the chat is about."""
    if subject.order is None:
        return None
    prices = [item.price for item in goods(subject.order) if item.name == subject.item]
    return prices[0] if prices else None


def _clock_times(text: str, known: Known) -> list[int]:
    """The times that a text names, in minutes; the small hours count as late."""
    times = []
    for value in find_values("time", text, known):
        if "noon" in value or "midday" in value:
            times.append(12 * 60)
        elif "midnight" in value:
            times.append(24 * 60)
        elif (clock := _CLOCK.search(value)) and (clock[3] or int(clock[1]) > 12):
            hour = int(clock[1]) % 12 if clock[3] else int(clock[1])
            minutes = (hour + 12 * (clock[3] == "p")) * 60 + int(clock[2] or 0)
            times.append(minutes + 24 * 60 * (minutes < _MORNING))
    return times
