"""Finds days, months and times of day, whatever European language they are named in."""

import re

from console.assist.guard.claim import ClaimKind, claim_pattern
from console.domain.alternatives import by_initial, folded

_MONTH_NAMES = (
    "jan january januar januari enero janvier gennaio janeiro",
    "feb february februar februari febrero février febbraio fevereiro",
    "mar march märz maart marzo mars março",
    "apr april abril avril aprile",
    "may mai mei mayo maggio maio",
    "jun june juni junio juin giugno junho",
    "jul july juli julio juillet luglio julho",
    "aug august augustus agosto août",
    "sep sept september septiembre septembre settembre setembro",
    "oct okt october oktober octubre octobre ottobre outubro",
    "nov november noviembre novembre novembro",
    "dec dez dic december dezember diciembre décembre dicembre dezembro",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_SHORT = frozenset(name for name in _MONTHS if len(name) <= 4) | {"march", "august"}
"""Too short, or too like other words, to be taken for months where no day stands beside them."""

_WEEKDAY_NAMES = (
    "monday mondays montag lunes lundi lunedì segunda-feira maandag",
    "tuesday tuesdays dienstag martes mardi martedì terça-feira dinsdag",
    "wednesday wednesdays mittwoch miércoles mercredi mercoledì quarta-feira woensdag",
    "thursday thursdays donnerstag jueves jeudi giovedì quinta-feira donderdag",
    "friday fridays freitag viernes vendredi venerdì sexta-feira vrijdag",
    "saturday saturdays samstag sonnabend sábado samedi sabato zaterdag",
    "sunday sundays sonntag domingo dimanche domenica zondag",
)
_WHEN = {name: names.split()[0] for names in _WEEKDAY_NAMES for name in names.split()} | {
    **dict.fromkeys(("tomorrow", "morgen", "mañana", "demain", "domani", "amanhã"), "tomorrow"),
    **dict.fromkeys(("übermorgen", "pasado mañana", "après-demain", "dopodomani"), "übermorgen"),
    **dict.fromkeys(("tonight", "overnight"), "tonight"),
}
_ANY_DAY = by_initial("|".join(sorted(_WHEN, key=len, reverse=True)))
_NEXT_ELSEWHERE = (
    r"nächste[rnms]? (?:woche|monat)|kommende[rnms]? (?:woche|monat)|(?:la )?próxima semana"
    r"|próximo mes|semaine prochaine|mois prochain|prossima settimana|settimana prossima"
    r"|volgende week|semana que vem|semana que viene"
)

_ANY_MONTH = by_initial("|".join(sorted(_MONTHS, key=len, reverse=True)))
_LONG_MONTHS = "|".join(name for name in _MONTHS if name not in _SHORT)
_LONG_MONTH = by_initial(_LONG_MONTHS)
_LONG_MONTH_OR_AUGUST = by_initial(_LONG_MONTHS + "|august")
_ORDINALS = {
    word: day
    for day, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}
_ORDINAL_WORD = by_initial("|".join(sorted(_ORDINALS, key=len, reverse=True)))
_ORDINAL = rf"(?:\x02([23]0)[ -])?({_ORDINAL_WORD})"
_FEASTS = "christmas|xmas|easter|thanksgiving|new year"

_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?!\d)"
_YEAR = r"(?:,? (?:de )?(\d{4})\b)?"


def _days(year: str | None, month: int, *days: str | None) -> tuple[str, ...]:
    """Keys of days of a month: as precise as they are written, then less so."""
    full = f"20{year}" if year and len(year) == 2 else year
    given = [int(day) for day in days if day]
    keys = ["-".join(str(day) for day in given) + f" of {month}"] if len(given) > 1 else []
    for day in given:
        keys += [f"{full}-{month}-{day}", full] if full else []
        keys += [f"{month}-{day}", f"day {day}"]
    return (*keys, f"month {month}")


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
    return _days(match[4], _MONTHS[folded(match[1])], match[2], match[3])


def _day_first(match: re.Match[str]) -> tuple[str, ...]:
    return _days(match[3], _MONTHS[folded(match[2])], match[1])


def _worded(tens: str | None, word: str) -> str:
    return str(int(tens or 0) + _ORDINALS[folded(word)])


