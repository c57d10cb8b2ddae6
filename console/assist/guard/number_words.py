"""Numbers that are written as words, in the languages that customers of a shop often write in.

They are put into figures, marked as having been words: "twenty-five euros" and "25 euros" are the
same fact, while "one of them" is no number that anybody could be held to.
"""

import re

WORDED = "\x02"
"""Stands before a figure that was a word."""

ARTICLE = "\x03"
"""Stands before the 1 that was an indefinite article."""

_ROWS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn",
    "uno dos tres cuatro cinco seis siete ocho nueve diez - doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve",
    "- deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "- - tre quattro cinque sei sette otto - dieci undici dodici tredici quattordici quindici",
    "- dois três quatro - - sete oito nove dez - doze treze catorze",
    "- twee drie vier vijf zes zeven - negen tien - twaalf dertien veertien vijftien",
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "vingt trente quarante cinquante soixante",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
)
_VALUES = {
    "half": 0.5,
    "couple": 2.0,
    "dozen": 12.0,
    **dict.fromkeys(("hundred", "hundert", "cien", "ciento", "cento", "cem", "honderd"), 100.0),
    **dict.fromkeys(("thousand", "tausend", "mil", "mille", "duizend"), 1000.0),
    **{w: float(n) for row in _ROWS for n, w in enumerate(row.split(), start=1) if w != "-"},
    **{w: 10.0 * n for row in _TENS for n, w in enumerate(row.split(), start=2)},
}
_ARTICLES = frozenset("a an ein eine einen einem einer un una une um uma een".split())
_FACTORS = (12.0, 100.0, 1000.0)
_WORD = re.compile(r"[^\W\d_]++")
_BETWEEN = {" ": False, "-": False, " and ": True, " of ": True, " a ": True}
"""What may stand between two words of one number, and whether only beside a factor."""


def in_figures(text: str) -> str:
    """The text with its number words in figures."""
    pieces: list[str] = []
    end = 0
    group: list[tuple[str, float]] = []
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        value = 1.0 if word in _ARTICLES else _VALUES.get(word)
        if value is None:
            continue
        between = text[end : match.start()]
        if group and not _goes_on(group, between, word, value):
            pieces.append(_figure(group))
            group = []
        if not group:
            pieces.append(between)
        group.append((word, value))
        end = match.end()
    if group:
        pieces.append(_figure(group))
    return "".join((*pieces, text[end:]))


def _goes_on(group: list[tuple[str, float]], between: str, word: str, value: float) -> bool:
    """Whether a word belongs to the number begun: "twenty five", "two hundred and ten"."""
    if between not in _BETWEEN or (word in _ARTICLES and group[-1][1] != 0.5):
        return False
    before = group[-1][1]
    if value in _FACTORS:
        return not _BETWEEN[between]
    if group[-1][0] in _ARTICLES:
        return word in ("couple", "half") and between == " "
    if _BETWEEN[between]:
        return before in _FACTORS
    return before in _FACTORS or (before >= 20 and before % 10 == 0 and value < 10) or before == 0.5


def _figure(group: list[tuple[str, float]]) -> str:
    """The number, with the mark of where it came from."""
    if len(group) == 1 and group[0][0] in _ARTICLES:
        return f"{ARTICLE}1"
    total = 0.0
    for word, value in group:
        if value in _FACTORS:
            total = (total or 1) * value
        elif word in _ARTICLES:
            total = total or 0.0
        else:
            total += value
    return f"{WORDED}{total:g}"
