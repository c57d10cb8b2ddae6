"""What a fact is: the kinds there are, and how a pattern that finds them is written down."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What a fact is, as an objection names it."""

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
    """One fact. ``keys`` has its own key first, then those of what follows from it."""

    kind: ClaimKind
    text: str
    keys: tuple[str, ...]


Reader = tuple[ClaimKind, re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]]
"""A kind, where it may stand, and what gives a match's keys: none if it is no fact after all."""


def reader(
    kind: ClaimKind, pattern: str, read: Callable[[re.Match[str]], tuple[str, ...]]
) -> Reader:
    """A reader that takes upper and lower case alike."""
    return kind, re.compile(pattern, re.IGNORECASE), read