def _worded_first(match: re.Match[str]) -> tuple[str, ...]:
    named = match[3] or match[4]
    return _days(None, _MONTHS[folded(named)], _worded(match[1], match[2]))


def _worded_last(match: re.Match[str]) -> tuple[str, ...]:
    return _days(None, _MONTHS[folded(match[1])], _worded(match[2], match[3]))


def _worded_alone(match: re.Match[str]) -> tuple[str, ...]:
    return (f"day {_worded(match[1], match[2])}",)


def _month(match: re.Match[str]) -> tuple[str, ...]:
    named = match[1] or match[2]
    return (f"month {_MONTHS[folded(named)]}",)


def _ordinal(match: re.Match[str]) -> tuple[str, ...]:
    return (f"day {int(match[1])}",)


def _clock(match: re.Match[str]) -> tuple[str, ...]:
    return (re.sub(r"[ .]", "", folded(match[0])),)


def _when(match: re.Match[str]) -> tuple[str, ...]:
    return (_WHEN.get(folded(match[0]), folded(match[0])),)


WORDS = frozenset(
    word
    for name in (*_MONTHS, *_WHEN, *_ORDINALS, _NEXT_ELSEWHERE, _FEASTS)
    for word in re.findall(r"[^\W\d_]+", name)
) | frozenset(
    "next this nächsten nächster nächstes kommenden kommender weekend end noon midnight".split()
)
"""A text without any of these has nothing for ``NAMED``."""

NUMERIC = (
    claim_pattern(ClaimKind.DATE, r"(?<![\d-])(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", _iso),
    claim_pattern(
        ClaimKind.DATE,
        r"(?<![\w./-])(?!24/7\b)(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?(?![\w-]|\.\d)",
        _numeric,
    ),
)

NAMED = (
    claim_pattern(
        ClaimKind.DATE,
        rf"\b({_ANY_MONTH})\b\.? (?:the )?{_DAY}(?: ?(?:-|to|and) ?{_DAY})?{_YEAR}",
        _month_first,
    ),
    claim_pattern(
        ClaimKind.DATE,
        rf"\b{_DAY} ?(?:of |de |di )?({_ANY_MONTH})\b\.?(?:,? (?:de )?(\d{{4}})\b)?",
        _day_first,
    ),
    claim_pattern(
        ClaimKind.DATE,
        rf"(?<!\w){_ORDINAL} (?:day )?(?:of ({_ANY_MONTH})|({_LONG_MONTH_OR_AUGUST}))\b",
        _worded_first,
    ),
    claim_pattern(
        ClaimKind.DATE, rf"\b({_LONG_MONTH_OR_AUGUST}) (?:the )?{_ORDINAL}\b", _worded_last
    ),
    claim_pattern(
        ClaimKind.DATE,
        rf"\b(?:on|by|before|until|from) the {_ORDINAL}"
        r"(?= of (?:the|this|next) month|\s*[.,;:!?)]|$)",
        _worded_alone,
    ),
    claim_pattern(
        ClaimKind.DATE,
        r"\b(?:on|by|before|until|at|over) (?:the )?"
        r"(?:end of (?:the |this )?(?:day|week|month|year)"
        rf"|weekend|noon|midnight|{_FEASTS})\b",
        _when,
    ),
    claim_pattern(
        ClaimKind.DATE,
        rf"\b({_LONG_MONTH})\b|\b(?:in|by|until|since|till|of) (may|march|august)\b(?! \w+ing)",
        _month,
    ),
    claim_pattern(
        ClaimKind.DATE,
        rf"\b(?<!guten )(?<!buenos ){_ANY_DAY}\b"
        r"|\b(?:next|this) (?:week(?:end)?|month|year|morning|afternoon|evening)\b"
        rf"|\b{by_initial(_NEXT_ELSEWHERE)}\b",
        _when,
    ),
)

SHORT = (
    claim_pattern(ClaimKind.DATE, r"\b(\d{1,2})(?:st|nd|rd|th)\b", _ordinal),
    claim_pattern(
        ClaimKind.TIME, r"\b\d{1,2}:\d\d(?: ?[ap]\.?m\b)?|\b\d{1,2} ?(?:[ap]\.?m\b|uhr\b)", _clock
    ),
)
