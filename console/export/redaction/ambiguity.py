"""Tells whether a word that is a name and an ordinary word is meant as a name where it stands."""

import re

from console.domain.alternatives import by_initial
from console.export.redaction.spans import Span
from console.export.redaction.stated_names import GREETING, NAME_INTRODUCTION, TITLE
from console.export.redaction.word_lists import ALSO_WORDS, GERMAN_NOUNS, MONTHS, NO_NAMES

_REACH = 40
_INTRODUCED = re.compile(
    rf"(?i:\b{by_initial(TITLE)})\.? $|(?i:\b{by_initial(NAME_INTRODUCTION)})[:* ]{{1,4}}$"
)
_GREETED = re.compile(rf"(?i:\b{by_initial(GREETING)}),? $")
_CLOSED = re.compile(r"\s*(?:[.,!?;:\n]|$)")
_AM = re.compile(r"(?i:\b(?:i'm|i am|this is|it's|ich bin|hier ist|soy)) $")
_AM_CLOSED = re.compile(
    r",? (?:and|speaking|here|calling|from|hier|und|aus|y|de)\b|(?<!\s)\s*+(?:[.,!]|$)"
)
_SPEAKING = re.compile(r",? (?:speaking|here)\b")
_PLACED = re.compile(r"(?i:\b(?:in|from|to|near|aus|nach|en|de)) $")
_WITHIN = re.compile(r"(?:^|[^\w'])(?P<before>[a-z]{2,}) $")
_NO_NAME_AFTER = frozenset(
    "in of last next since until by early late mid this every the a an color colour size and or "
    "is are before after through during from on der die das ein eine im am de el la en".split()
)


def is_ordinary(word: str) -> bool:
    """Whether a name is an ordinary word too, or so short that it may be anything."""
    return len(word) <= 2 or word in ALSO_WORDS or word in NO_NAMES


def is_used_as_name(text: str, span: Span) -> bool:
    """Whether the place is one for a name: after a greeting or title, or with a capital inside."""
    before, after = text[max(0, span.start - _REACH) : span.start], text[span.end : span.end + 16]
    capital = text[span.start].isupper()
    if _INTRODUCED.search(before) or (_GREETED.search(before) and _CLOSED.match(after)):
        return True
    if _AM.search(before):
        return bool((_AM_CLOSED if capital else _SPEAKING).match(after))
    if not capital or (span.label == "ADDRESS" and _PLACED.search(before)):
        return capital
    return bool(_SPEAKING.match(after)) or _is_capital_inside(text, span, before, after)


def _is_capital_inside(text: str, span: Span, before: str, after: str) -> bool:
    """Whether the word has a capital where only a name has: not at the start, not in a heading."""
    word = text[span.start : span.end]
    word_before = _WITHIN.search(before)
    if word_before is None or word.isupper() or word.casefold() in GERMAN_NOUNS:
        return False
    if re.match(r" [A-Z\d]", after):
        return False
    previous = word_before["before"]
    return previous not in _NO_NAME_AFTER and not (word.casefold() in MONTHS and previous == "for")
