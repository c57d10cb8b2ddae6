"""Long lists of alternatives in patterns, written so that few of them are tried at each place.

Where case is ignored, ``re`` tries the alternatives of a list one after the other at the beginning
of every word. Sorted by their initials, only those that begin as the text does are tried.
"""

from collections.abc import Iterator
from itertools import groupby

_FOLDED = {
    **{sign: sign + sign.upper() for sign in map(chr, range(0x100)) if sign.islower()},
    **{digit: digit for digit in "0123456789"},
    **{"i": "iI\u0130\u0131", "k": "kK\u212a", "s": "sS\u017f", "å": "åÅ\u212b"},
}
"""The initials that are sorted by, with all that counts as the same where case is ignored."""
del _FOLDED["ß"], _FOLDED["µ"]

_REPEATS = frozenset("?*+{")


def folded(text: str) -> str:
    """The text in the small letters that patterns which ignore case take it for.

    They take İ and ı for an i, which no method of texts does.
    """
    return text.casefold().replace("\u0307", "").replace("\u0131", "i")


def by_initial(alternatives: str) -> str:
    """A group that matches what ``(?:alternatives)`` does where case is ignored, but faster.

    Two alternatives with different initials never match at the same place, so that their order
    does not count; every other order is kept. Groups that capture would be numbered otherwise and
    must not stand in the alternatives.
    """
    return f"(?:{_sorted([*_split(alternatives)])})"


def in_order(first: str, then: str, *, within: str = ".") -> str:
    """A pattern for a stretch of ``within`` in which ``first`` stands somewhere before ``then``.

    It begins with the stretch: a line, or what stands between the signs that the class ``within``
    leaves out. Only the earliest ``first`` is tried. If nothing that fits comes after it, nothing
    comes after a later one, and to look from each takes the square of the text's length.
    """
    begins = "(?m:^)" if within == "." else rf"(?:^|(?!{within})[\s\S])"
    return rf"{begins}(?>{within}*?(?:{first})){within}*(?:{then})"


def _split(alternatives: str) -> Iterator[str]:
    """The alternatives of a pattern, which are parted by ``|`` outside groups and classes."""
    depth, in_class, escaped, start = 0, False, False, 0
    for place, sign in enumerate(alternatives):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            yield alternatives[start:place]
            start = place + 1
    yield alternatives[start:]


def _sorted(alternatives: list[str]) -> str:
    """The alternatives as a tree; what begins otherwise than with an initial keeps its place."""
    parts = []
    for has_initial, some in groupby(alternatives, key=_has_initial):
        together = list(some)
        parts.append(_tree(together) if has_initial else "|".join(together))
    return "|".join(parts)


def _has_initial(alternative: str) -> bool:
    return alternative[:1].lower() in _FOLDED and alternative[1:2] not in _REPEATS


def _tree(alternatives: list[str]) -> str:
    """Alternatives sorted by initials.

    A class of characters is compared with the text before the alternative is begun; a letter only
    afterwards, which takes three times as long.
    """
    rests: dict[str, list[str]] = {}
    for alternative in alternatives:
        rests.setdefault(alternative[0].lower(), []).append(alternative[1:])
    written = "|".join(f"(?-i:[{_FOLDED[sign]}]){_rest(some)}" for sign, some in rests.items())
    return f"(?=[{''.join(rests)}])(?:{written})" if len(rests) > 3 else written


def _rest(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"(?:{_sorted(alternatives)})"
