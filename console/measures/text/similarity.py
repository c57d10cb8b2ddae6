"""How alike a suggestion and a message are, and when a message is the suggestion typed again."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from console.measures.text.tokens import HAN

ONE_IN = 10
"""One in this many characters may differ in what is typed again, which is a similarity of .9: a
name, a number or a slip may differ, the sentence not."""

LEAST_LENGTH = 20
"""Below this many characters people write the same by chance. Of random pairs of lines that
customers wrote in MultiDoGO, 8% were so alike where both had at most 5 characters, 0.5% with 6 to
10, 0.05% with 16 to 20, and at most 0.02% with more."""

_LONGEST = 10_000
"""Maximum number of characters compared: nobody retypes more, and comparing would take long."""

_HAN_LETTERS = 3
"""A Chinese character says about as much as this many letters."""

_HAN = re.compile(f"[{HAN}]")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_FOLDED_KEPT = 1_024


def edit(suggested: str, sent: str) -> tuple[int, float]:
    """The Levenshtein distance in characters, and 1 less its share of the longer text's length.

    Exactly as written: a space or a capital letter is an edit. Two empty texts are the same.
    """
    distance = Levenshtein.distance(suggested, sent)
    longer = max(len(suggested), len(sent))
    return distance, 1 - distance / longer if longer else 1.0


def is_retyped(suggested: str, typed: str) -> bool:
    """Whether a message typed by hand is near-identical to a suggestion.

    It is if at most one in ``ONE_IN`` characters of the longer one differs, with case, white space
    and typographic variants (full-width characters, ligatures, curved quotes) put aside, and the
    shorter one has ``LEAST_LENGTH`` characters, Chinese ones counting as three.
    """
    if max(len(suggested), len(typed)) > _LONGEST:
        return False
    texts = _folded(suggested), _folded(typed)
    shorter, longer = sorted(texts, key=len)
    most = len(longer) // ONE_IN
    if len(longer) - len(shorter) > most or _weight(shorter) < LEAST_LENGTH:
        return False
    return Levenshtein.distance(*texts, score_cutoff=most) <= most


@lru_cache(_FOLDED_KEPT)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(plain.split())


def _weight(text: str) -> int:
    return len(text) + (_HAN_LETTERS - 1) * len(_HAN.findall(text))
