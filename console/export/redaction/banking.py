"""Finds bank accounts and payment cards by their check digits, and the last digits of cards."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from console.export.redaction.spans import Span, matches

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_GROUPED = re.compile(r"(?<![A-Za-z0-9])\d(?:[ -]?\d){12,18}(?![A-Za-z0-9])")
_IBAN_COUNTRIES = frozenset(
    "AD AE AT BE BG BR CH CR CY CZ DE DK EE EG ES FI FR GB GR HR HU IE IL IS IT JO KW KZ LB LI LT "
    "LU LV MC MT NL NO PK PL PT QA RO RS SA SE SI SK SM TN TR UA".split()
)
_LONGER = re.compile(r"[ -]")
_BRAND = r"visa|master ?card|amex|american express|maestro|discover|debit|credit card|kreditkarte"
_ENDING = re.compile(
    r"(?:\bend(?:ing|s|ed|et|end)?|\bterminad[ao]|\btermina|尾号|"
    r"\b(?:last|final) (?:four|4)(?: digits)?|\bletzten? (?:vier|4)(?: ziffern)?|"
    r"\bultimos (?:cuatro|4)(?: digitos)?)"
    r"(?: digits)?[ :*]{0,4}(?:(?:in|with|on|are|is|of|mit|auf|en|sind|son|是|为)[ :*]{1,4}|是|为)?"
    r"(?P<it>\d{3,8})(?!\d|[.,]\d| ?(?:days|hours|minutes|%))",
    re.IGNORECASE,
)
_MASKED = re.compile(
    rf"(?<![*x•])(?:[*x•]{{2,16}}+[ -]?+){{1,4}}+(?P<it>\d{{4}})\b"
    rf"|\b(?:{_BRAND})[ :(]{{1,2}}(?P<own>\d{{4}})"
    r"(?![\d.,/-])",
    re.IGNORECASE,
)

card_endings = matches(_ENDING, "CARD")


def masked_cards(text: str) -> Iterator[Span]:
    """The digits that a masked card, or the card's brand, leaves."""
    for match in _MASKED.finditer(text):
        yield Span(*match.span("it" if match["it"] else "own"), "CARD")


def ibans(text: str) -> Iterator[Span]:
    """Bank accounts whose check digits are right, without words that follow them."""
    for match in _IBAN.finditer(text):
        number = match[0]
        ends = [len(number), *(gap.start() for gap in reversed([*_LONGER.finditer(number)]))]
        for end in ends:
            if iban.is_valid(number[:end].replace("-", ""), check_country=False):
                yield Span(match.start(), match.start() + end, "IBAN")
                break
        else:
            if end := _mistyped_end(number):
                yield Span(match.start(), match.start() + end, "IBAN")


def _mistyped_end(number: str) -> int:
    """Where a bank account ends that has the form and wrong check digits; 0 if it hasn't."""
    groups = re.match(r"[A-Z]{2}\d\d(?:[ -]?[A-Z]{0,4}\d[A-Z\d]{1,30})*(?: \d{1,3}\b)?", number)
    written = re.sub(r"[ -]", "", groups[0]) if groups else ""
    if groups is None or written[:2] not in _IBAN_COUNTRIES or not 15 <= len(written) <= 34:
        return 0
    return groups.end() if sum(map(str.isdigit, written)) >= 10 else 0


def cards(text: str) -> Iterator[Span]:
    """Numbers of 13 to 19 digits that begin and check as cards do, or are grouped as on cards."""
    for match in _GROUPED.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        grouped = tuple(map(len, re.split(r"[ -]", match[0]))) in {(4, 4, 4, 4), (4, 6, 5)}
        if digits[0] in "23456" and (grouped or luhn.is_valid(digits)):
            yield Span(*match.span(), "CARD")
