"""Whether a need applies at all: *if there are several*, *not needed below $25*."""

import re

from console.assist.reading.forms import NeedForm
from console.assist.reading.subject import Subject, goods
from console.assist.reading.wording import plain
from console.domain.chat import Chat

_SEVERAL = re.compile(r"\b(?:several|more than one|multiple|two or more|various)\b")
_BELOW = re.compile(
    r"\b(?:not (?:needed|required)|optional)\b.*\b(?:below|under|less than|up to) \$?(\d+)"
)
_ABOVE = re.compile(r"\b(?:above|over|more than|from) \$(\d+)")


def is_needed(form: NeedForm, chat: Chat, subject: Subject) -> bool:
    """Whether the record leaves the need open; its condition may not hold."""
    condition = plain(form.condition)
    if _SEVERAL.search(condition):
        return len(subject.candidates) > 1 and subject.order is None
    price = _price(subject)
    if (limit := _BELOW.search(condition)) and price is not None:
        return price >= float(limit[1])
    if (limit := _ABOVE.search(condition)) and price is not None:
        return price > float(limit[1])
    return True


def _price(subject: Subject) -> float | None:
    if subject.order is None:
        return None
    prices = [item.price for item in goods(subject.order) if item.name == subject.item]
    return prices[0] if prices else None
