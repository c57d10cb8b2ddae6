"""One spelling to search in, with the way back to the text as it was written.

Digits of any script become 0 to 9, letters lose their accents, every dash is a hyphen and every
space a space; marks that can't be seen are left out. One character stays one character.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DASHES = frozenset("−‑‒–—―﹣－⁃")
_QUOTES = frozenset("‘’ʼ´＇")
_LEFT_OUT = frozenset({"Mn", "Me", "Cf", "Cc"})
_LINES = frozenset("\n\r\u2028\u2029\x85")
_SIMPLE = re.compile(r"[\n -~]*")
_MARKS = str.maketrans({"。": ".", "、": ",", "․": ".", "∙": ".", "·": "."})


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling. ``places`` are the original places of its characters."""

    text: str
    places: Sequence[int]
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where these characters stand in the original, with the marks that belong to them."""
        last = self.places[end] if end < len(self.places) else self.length
        return self.places[start], last


def fold(text: str) -> Folded:
    """The text in one spelling."""
    if _SIMPLE.fullmatch(text):
        return Folded(text, range(len(text)), len(text))
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if plain := _SPELLING[char]:
            kept.append(plain)
            places.append(place)
    return Folded("".join(kept), places, len(text))


def plain(text: str) -> str:
    """The text in one spelling, for comparing words: no accents, no capitals."""
    return fold(text).text.casefold()


class _Spelling(dict[str, str]):
    """Each character's spelling, found out once. Empty for a character that is left out."""

    def __missing__(self, char: str) -> str:
        self[char] = spelling = _spelled(char)
        return spelling


_SPELLING = _Spelling()


def _spelled(char: str) -> str:
    if char in _LINES:
        return "\n"
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in _LEFT_OUT:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char in _DASHES:
        return "-"
    return "'" if char in _QUOTES else _simplest(char)


def _simplest(char: str) -> str:
    """The compatible base character, if there is a single one."""
    parts = unicodedata.normalize("NFKD", char)
    letters = [part for part in parts if unicodedata.category(part) not in _LEFT_OUT]
    return (letters[0] if len(letters) == 1 else char).translate(_MARKS)
