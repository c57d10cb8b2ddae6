"""Reads from a customer's record and the agent's name what has to go from the texts of a chat."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from phonenumbers import NumberParseException, parse

from console.domain.customers import Customer, Order
from console.export.redaction.customer_identifiers import (
    CustomerIdentifiers,
    Words,
    is_unspaced,
    words_of,
)
from console.export.redaction.spelling import plain
from console.export.redaction.word_lists import NO_NAMES, PARTICLES

_NOBODY = re.compile(r"(?:customer|guest|user|visitor|kunde|cliente|anonymous|unknown)\W*\d*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_PARTS = re.compile(r"[,;\n/]")
_ZIP = re.compile(
    r"(?<!\d)(?:\d{3} \d{2}|\d{4,6}(?:-\d{3,4})?)(?: (?=[a-z]{2}$)[a-z]{2})?(?!\d)"
    r"|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d"
)
_COUNTRIES = frozenset(
    "usa us united states of america uk united kingdom england scotland great britain gb "
    "deutschland germany de spain espana es china cn france fr austria osterreich switzerland "
    "schweiz canada mexico italy italia netherlands 中国".split()
)
_NUMBERED = re.compile(r"#?[A-Za-z]{0,12}+[-_]?\d[\w-]{3,}")

_Value = tuple[Words, str]


def identifiers_of(customer: Customer | None, agent: str | None) -> CustomerIdentifiers:
    """Everything of this customer and this agent that a text may not give away."""
    people = [*_names(customer.name)] if customer else []
    values = [*_values(customer)] if customer else []
    names = dict.fromkeys((w for words in people for w in words if _is_distinctive(w)), "NAME")
    words = words_of(agent or "")
    names |= {
        w: "AGENT" for w in words if _is_distinctive(w) and w not in NO_NAMES and w not in names
    }
    if len(words) > 1:
        values.append((words, "AGENT"))
    values += [(words, "NAME") for words in people if len(words) > 1]
    return CustomerIdentifiers(
        phrases=_by_first_word(values),
        names=names,
        handles=frozenset(handle for words in people for handle in _handles(words)),
        digits=dict(_digits(values, customer)),
        unspaced=dict(_unspaced(customer, values)),
    )


def _names(name: str) -> Iterator[Words]:
    if _NOBODY.fullmatch(plain(name).strip()):
        return
    for spelled in _spellings(name):
        yield words_of(spelled)
        for part in spelled.split():
            yield from {words_of(part), words_of(re.sub(r"['’-]", "", part))}


def _spellings(value: str) -> dict[str, None]:
    """A value as it is, and as it is written without umlauts."""
    return dict.fromkeys((value, value.casefold().translate(_UMLAUTS)))


def _is_distinctive(word: str) -> bool:
    return len(word) > 1 and word not in PARTICLES and not word.isdigit() and not is_unspaced(word)


def _handles(words: Words) -> Iterator[str]:
    for one, other in pairwise(word for word in words if len(word) > 1):
        yield from (one + other, other + one, one[0] + other, one + other[0])


def _values(customer: Customer) -> Iterator[_Value]:
    yield words_of(customer.id), "ACCOUNT"
    if customer.email:
        yield words_of(customer.email), "EMAIL"
        yield from _mailbox(words_of(customer.email.partition("@")[0]))
    for address in _spellings(customer.address or ""):
        for part in _PARTS.split(address):
            yield from _address(plain(part).strip())
    for order in customer.orders:
        yield from _order(order)
    for number in _numbers(customer.notes):
        yield words_of(number), "NUMBER"


def _mailbox(words: Words) -> Iterator[_Value]:
    """What is before the @, if it is not a word such as "info"."""
    if len(words) > 1 or any(char.isdigit() for char in "".join(words)):
        yield words, "EMAIL"


def _numbers(text: str | None) -> list[str]:
    """Numbers in a field of free text; a year or a day is none."""
    numbers = _NUMBERED.findall(text or "")
    return [n for n in numbers if re.search(r"\d{5}", n) or (n[0] == "#" and len(n) > 4)]


def _order(order: Order) -> Iterator[_Value]:
    yield words_of(order.id), "ORDER"
    for number in _numbers(order.tracking):
        yield words_of(number), "TRACKING"
    for number in _numbers(order.payment):
        yield words_of(number), "PAYMENT"


def _address(part: str) -> Iterator[_Value]:
    """One part of an address: the postal code apart from the rest, countries left out."""
    rest = part
    if not re.match(r"\d+ [a-z]{3,} ", part):
        for match in _ZIP.finditer(part):
            yield words_of(match[0]), "ZIP"
        rest = _ZIP.sub(" ", part)
    words = words_of(rest)
    distinctive = [word for word in words if word not in _COUNTRIES and not (word.isdigit())]
    if any(len(word) > 2 or is_unspaced(word) for word in distinctive):
        yield words, "ADDRESS"


def _by_first_word(values: list[_Value]) -> dict[str, list[_Value]]:
    by_word: dict[str, list[_Value]] = defaultdict(list)
    for words, label in dict.fromkeys(values):
        if _is_worth(words):
            by_word[words[0]].append((words, label))
    for several in by_word.values():
        several.sort(key=lambda value: -len(value[0]))
    return dict(by_word)


def _is_worth(words: Words) -> bool:
    """Whether a value says enough to be looked for: not "AZ", not "12"."""
    return bool(words) and (len(words) > 1 or len(words[0]) > (3 if words[0].isdigit() else 2))


def _digits(values: list[_Value], customer: Customer | None) -> Iterator[tuple[str, str]]:
    """The numbers among the values; an order's also without the letters in front of it."""
    for words, label in values:
        number = re.sub(r"\D", "", "".join(words))
        if len(number) >= 5 and label not in ("ADDRESS", "EMAIL"):
            yield number, label
    if customer is not None and customer.phone:
        yield from _dialled(customer.phone)


def _dialled(phone: str) -> Iterator[tuple[str, str]]:
    """A telephone number with and without the country's code."""
    digits = re.sub(r"\D", "", plain(phone))
    yield digits, "PHONE"
    try:
        national = f"{parse(plain(phone)).national_number}"
    except NumberParseException:
        return
    yield from ((national, "PHONE"), (f"0{national}", "PHONE"))


def _unspaced(customer: Customer | None, values: list[_Value]) -> Iterator[tuple[str, str]]:
    for words, label in values:
        joined = "".join(words)
        if is_unspaced(joined) and len(joined) > 1:
            yield joined, label
    name = plain(customer.name).replace(" ", "") if customer else ""
    if is_unspaced(name) and len(name) > 1:
        yield name, "NAME"
        if len(name) > 2:
            yield name[2 if len(name) > 3 else 1 :], "NAME"
