"""Finds what a text could hold somebody to: amounts, times, dates, links, addresses and numbers.

Every fact gets a key that is the same however it is written, so that "twenty dollars" and "$20.00"
can be compared. Quantifiers are possessive, since texts come from models and strangers.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a fact is, as an objection names it."""

    EMAIL = "an e-mail address"
    LINK = "a link"
    AMOUNT = "an amount"
    DATE = "a date"
    TIME = "a length of time"
    NUMBER = "a number"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``keys`` has its own key first, then those of what follows from it."""

    kind: Kind
    text: str
    keys: tuple[str, ...]


_Reader = Callable[[re.Match[str]], tuple[str, ...]]
"""Gives a match's keys, none if it is no fact after all."""

_WORDS = {
    **dict.fromkeys(("a", "an"), 0.0),
    **{"half": 0.5, "couple of": 2.0, "dozen": 12.0, "hundred": 100.0, "thousand": 1000.0},
    **{
        word: float(value)
        for value, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen".split(),
            start=1,
        )
    },
    **{
        word: float(10 * value)
        for value, word in enumerate(
            "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
        )
    },
}
_CURRENCIES = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "buck", "bucks"), "usd"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "eur"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid"), "gbp"),
    **dict.fromkeys(("¥", "jpy", "yen", "cny"), "yen"),
    **dict.fromkeys(("₹", "inr", "rs", "rupee", "rupees"), "inr"),
    **dict.fromkeys(("kr", "sek", "nok", "dkk", "kronor", "kroner"), "kr"),
    **dict.fromkeys(("¢", "cent", "cents"), "cent"),
    **{code: code for code in ("cad", "aud", "chf", "mxn", "brl", "pln", "francs", "pesos")},
    **dict.fromkeys(("%", "percent", "per cent", "pct"), "%"),
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_NUM = r"\d++(?:[.,]\d++)*+"
_WORD = "(?:" + "|".join(_WORDS) + ")"
_QUANTITY = rf"(?:(?<!\d)(?<!\d[.,]){_NUM}|\b{_WORD}\b(?:(?: and |[ -]){_WORD}\b){{0,4}}+)"
_RANGE = rf"({_QUANTITY})(?:\s?(?:-|\bto\b|\bor\b|\band\b)\s?({_QUANTITY}))?"
_SYMBOL = "[$¢£¤¥֏؋৲৳૱௹฿៛\u20a0-\u20cf]"
_NAMES = "(?:" + "|".join(name for name in _CURRENCIES if name[0].isalpha()) + ")"
_MONTH = (
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,? (\d{4})\b)?"
_LARGE = r"(?: ?(k|m|million|grand)\b)?"
_TAIL = r"[^\s\"<>()]"

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKUP = re.compile(r"[*#`]")
_ARTICLE = re.compile(r"\b(?:a|an)\Z")
_SPLIT_WORDS = re.compile(r"couple of|[a-z]+")


def folded(text: str) -> str:
    """The text in one spelling: plain digits, dashes, spaces and letters; case is kept."""
    plain = text
    if not text.isascii():
        plain = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text))
    return " ".join(_THOUSANDS.sub("", _MARKUP.sub("", plain)).split())


