"""Finds order numbers, telephone numbers, codes and every other number that has no unit."""

import re

from console.assist.guard.claim import ClaimKind, claim_pattern
from console.assist.guard.quantities import value

_DIGIT_WORDS = {
    word: str(digit)
    for digit, word in enumerate("zero one two three four five six seven eight nine".split())
} | {"oh": "0", "nought": "0"}
_SPOKEN = "(?:" + "|".join(_DIGIT_WORDS) + ")"


_READ_OUT = re.compile(rf"\b{_SPOKEN}\b(?:[ ,-]{{1,2}}{_SPOKEN}\b){{3,}}", re.IGNORECASE)


def digits_joined(text: str) -> str:
    """The text with digits that are read out one by one put into figures."""
    return _READ_OUT.sub(
        lambda match: "".join(_DIGIT_WORDS[w] for w in re.findall("[a-z]+", match[0].casefold())),
        text,
    )


def _groups(match: re.Match[str]) -> tuple[str, ...]:
    """Figures with gaps, as in a telephone number, and the longer ones of its groups."""
    digits = re.sub(r"\D", "", match[0])
    return (digits, *re.findall(r"\d{3,}", match[0])) if len(digits) >= 6 else ()


def _identifier(match: re.Match[str]) -> tuple[str, ...]:
    """An order number, a tracking number, a code or just a long number."""
    token = match[0]
    digits = sum(char.isdigit() for char in token)
    letters = any(char.isalpha() for char in token)
    code = len(token) >= 4 and token == token.upper()
    mixed = letters and digits and (digits >= 3 or code)
    if not (mixed or re.search(r"\d{3}|^[A-Za-z]{3,}-?\d{2,}$", token)):
        return ()
    plain = token.casefold()
    key = value(plain) if re.fullmatch(r"\d+\.\d+", plain) else re.sub(r"[-/.]", "", plain)
    return (key, *re.findall(r"\d{3,}", plain))


def _small(match: re.Match[str]) -> tuple[str, ...]:
    """One or two digits on their own, or beside a word."""
    return (str(int(match[0])),)


PATTERNS = (
    claim_pattern(
        ClaimKind.NUMBER,
        r"(?<![\w\x02\x03./-])\+?\(?\d{1,4}(?:[ ()./-]{1,3}\d{1,4}){1,12}+(?![\w-])",
        _groups,
    ),
    claim_pattern(ClaimKind.NUMBER, r"\w++(?:[-/.]\w++)*+", _identifier),
    claim_pattern(ClaimKind.NUMBER, r"(?<![\d\x02\x03])(?!24/7)(?<!24/)\d{1,2}(?!\d)", _small),
)
