"""What the words before a number say about it: that it is an order's, a phone's, a product's."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from console.export.redaction.languages import languages

REACH = 56
"""How many characters before a number are looked at."""

_SAYING = frozenset(
    "number numbers num nummer nummern number's no nr nos id ids code codes is are was ist sind "
    "lautet war es son numero numeros n id's it's its it and or und y oder the for with de del "
    "line actually here called under new my your correct ending in at on auf me a 是 为 号 码 "
    "号码 号是".split()
)
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_ASKING = re.compile(
    r"(?:number|nummer|nr|no|id|code|#|numero?|номер|[号码:=是は]|is|ist|es"
    r"|\b(?:e|est|to|jest|ar|это))\W{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """What a number is said to be; ``close`` if nothing else stands between.

    ``asked`` is set where the words leave no doubt that a number follows ("order number is").
    """

    kind: str
    close: bool
    asked: bool


class Cues:
    """The words of one text that say what numbers are, found once for all its numbers."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _cues(self) -> list[tuple[int, int, str]]:
        cues: list[tuple[int, int, str]] = []
        for start, end, kind in languages().number_cues.find(self._text):
            if kind == "NUMBER" and cues and start - cues[-1][1] <= 2:
                continue  # "number" or "ID" right behind "order" only ends that word
            cues.append((start, end, kind))
        return cues

    def before(self, place: int) -> Cue | None:
        """What the words before this place, on the same line, say that comes there."""
        last = bisect_left(self._cues, (place,)) - 1
        if last < 0 or self._cues[last][0] < place - REACH:
            return None
        _, end, kind = self._cues[last]
        between = self._text[end:place].casefold()
        if "\n" in between:
            return None
        words = _WORD.findall(between)
        saying = _SAYING | languages().linking
        close = all(word in saying or any(map(str.isdigit, word)) for word in words)
        asked = close and _ASKING.search(self._text[max(0, place - 16) : place].casefold())
        return Cue(kind, close, bool(asked))
