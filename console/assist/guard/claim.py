"""What a claim is: its kinds, and the patterns that find them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What a claim is about, as an objection names it."""

    EMAIL = "an e-mail address"
    LINK = "a link"
    AMOUNT = "an amount"
    DATE = "a date"
    TIME = "a length of time"
    NUMBER = "a number"
    PROMISE = "a promise"
    NAME = "a name"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. ``keys`` has its own key first, then those of what follows from it."""

    kind: ClaimKind
    text: str
    keys: tuple[str, ...]


ClaimPattern = tuple[ClaimKind, re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]]
"""A kind, an expression, and what gives the keys of a match: none if it is no claim after all."""


def claim_pattern(
    kind: ClaimKind, pattern: str, read: Callable[[re.Match[str]], tuple[str, ...]]
) -> ClaimPattern:
    """A pattern that ignores case."""
    return kind, re.compile(pattern, re.IGNORECASE), read
