"""What to call a person by, as far as the name as written tells."""

import re
import unicodedata

from console.domain.sinks import one_line

UNNAMED = "Visitor"
"""What channels call a customer who has told no name; nobody is addressed so."""

MOST_CHARACTERS = 60
"""Of a name, as far as anybody is called by it."""

_NO_NAME = re.compile(r"\w\.(?=\w{2})(?![A-Z])|\w{4}\.\w{2}|[:/\\@|<>{}=%#\[\]?!$€£¥]")
"""What no name has: an address, a mark, an amount."""

_NO_LETTERS = re.compile(r"[\d_\"“”()*~^;]+")

_TITLES = frozenset(
    "dr doctor prof professor rev sir dame mr mrs ms mx miss mister madam monsieur mme madame "
    "herr frau señor señora sr sra don doña dott signor signora".split()
)
_AFTER_COMMA = frozenset("jr sr ii iii iv phd md esq mba dds".split())
_PARTICLES = frozenset("de del della da di dos von van der den la le el al bin ibn".split())
_COUPLE = frozenset("& + and und et y e".split())
_VIETNAMESE_FAMILIES = frozenset("nguyen tran pham huynh hoang phan vu vo dang bui".split())

_FAMILY_FIRST = re.compile("[\u1100-\u11ff\u1ea0-\u1ef9\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of languages that put the family name first: Vietnamese, Chinese, Japanese, Korean."""


def first_name(name: str) -> str:
    """The name to greet somebody by: the first name, or the whole name where that is in doubt.

    "Dr. Anna Schmidt" and "SCHMIDT, Anna" are Anna. "Mr Lee" and "J. Smith" tell no first name, and
    where the family name may come first the order does not say which it is: these stay whole.
    Customers write their names themselves: words that are none, such as links and amounts, are
    left out. Empty if nothing is left, or if no name was told.
    """
    whole = plain_name(name)
    if whole == UNNAMED:
        return ""
    words = _in_order(whole)
    named = [*words]
    while named and _bare(named[0]) in _TITLES:
        del named[0]
    has_only_family = len(named) < min(len(words), 2)
    return whole if has_only_family or _is_doubtful(named) else named[0]


def plain_name(name: str) -> str:
    """The words of a name that can be parts of one, on one line: no digits, links or marks."""
    words = (_NO_LETTERS.sub("", word) for word in one_line(name).split() if _is_word(word))
    return one_line(" ".join(word for word in words if word), MOST_CHARACTERS)


def _is_word(word: str) -> bool:
    return _NO_NAME.search(unicodedata.normalize("NFKC", word)) is None


def without_gap(sentence: str) -> str:
    """A sentence that was filled with an empty name, without the comma before it."""
    return re.sub(r", ?(?= ?[.,:;!])", "", sentence)


def _in_order(whole: str) -> list[str]:
    """The words of a name with the family name last, and without what follows it."""
    family, comma, given = whole.partition(",")
    words = given.split()
    is_family_first = comma and words and _bare(words[0]) not in _AFTER_COMMA
    return [*words, *family.split()] if is_family_first else family.split()


def _is_doubtful(words: list[str]) -> bool:
    """Whether the first word may be something else than a first name."""
    if len(words) < 2:
        return not words
    first = words[0]
    is_family_in_capitals = len(first) > 1 and first.isupper() and not words[-1].isupper()
    return (
        is_family_in_capitals
        or len(_bare(first)) < 2
        or first in _PARTICLES
        or first.casefold() in _VIETNAMESE_FAMILIES
        or not _COUPLE.isdisjoint(words)
        or _FAMILY_FIRST.search(" ".join(words)) is not None
    )


def _bare(word: str) -> str:
    """A word as the sets above have it."""
    return word.strip(".").casefold()
