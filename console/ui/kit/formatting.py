"""Writes times, waits, outcomes and texts from outside for people to read."""

import unicodedata
from datetime import date, datetime

from console.domain.chat import Chat, ChatState, Message
from console.domain.names import UNNAMED, first_name
from console.domain.sinks import visible

SHOWN_CHARACTERS = 4_000
"""A message is shown up to here; the rest is shown when asked for."""

SHOWN_LINES = 60
"""... and up to this many lines of its own."""


def waited(seconds: float) -> str:
    """A wait as ``0:42``, ``12:05`` or ``1:02:05``; never negative."""
    whole = max(0, int(seconds))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def clock_time(at: datetime) -> str:
    """The local time of day, ``14:05``."""
    return f"{at.astimezone():%H:%M}"


def day_name(day: date, today: date) -> str:
    """A day as people call it: Today, Yesterday, or its weekday and date."""
    ago = (today - day).days
    if ago in (0, 1):
        return ("Today", "Yesterday")[ago]
    year = "" if day.year == today.year else f", {day.year}"
    return f"{day:%A}, {day:%B} {day.day}{year}"


def spoken_date(day: str) -> str:
    """An ISO 8601 day as ``Nov 3, 2026``; anything else as it is."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return sanitized(day)
    return f"{parsed:%b} {parsed.day}, {parsed.year}"


def sanitized(text: str) -> str:
    """The text with characters that would be invisible or turn lines around made visible."""
    return visible(text)


def excerpt(text: str) -> tuple[str, bool]:
    """As much of a message as a transcript shows, sanitized, and whether anything is missing."""
    part = text[:SHOWN_CHARACTERS]
    lines = part.split("\n", SHOWN_LINES)[:SHOWN_LINES]
    part = "\n".join(lines)
    shown = sanitized(part)  # longer than the part, where much of it is made visible
    return shown[:SHOWN_CHARACTERS], len(part) < len(text) or len(shown) > SHOWN_CHARACTERS


def shown_text(message: Message) -> str:
    """What a message says, or that its text was not stored."""
    if message.unkept is None:
        return message.text
    return f"(text not stored: {count(message.unkept, 'character')})"


def first_words(text: str, limit: int = 120) -> str:
    """The beginning of a text on one line."""
    return " ".join(sanitized(text[: limit * 2]).split())[:limit]


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for character in text[:400]:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def sentence(text: str) -> str:
    """A word of a record, such as ``in_transit``, as people write it."""
    plain = text.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 chat``, ``3 chats``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def outcome_of(chat: Chat) -> str:
    """How a chat ended, in a few words; "" while it goes on."""
    if chat.disposition is not None:
        resolved = "resolved" if chat.resolved else "not resolved"
        return f"{chat.disposition.label}, {resolved}"
    if chat.state is ChatState.ABANDONED:
        return "Customer left" if chat.accepted_at else "Left the queue"
    return "Interrupted" if chat.state is ChatState.DROPPED else ""


def short_name(name: str) -> str:
    """What to call a customer for short."""
    return first_name(name) or (UNNAMED if name == UNNAMED else "Customer")
