"""Finds what a text could hold somebody to: amounts, times, dates, links, numbers, promises.

A claim's key is the same however it is written, so that "twenty dollars", "$20.00" and "zwanzig
Dollar" can be compared. Quantifiers are possessive or bounded, since texts come from
models and strangers.
"""

import re

from console.assist.guard import dates, identifiers, links, promises, quantities
from console.assist.guard.claim import Claim, ClaimKind, ClaimPattern
from console.assist.guard.number_words import in_figures
from console.assist.guard.spelling import folded, unmasked

_FIRST: tuple[ClaimPattern, ...] = (*links.PATTERNS, *quantities.PATTERNS, *dates.NUMERIC)
_LAST: tuple[ClaimPattern, ...] = (*dates.SHORT, *quantities.LENGTHS, *identifiers.PATTERNS)
_MARKS = re.compile("[\x02\x03]")
_LISTED = re.compile(r"^[ \t]*\d{1,2}[.)](?=\s)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_ALONE = re.compile(r"(?<![\w./-])(?<!\d:)\d{1,2}(?![\d:/]|-\d|\.\d)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def claims_in(text: str) -> list[Claim]:
    """The claims in a text. What was read as one claim is not read as another too."""
    claims: list[Claim] = []
    plain = folded(_LISTED.sub("", _CONTROLS.sub(" ", text)))
    _take(promises.PATTERNS, plain, claims)
    rest = _take(_FIRST, in_figures(identifiers.digits_joined(plain)), claims)
    if not dates.WORDS.isdisjoint(_WORD.findall(plain.casefold())):
        rest = _take(dates.NAMED, rest, claims)
    _take(_LAST, rest, claims)
    bare = unmasked(plain)
    if bare != plain:
        _take(links.PATTERNS, bare, claims)
    return claims


def _take(patterns: tuple[ClaimPattern, ...], text: str, claims: list[Claim]) -> str:
    """Move what the patterns match, one after the other, to ``claims``; returns the rest."""
    for kind, pattern, read in patterns:

        def take(match: re.Match[str]) -> str:
            keys = read(match)  # noqa: B023 - used before the loop goes on
            if keys:
                quoted = _MARKS.sub("", match[0]).strip()
                claims.append(Claim(kind, quoted, keys))  # noqa: B023 - as above
            return " ; " if keys else match[0]

        text = pattern.sub(take, text)
    return text


def small_numbers(text: str) -> frozenset[str]:
    """Every number in a text that stands by itself, in figures or in words, without its unit."""
    plain = in_figures(folded(text))
    return frozenset(str(int(n)) for n in _ALONE.findall(plain))


def words(text: str) -> frozenset[str]:
    """The words of a text in lower case; those joined by hyphens one by one."""
    return frozenset(_WORD.findall(folded(text).casefold()))


__all__ = ["Claim", "ClaimKind", "claims_in", "small_numbers", "words"]
