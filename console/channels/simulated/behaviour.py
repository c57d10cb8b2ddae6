"""What every simulated customer does: read and type at human speed, and count messages once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from console.channels.base import Incoming, Typing, Wrote

READING_CHARS_PER_S = 25.0
"""About 250 words a minute."""

TYPING_CHARS_PER_S = 5.0
"""About 50 words a minute."""

LONGEST_READING_S = 20.0
LONGEST_TYPING_S = 40.0
"""Long texts are skimmed, and pasted rather than typed."""


def reading_s(text: str) -> float:
    """Seconds a person takes to read ``text``."""
    return min(0.5 + len(text) / READING_CHARS_PER_S, LONGEST_READING_S)


def typing_s(text: str, factor: float = 1.0) -> float:
    """Seconds a person takes to type ``text``; ``factor`` 2 types twice as fast."""
    return min(0.5 + len(text) / TYPING_CHARS_PER_S, LONGEST_TYPING_S) / factor


def typed(wrote: Wrote, start: float, factor: float = 1.0) -> tuple[tuple[float, Incoming], ...]:
    """A message from the first key, at ``start``, to its sending, each with the second it is due.

    The last one is the message.
    """
    sent = start + typing_s(wrote.text, factor)
    return (
        (start, Typing(wrote.chat, active=True)),
        (sent, Typing(wrote.chat, active=False)),
        (sent, wrote),
    )


@dataclass(slots=True)
class Inbox:
    """The messages of the agent that a customer's device has; the same id twice is one message."""

    _known: set[str] = field(default_factory=set)

    def __contains__(self, message: str) -> bool:
        return message in self._known

    def __len__(self) -> int:
        return len(self._known)

    def restore(self, messages: Iterable[str]) -> None:
        """Count messages that were there before a restart."""
        self._known.update(messages)

    def take(self, message: str) -> bool:
        """Record a message; returns whether it is new."""
        new = message not in self._known
        self._known.add(message)
        return new
