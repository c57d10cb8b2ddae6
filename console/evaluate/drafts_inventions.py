"""Finds what a draft made up, by a simpler and stricter rule than the guard's, and apart from it.

Nothing here is shared with the guard, so that a mistake there can't hide itself. In the draft, and
in everything that it could know (the chat so far, the customer's record, the cited articles), after
folding width, case and thousands marks:

- every run of digits, with its decimals, must occur as a number in the sources, whatever stands
  around it; only the numbers of a list's lines are left out;
- every number with a currency must occur in the sources as an amount: beside a currency, or as a
  price or total of the record;
- every number word before a unit of money or time must occur there as that word or in figures;
- everything with ``@``, ``://``, ``www.`` or a host's ending must occur there letter by letter;
- every month and weekday, and "tomorrow", "tonight", "next week" and their like must occur there,
  a month also as the middle of an ISO date;
- every promising word (free, guarantee, full refund, discount, voucher, compensation, at once and
  their like) must occur there.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_LINE = re.compile(r"^[^\S\n]*\d{1,2}[.)]\s", re.MULTILINE)
_MONEY = r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|dollars?|euros?|pounds?)\b)"
_AMOUNT = re.compile(rf"{_MONEY}\s?(\d+(?:\.\d+)?)|(?<!\d)(\d++(?:\.\d++)?+)\s?{_MONEY}")
_PRICE = re.compile(r'"(?:price|total|amount|balance)":\s?(\d+(?:\.\d+)?)')
_TENS = {
    word: str(10 * value)
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_WORD_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        start=1,
    )
} | {**_TENS, "hundred": "100", "thousand": "1000"}
_WORDED = re.compile(
    rf"\b((?:({'|'.join(_TENS)})[ -])?({'|'.join(_WORD_NUMBERS)}))[ -](?:business |working )?"
    r"(?:dollars?|euros?|percent|minutes?|hours?|days?|weeks?|months?|years?)\b"
)
_PLACE = re.compile(
    r"(?<!\S)(?=\S*(?:@|://)\S)\S+|www\.\S+|(?<![\w-])[\w-]++\.(?:com|net|org|io|info|shop|store|example|co|ly)\b\S*"
)
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_DAYS = (
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|next (?:week|month|day)|"
    r"this (?:week|month|evening|afternoon))"
)
_DAY = re.compile(_DAYS)
_MONTH = re.compile(rf"\b(?:{'|'.join(m for m in _MONTHS if m not in ('march', 'may'))})\b")
_PROMISE = re.compile(
    r"(?<!feel )(?<!-)\bfree\b(?! to)|guarantee|full refund|fully refund|discount|voucher|coupon"
    r"|compensat|right away|immediately|at once|no charge|complimentary|money back|waive"
)


def inventions(draft: str, sources: Sequence[str]) -> list[str]:
    """What the draft claims and none of the sources does, in the draft's words."""
    plain = _plain(_LIST_LINE.sub("", draft))
    known = _plain("\n".join(sources))
    numbers = {_value(number) for number in _NUMBER.findall(known)}
    made_up = [n for n in _NUMBER.findall(plain) if _value(n) not in numbers]
    made_up += _unknown_amounts(plain, known)
    for match in _WORDED.finditer(plain):
        words, tens, last = match.groups()
        value = str(int(_TENS.get(tens, 0)) + int(_WORD_NUMBERS[last]))
        if not re.search(rf"\b{words}\b", known) and _value(value) not in numbers:
            made_up.append(match[0])
    made_up += [p for it in _PLACE.findall(plain) if (p := it.rstrip(".,;:!?)")) not in known]
    made_up += [day for day in _DAY.findall(plain) if day not in known]
    made_up += [month for month in _MONTH.findall(plain) if not _has_month(month, known)]
    made_up += [promise for promise in _PROMISE.findall(plain) if promise not in known]
    return list(dict.fromkeys(made_up))


def _unknown_amounts(plain: str, known: str) -> list[str]:
    amounts = {_value(first or second) for first, second in _AMOUNT.findall(known)}
    amounts |= {_value(price) for price in _PRICE.findall(known)}
    named = [first or second for first, second in _AMOUNT.findall(plain)]
    return [amount for amount in named if _value(amount) not in amounts]


def _has_month(month: str, known: str) -> bool:
    number = _MONTHS.index(month) + 1
    return month in known or f"-{number:02}-" in known


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("*", "")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)


def _value(number: str) -> Decimal:
    return Decimal(number).normalize()
