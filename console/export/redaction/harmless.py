"""Finds what has digits and has to stay: dates, times, amounts, measures, versions, sizes."""

import re

from console.export.redaction.spans import matches

_MONTH = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|marz|apr(?:il)?|may|mai|june?|juni|july?|juli|"
    "aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|"
    "marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_CURRENCY = (
    "usd|eur|gbp|cny|rmb|chf|cad|aud|inr|mxn|euros?|dollars?|bucks|pounds?|pesos?|yuan|cents?|"
    "rupees|francs?|franken"
)
_UNIT = (
    "mah|wh|kwh|watts?|w|v|volts?|amps?|hz|khz|mhz|ghz|bits?|kb|mb|gb|tb|gbps|mbps|dpi|fps|ppi|px|"
    "mp|megapixels?|k|p|mm|cm|m|km|kilometers?|kilometres?|miles?|mi|inch(?:es)?|in|ft|feet|foot|"
    "yards?|zoll|pulgadas?|g|kg|grams?|lbs?|oz|ml|l|lit(?:er|re)s?|gallons?|lumens?|btu|rpm|psi|"
    "calor(?:ies|ias)|kcal|°|degrees?|pieces?|pcs|pack|stuck|stk|piezas?|units?|items?|pairs?|"
    "people|persons?|customers?|points?|punkte|puntos|miles|steps|schritte|pages?|words|reviews?|"
    "times|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|nights?|"
    "sekunden?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|minutos?|horas?|dias?|dias?|"
    "semanas?|meses|anos?|anos?|characters?|gen|core|ply|count|tier|thread"
)
_AMOUNT = r"\d{1,9}(?:[.,]\d{1,9}){0,5}"

_NOT_WITHIN = r"(?<![\w.,-])"
_OF_DIGITS = (
    rf"{_NOT_WITHIN}{_AMOUNT}\s?(?:[$€£¥₹%°\"”″]|(?:{_CURRENCY})\b|[元块岁天月年个件台双寸斤人次小])",
    rf"{_NOT_WITHIN}\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\w-])",
    rf"{_NOT_WITHIN}\d{{1,3}}(?:\.\d{{3}})*,\d{{2}}(?![\w-])",
    r"(?<![\w.,/-])\d{1,7}\.\d{1,2}(?![\w-]|\.\d)",
    r"(?<![\w-])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d/-])"
    r"(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z?)?",
    r"(?<![\w-])(?:0?[1-9]|[12]\d|3[01])[-/. ]{1,2}(?:0?[1-9]|[12]\d|3[01])[-/. ]{1,2}"
    r"(?:19|20)\d\d(?![\w/-])",
    r"(?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|[12]\d|3[01])(?:[/.]\d\d)?(?![\w/-]|\.\d)",
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of |de )?(?:{_MONTH})\b\.?,?"
    r"(?: (?:de )?(?:19|20)\d\d\b)?",
    r"(?<![\w:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])(?:\s?[ap]\.?m\b)?",
    r"(?<![\w-])(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d(?![\w-])",
    rf"{_NOT_WITHIN}{_AMOUNT}(?: ?[-x×] ?{_AMOUNT}){{0,3}}[ -]?(?:{_UNIT})(?![a-z0-9])(?!\.[a-z])",
    rf"{_NOT_WITHIN}{_AMOUNT}(?: ?[x×] ?{_AMOUNT}){{1,3}}(?![\w-])",
    r"(?<![\w.])\d{1,4}(?:\.\d{1,6}){2,4}(?:-?[a-z]{1,5}\d{0,3})?(?![\w-])",
)
_OF_WORDS = (
    rf"(?:{_CURRENCY}|rs\.?|us\$)\s?{_AMOUNT}",
    rf"(?:{_MONTH})\b\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?(?![\w-])",
    r"(?<!\.)v\d{1,4}(?:\.\d{1,6}){1,4}(?:-?[a-z]{1,5}\d{0,3})?(?![\w-])",
)
_HARMLESS = re.compile(
    rf"[$€£¥₹]\s?{_AMOUNT}(?:[km]\b)?|(?=\d)(?:{'|'.join(_OF_DIGITS)})"
    rf"|(?<!\w)(?=[a-z])(?:{'|'.join(_OF_WORDS)})",
    re.IGNORECASE,
)

exempt = matches(_HARMLESS, None)

_DATE_OR_AMOUNT = re.compile(r"[^\d\s.,-]|\d[-/.]\d{1,2}[-/.]\d")


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether what stands here is a date, a time, or a number with its unit or currency."""
    match = _HARMLESS.match(text, start)
    if match is None or match.end() < end:
        return False
    return match.end() > end or _DATE_OR_AMOUNT.search(match[0]) is not None
