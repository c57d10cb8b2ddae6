"""Finds what a text could hold somebody to: amounts, times, dates, links, numbers, promises.

Every fact gets a key that is the same however it is written, so that "twenty dollars", "$20.00" and
"zwanzig Dollar" can be compared. Quantifiers are possessive or bounded, since texts come from
models and strangers.
"""

import re

from console.assist.guard import dates, identifiers, links, promises, quantities
from console.assist.guard.claim import Claim, ClaimKind, Reader
from console.assist.guard.number_words import in_figures
from console.assist.guard.spelling import folded, unmasked

_FIRST: tuple[Reader, ...] = (*links.READERS, *quantities.READERS, *dates.NUMERIC)
_LAST: tuple[Reader, ...] = (*dates.SHORT, *quantities.LENGTHS, *identifiers.READERS)
_MARKS = re.compile("[\x02\x03]")
_LISTED = re.compile(r"^[ \t]*\d{1,2}[.)](?=\s)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_ALONE = re.compile(r"(?<![\w./-])(?<!\d:)\d{1,2}(?![\d:/]|-\d|\.\d)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def facts(text: str) -> list[Claim]:
    """The facts in a text. What was read as one fact is not read as another too."""
    found: list[Claim] = []
    plain = folded(_LISTED.sub("", _CONTROLS.sub(" ", text)))
    _take(promises.READERS, plain, found)
    rest = _take(_FIRST, in_figures(identifiers.digits_joined(plain)), found)
    if not dates.WORDS.isdisjoint(_WORD.findall(plain.casefold())):
        rest = _take(dates.NAMED, rest, found)
    _take(_LAST, rest, found)
    meant = unmasked(plain)
    if meant != plain:
        _take(links.READERS, meant, found)
    return found


def _take(readers: tuple[Reader, ...], text: str, found: list[Claim]) -> str:
    """Add what the readers find, one after the other; what is left of the text."""
    for kind, pattern, read in readers:

        def take(match: re.Match[str]) -> str:
            keys = read(match)  # noqa: B023 - used before the loop goes on
            if keys:
                said = _MARKS.sub("", match[0]).strip()
                found.append(Claim(kind, said, keys))  # noqa: B023 - as above
            return " ; " if keys else match[0]

        text = pattern.sub(take, text)
    return text


def small_numbers(text: str) -> frozenset[str]:
    """Every number in a text that stands by itself, in figures or in words, without its unit."""
    plain = in_figures(folded(text))
    return frozenset(
        str(int(n)) for n in re.findall(r"(?<![\w./-])(?<!\d:)\d{1,2}(?![\d:/]|-\d|\.\d)", plain)
    )


def words(text: str) -> frozenset[str]:
    """The words of a text in lower case; those joined by hyphens one by one."""
    return frozenset(_WORD.findall(folded(text).casefold()))


__all__ = ["Claim", "ClaimKind", "facts", "small_numbers", "words"]
