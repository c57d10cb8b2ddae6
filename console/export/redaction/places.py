"""Finds postal codes and street addresses, as they are written in several countries."""

import re
from collections.abc import Iterator

from console.export.redaction.spans import Span, matches

_CAP = r"[A-ZÆÐØÞĐŁŒ][\w'.-]{0,30}"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    "T[NX]|UT|V[AT]|W[AIVY]"
)
_UNIT = (
    r"(?:apt|apartment|suite|ste|flat|floor|fl|room|rm|unit|#)\.? ?#?[A-Za-z]?\d{1,5}[A-Za-z]?\b"
)
_STREET = (
    r"street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|way|court|ct|place|pl|square|sq|"
    r"terrace|close|crescent|parkway|pkwy|highway|hwy|circle|cir|trail|gardens|grove|mews"
)
_NOT_A_STREET = r"(?!(?:of|in|on|the|a|an|to|for|by|at|is|are|and|or|from|items?|days?|my|per)\b)"
_NTH = r"\d{1,3}(?i:st|nd|rd|th)"
_ENGLISH = (
    rf"\b\d{{1,5}}[A-Za-z]?,? (?:[NSEW]\.? )?(?:{_CAP} |{_NTH} ){{1,4}}(?i:{_STREET})\b\.?"
    rf"|\b\d{{1,5}}[a-z]? (?:{_NOT_A_STREET}[a-z'-]{{2,20}} ){{1,3}}(?:street|avenue|ave|road|lane|"
    rf"boulevard|blvd|drive)\b|\b\d{{1,5}} (?:[NSEW]\.? )?(?i:broadway)\b"
)
_GERMAN = (
    r"\b[A-Z][\w-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|chaussee)"
    r" ?\d{1,4} ?[a-z]?\b"
    rf"|\b(?:{_CAP} )?(?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee) \d{{1,4}} ?[a-z]?\b"
    rf"|\b(?:Am|Im|An der|An den|Auf de[mr]|Unter den|Zum|Zur) {_CAP} \d{{1,4}} ?[a-z]?"
    r"(?=, \d{5}\b)"
)
_SPANISH = (
    r"\b(?:[Cc]/ ?|(?:[Cc]alle|[Aa]vda\.?|[Aa]venida|[Pp]laza|[Pp]aseo|Carrera|Camino|Ronda) )"
    rf"(?:(?:de|del|la|las|los|el) ){{0,2}}{_CAP}(?: (?:de |del |la |y ){{0,2}}{_CAP}){{0,3}},?"
    r" (?:nu?[mº°o.]{0,2} ?)?\d{1,4}(?:, ?\d{1,2}[°oa](?: ?[A-Z]\b)?)?"
)
_FRENCH = (
    rf"\b\d{{1,4}}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|allee|impasse|quai)"
    rf" (?:(?:de|du|des|la|le|les) ){{0,2}}(?:l'|d')?{_CAP}(?: {_CAP}){{0,2}}"
)
_HAN = r"[\u4e00-\u9fff]"
_START = r"[^\W\d_到在于住是至往寄送给址为]"
_CHINESE = (
    rf"(?:(?={_START}){_HAN}{{2,3}}[省市])?(?:(?={_START}){_HAN}{{2,3}}市)?"
    rf"(?:(?={_START}){_HAN}{{2,3}}[区县])?(?={_START}){_HAN}{{2,4}}(?:路|街|大道|巷|胡同)"
    rf" ?\d{{1,5}} ?[号弄](?:(?:{_HAN}|[A-Z\d-]){{0,20}}[室楼层栋户])?"
)
_ADDRESS = re.compile(
    rf"(?:(?=\d)(?:{_ENGLISH}|{_FRENCH})|(?=[A-Zacp])(?:{_GERMAN}|{_SPANISH}))(?:,? (?i:{_UNIT}))?"
    rf"(?:,\s?{_CAP}(?: {_CAP}){{0,2}},? (?:{_STATES})(?=,? \d{{5}}))?"
)
_FIVE_DIGITS = re.compile(r"\d{5}")
_ROOM = re.compile(
    r"(?<!office )(?<!creative )\b(?:apt|apartment|suite|ste|flat|p\.?o\.? box|postfach)\.? #?"
    r"\d{1,5}[A-Za-z]?\b(?![.,]\d)",
    re.IGNORECASE,
)
_NO_UNIT = r"(?!GB|TB|XL|HZ|LB|FT|QT|PT|HP)"
_LETTERED = re.compile(
    rf"\b(?P<gb>[A-Z]{{1,2}}\d[A-Z\d]? ?\d{_NO_UNIT}[ABD-HJLNP-UW-Z]{{2}})\b"
    rf"|(?<![\w.-])(?P<ca>[A-CEGHJ-NPR-TVXY]\d[A-Z] ?\d[A-Z]\d)\b"
)
_FIVE = re.compile(
    rf"(?=\D{{0,13}}+\d{{5}})(?:\b(?:{_STATES}),? (?P<state>\d{{5}}(?:-\d{{4}})?)(?![\w-])"
    r"|\b(?i:a[krz]|c[at]|dc|fl|ga|i[al]|k[sy]|m[dinst]|n[cdehjmvy]|ri|s[cd]|t[nx]|ut|v[at]|"
    r"w[aivy]) (?P<low>\d{5})(?![\w.,-]*\d)"
    rf"|(?<=\x00),? (?P<after>\d{{5}}(?:-\d{{4}})?)(?![\w-])"
    rf"|(?<![\w.,-])(?P<nine>\d{{5}}-\d{{4}})(?![\w-])"
    rf"|(?<=[A-Za-z])[,)] {{0,2}}(?P<city>\d{{5}})(?=[.!?;)]*(?:\n|$|\.? [A-Z])|, [A-Z])"
    rf"|(?:\b(?:[Ii]n|[Ff]rom|[Nn]ear|[Aa]us|[Ee]n|[Dd]e|[Tt]o|[Nn]ach)|,|^|\n) ?"
    rf"(?:D-|A-|CH-|E-)?(?P<before>\d{{5}}) (?={_CAP})"
    rf"|\b(?:live|living|lives|reside|based|located|i'm|am|wohne|vivo) (?:in|at|near|en) "
    rf"(?P<home>\d{{5}})(?![\w-])"
    rf"|\b(?:in|from|near) (?P<end>\d{{5}})(?=[.!?;,)]*(?:\n|$| and\b| but\b| so\b|\.? [A-Z])))",
)
"""Longest before the five digits is "located near ", and there are no other digits before them."""

addresses = matches(_ADDRESS, "ADDRESS")
chinese_addresses = matches(re.compile(_CHINESE), "ADDRESS")
rooms = matches(_ROOM, "ADDRESS")


def zips(text: str) -> Iterator[Span]:
    """Postal codes of letters and digits, recognised by their form."""
    for match in _LETTERED.finditer(text):
        yield Span(*match.span(match.lastgroup or 0), "ZIP")


def five_digit_zips(text: str) -> Iterator[Span]:
    """Postal codes of five digits, recognised by the place name beside them."""
    for match in _FIVE.finditer(text) if _FIVE_DIGITS.search(text) else ():
        yield Span(*match.span(match.lastgroup or 0), "ZIP")