def _plain(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cf":
        return ""
    return "-" if category == "Pd" or char == "−" else "%" if char == "٪" else char


def facts(text: str) -> list[Fact]:
    """The facts in a text. What was read as one fact is not read as another too."""
    found: list[Fact] = []
    rest = folded(text)
    for kind, pattern, read in _READERS:

        def take(match: re.Match[str], kind: Kind = kind, read: _Reader = read) -> str:
            keys = read(match)
            if keys:
                found.append(Fact(kind, match[0].strip(), keys))
            return " ; " if keys else match[0]

        rest = pattern.sub(take, rest)
    return found


def _email(match: re.Match[str]) -> tuple[str, ...]:
    return (match[0].casefold(),)


def _link(match: re.Match[str]) -> tuple[str, ...]:
    """An address on the web, and the site it is on."""
    text = match[0].casefold().rstrip(".,;:!?'”’]}*")
    bare = text.partition("://")[2] or text
    bare = bare.removeprefix("www.").rstrip("/")
    site = re.split(r"[/:?]", bare, maxsplit=1)[0]
    ending = site.rpartition(".")[2]
    if "://" not in text and not (len(ending) > 1 and ending.isalpha()):
        return ()
    return (f"link {bare}", f"link {site}")


def _value(quantity: str) -> str:
    """A number in figures without needless zeros, whether it was in figures or in words."""
    if quantity[0].isdigit():
        text = quantity.replace(",", ".")
        return text.rstrip("0").rstrip(".") if text.count(".") == 1 else text
    total = 0.0
    for word in _SPLIT_WORDS.findall(quantity.casefold()):
        if word != "and":
            value = _WORDS[word]
            total = (total or 1) * value if value in (12, 100, 1000) else total + value
    return f"{total or 1:g}"


def _quantity(low: str, high: str | None, unit: str) -> tuple[str, ...]:
    """A quantity or a range of them; from "5 to 7 days" follows that it takes 7 days at most."""
    if high is None:
        return (f"{_value(low)} {unit}",)
    return (f"{_value(low)}-{_value(high)} {unit}", f"{_value(high)} {unit}")


def _amount(match: re.Match[str]) -> tuple[str, ...]:
    before, first, upto, large, low, high, larger, after = match.groups()
    unit = (before or after).casefold().rstrip(".")
    unit = _CURRENCIES.get(unit, unit) + (large or larger or "").casefold()
    keys = _quantity(first, upto, unit) if before else _quantity(low, high, unit)
    return (*keys, *(_value(n) for n in (first, upto, low, high) if n and unit != "%"))


def _half(match: re.Match[str]) -> tuple[str, ...]:
    return ("50 %",)


def _days(year: str | None, month: int, *days: str | None) -> tuple[str, ...]:
    """Keys of days of a month: as precise as they are written, then less so."""
    full = f"20{year}" if year and len(year) == 2 else year
    given = [int(day) for day in days if day]
    keys = ["-".join(str(day) for day in given) + f" of {month}"] if len(given) > 1 else []
    for day in given:
        keys += [f"{full}-{month}-{day}", full] if full else []
        keys += [f"{month}-{day}", f"day {day}"]
    return tuple(keys)


def _iso(match: re.Match[str]) -> tuple[str, ...]:
    return _days(match[1], int(match[2]), match[3])


def _numeric(match: re.Match[str]) -> tuple[str, ...]:
    """Month before day with slashes unless that can't be, day before month otherwise."""
    first, mark, second, year = match.groups()
    if mark != "/" and year is None:
        return ()
    if mark == "/" and int(first) <= 12:
        return _days(year, int(first), second)
    return _days(year, int(second), first)


def _month_first(match: re.Match[str]) -> tuple[str, ...]:
    return _days(match[4], 1 + _MONTHS.index(match[1][:3].casefold()), match[2], match[3])


def _day_first(match: re.Match[str]) -> tuple[str, ...]:
    return _days(match[3], 1 + _MONTHS.index(match[2][:3].casefold()), match[1])


def _ordinal(match: re.Match[str]) -> tuple[str, ...]:
    return (f"day {int(match[1])}",)


def _clock(match: re.Match[str]) -> tuple[str, ...]:
    return (re.sub(r"[ .]", "", match[0].casefold()),)


def _when(match: re.Match[str]) -> tuple[str, ...]:
    return (match[0].casefold().removesuffix("s"),)


def _length(match: re.Match[str]) -> tuple[str, ...]:
    low, high, working, unit = match.groups()
    short = unit.casefold()
    name = {"mi": "minute", "mo": "month"}.get(short[:2]) or {
        "h": "hour",
        "d": "day",
        "w": "week",
        "f": "fortnight",
        "y": "year",
    }[short[0]]
    if name == "minute" and _ARTICLE.match(low.casefold()):
        return ()
    return _quantity(low, high, f"business {name}" if working else name)


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
    key = _value(plain) if re.fullmatch(r"\d+\.\d+", plain) else re.sub(r"[-/.]", "", plain)
    return (key, *re.findall(r"\d{3,}", plain))


def _reader(kind: Kind, pattern: str, read: _Reader) -> tuple[Kind, re.Pattern[str], _Reader]:
    return kind, re.compile(pattern, re.IGNORECASE), read


_READERS = (
    _reader(Kind.EMAIL, r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++", _email),
    _reader(
        Kind.LINK,
        rf"(?<![\w+])[a-z]\w*+://{_TAIL}++|(?<![\w@.-])[\w-]++(?:\.[\w-]++)++(?:[:/?]{_TAIL}*+)?",
        _link,
    ),
    _reader(
        Kind.AMOUNT,
        rf"({_SYMBOL}|\b{_NAMES}\.?)\s?({_NUM})(?:-{_SYMBOL}?({_NUM}))?{_LARGE}"
        rf"|{_RANGE}{_LARGE}[ -]?({_SYMBOL}(?! ?\d)|%|{_NAMES}\b)",
        _amount,
    ),
    _reader(
        Kind.AMOUNT,
        r"\bhalf[ -](?:off|price)\b|\bhalf (?:of )?(?:the|your) (?:price|money|amount|total)\b",
        _half,
    ),
    _reader(Kind.DATE, r"(?<![\d-])(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", _iso),
    _reader(
        Kind.DATE,
        r"(?<![\w./-])(?!24/7\b)(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?(?![\w-]|\.\d)",
        _numeric,
    ),
    _reader(
        Kind.DATE, rf"{_MONTH} (?:the )?{_DAY}(?: ?(?:-|to|and) ?{_DAY})?{_YEAR}", _month_first
    ),
    _reader(Kind.DATE, rf"\b{_DAY}\.? (?:of )?{_MONTH}{_YEAR}", _day_first),
    _reader(Kind.DATE, r"\b(\d{1,2})(?:st|nd|rd|th)\b", _ordinal),
    _reader(
        Kind.DATE,
        r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|overnight"
        r"|(?:next|this) (?:week(?:end)?|month|year|morning|afternoon|evening))\b",
        _when,
    ),
    _reader(Kind.TIME, r"\b\d{1,2}:\d\d(?: ?[ap]\.?m\b)?|\b\d{1,2} ?[ap]\.?m\b", _clock),
    _reader(
        Kind.TIME,
        rf"{_RANGE}[ -]?(?:(business|working|work|bank)[ -]|(?:more|full|short|calendar)[ -])?"
        r"(minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|fortnights?|months?|years?|yrs?)\b",
        _length,
    ),
    _reader(Kind.NUMBER, r"(?<![\w-])\+?\(?\d{1,4}(?:[ ()-]{1,3}\d{1,4})++(?![\w-])", _groups),
    _reader(Kind.NUMBER, r"\w++(?:[-/.]\w++)*+", _identifier),
)
