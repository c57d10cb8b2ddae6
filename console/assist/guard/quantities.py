"""Finds amounts of money, shares and lengths of time, whatever language their units are in."""

import re

from console.assist.guard.claim import ClaimKind, claim_pattern
from console.assist.guard.number_words import ARTICLE
from console.domain.alternatives import by_initial, folded

_CURRENCIES = {
    **dict.fromkeys("$ usd dollar dollars dólar dólares dollari buck bucks".split(), "usd"),
    **dict.fromkeys("€ eur euro euros".split(), "eur"),
    **dict.fromkeys("£ gbp pound pounds quid pfund libras livres sterline".split(), "gbp"),
    **dict.fromkeys("¥ jpy yen cny yuan 元 块 円".split(), "yen"),
    **dict.fromkeys("₹ inr rs rupee rupees".split(), "inr"),
    **dict.fromkeys("kr sek nok dkk kronor kroner kronen".split(), "kr"),
    **dict.fromkeys("¢ cent cents centavos centimes".split(), "cent"),
    **{code: code for code in ("cad", "aud", "mxn", "brl", "reais", "pesos")},
    **dict.fromkeys(("chf", "francs", "franken"), "chf"),
    **dict.fromkeys(("pln", "zł", "złotych"), "pln"),
    **dict.fromkeys("% percent pct prozent procent".split(), "%"),
    **dict.fromkeys(("per cent", "por ciento", "por cento", "pour cent", "per cento"), "%"),
}
_CODES = by_initial("usd|eur|gbp|jpy|cny|inr|rs|sek|nok|dkk|kr|cad|aud|chf|mxn|brl|pln")

_UNITS = {
    "minute": "minutes minute mins min minuten minuto minutos minuti minuut minuta",
    "hour": "hours hour hrs hr h stunden stunde horas hora heures heure ore uren uur godzin",
    "day": "days day tage tag tagen días día dias dia jours jour giorni giorno dagen dag dni 天",
    "business day": "werktage werktagen arbeitstage arbeitstagen geschäftstage werkdagen",
    "week": "weeks week wks wk wochen woche semanas semana semaines semaine settimane settimana "
    "weken tygodni 周 星期",
    "fortnight": "fortnights fortnight",
    "month": "months month mo monate monat monaten meses mes mês mois mesi mese maanden maand 月",
    "year": "years year yrs yr jahre jahr jahren años año anos ano ans an anni anno jaar lat 年",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}

_NUM = r"\d++(?:[.,]\d++)*+"
_QUANTITY = rf"(?:[\x02\x03]|(?<![\x02\x03]))(?<!\d)(?<!\d[.,]){_NUM}"
"""With the mark of a number word: what does not fit from there is not tried again without it."""
_TO = rf"(?:\s?-\s?|\s(?:to|or|and|bis|oder|und|y|o|à|ou|et|al|tot|of|{ARTICLE}1)\s)"
_RANGE = rf"({_QUANTITY})(?:{_TO}({_QUANTITY}))?"
_SYMBOL = "[$¢£¤¥֏؋৲৳૱௹฿៛\u20a0-\u20cf]"
_NAMES = by_initial("|".join(name for name in _CURRENCIES if name[0].isalpha()))
_LARGE = r"(?:(?= ?[kmg]) ?(k|m|million|millions|millionen|millones|grand)\b)?"
_WORKING = r"business|working|work|bank"
_AFTER = r"hábiles|laborables|ouvrés|ouvrables|lavorativi|úteis|robocz\w+|business|working"
_NAMED_UNITS = by_initial("|".join(sorted(_UNIT_OF, key=len, reverse=True)))

_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})++,\d{1,2}")


def value(quantity: str) -> str:
    """A number without needless zeros and with a point before its decimals."""
    text = quantity.lstrip("\x02\x03")
    if _CONTINENTAL.fullmatch(text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return text.rstrip("0").rstrip(".") if text.count(".") == 1 else text


def _quantity(low: str, high: str | None, unit: str) -> tuple[str, ...]:
    """A quantity or a range of them; from "5 to 7 days" follows that it takes 7 days at most."""
    if high is None:
        return (f"{value(low)} {unit}",)
    return (f"{value(low)}-{value(high)} {unit}", f"{value(high)} {unit}")


def _amount(match: re.Match[str]) -> tuple[str, ...]:
    before, first, upto, large, low, high, larger, after = match.groups()
    unit = folded(before or after).rstrip(".")
    unit = _CURRENCIES.get(unit, unit) + folded(large or larger or "")
    keys = _quantity(first, upto, unit) if before else _quantity(low, high, unit)
    return (*keys, *(value(n) for n in (first, upto, low, high) if n and unit != "%"))


def _half(match: re.Match[str]) -> tuple[str, ...]:
    return ("50 %",)


def _length(match: re.Match[str]) -> tuple[str, ...]:
    low, high, working, unit, after = match.groups()
    name = _UNIT_OF[folded(unit)]
    if name == "minute" and low.startswith(ARTICLE):
        return ()
    if (working or after) and name == "day":
        name = "business day"
    return _quantity(low, high, name)


def _ideograms(match: re.Match[str]) -> tuple[str, ...]:
    return (match[0],)


PATTERNS = (
    claim_pattern(
        ClaimKind.AMOUNT,
        rf"({_SYMBOL}|\b{_CODES}\.?)\s?({_NUM})(?:\s?-\s?{_SYMBOL}?({_NUM}))?{_LARGE}"
        rf"|{_RANGE}(?=[ -]?+[^\d\s.-])(?: of)?{_LARGE}[ -]?"
        rf"({_SYMBOL}(?! ?\d)|%|{_NAMES}\b|元|块|円)",
        _amount,
    ),
    claim_pattern(
        ClaimKind.AMOUNT,
        r"\x020\.5[ -](?:off|price)\b|\x020\.5 (?:of )?(?:the|your) (?:price|money|amount|total)\b",
        _half,
    ),
)

LENGTHS = (
    claim_pattern(
        ClaimKind.TIME,
        rf"{_RANGE}(?=[ -]?+[^\W\d_])(?: of)?[ -]?"
        rf"(?:({_WORKING})[ -]|(?:more|full|short|calendar)[ -])?"
        rf"({_NAMED_UNITS})(?![^\W\d_])(?: ({_AFTER})\b)?",
        _length,
    ),
    claim_pattern(
        ClaimKind.TIME,
        r"[一二三四五六七八九十百千万两兩半]{1,6}+[个個]?(?:工作)?(?:[天日周週月年元块折]|小时|小時|分钟|星期|美元)",
        _ideograms,
    ),
)
"""They come after dates and times of day."""
