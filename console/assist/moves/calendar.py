"""Days and spans of time as texts name them, counted from a day that is given."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from console.assist.reading.patterns import pattern
from console.domain.alternatives import by_initial, folded

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|:|[.,]\d|%)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b{_MONTH} {_DAY}(?:,? (?P<year>\d{{4}}))?",
        rf"\b{_DAY}(?: of)? {_MONTH}\b(?:,? (?P<year>\d{{4}}))?",
    )
)
"""Ways of writing a date: 2026-04-15, April 15 and 15 April."""

_ORDINAL = re.compile(r"\b(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
"""A day of a month that is not named: "the 15th"."""

_BARE_MONTH = re.compile(
    r"\b(?P<month>january|february|march|april|(?<=in )may|june|july|august|september|october|"
    r"november|december)\b",
    re.IGNORECASE,
)
"""A month without a day."""

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NEAR = re.compile(rf"\b(today|yesterday|tomorrow|tonight|{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
"""A day that is told from today."""

_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1, "fourteen": 14, "thirty": 30}
_NUMBER = rf"(?:(?<!\d)\d{{1,6}}+(?!\d)|{by_initial('|'.join(_SMALL))})"
"""A number of at most six digits: no length of time has more, and int() doesn't take thousands."""

_SPAN = pattern(
    rf"""
    (?P<low>{_NUMBER})(?:(?: to | or |-|–)(?P<high>{_NUMBER}))?[ -]
    (?P<business>business |working )?(?P<unit>hour|day|week|month|year)s?\b
""",
    re.IGNORECASE,
)
"""A length of time: "3 to 5 business days"."""

_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365.25}


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A length of time: ``low`` to ``high`` units, the same where one number is given."""

    low: int
    high: int
    unit: str
    business: bool
    start: int
    end: int

    def days(self, number: int) -> float:
        """How many days so many units are."""
        return number * _DAYS[self.unit]


def spans(text: str) -> tuple[TimeSpan, ...]:
    """The lengths of time in a text: "3 to 5 business days", "two weeks"."""
    return tuple(
        TimeSpan(
            low=_number(match["low"]),
            high=_number(match["high"] or match["low"]),
            unit=folded(match["unit"]),
            business=match["business"] is not None,
            start=match.start(),
            end=match.end(),
        )
        for match in _SPAN.finditer(text)
    )


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _SMALL[folded(word)]


def days_in(
    text: str, today: date, *, future: bool = False, months: bool = False
) -> tuple[date, ...]:
    """The days that a text names, in its order.

    A day without a month or year is the nearest one before ``today``, or after it if ``future``.
    With ``months`` a month by itself is its first day.
    """
    places: list[tuple[int, date]] = []
    taken: list[tuple[int, int]] = []
    for form in _DATES:
        for match in form.finditer(text):
            day = _dated(match, today, future=future)
            if day is not None and not any(a < match.end() and match.start() < b for a, b in taken):
                places.append((match.start(), day))
                taken.append(match.span())
    for match in _ORDINAL.finditer(text):
        day = _near_ordinal(int(match["day"]), today, future=future)
        if day is not None and not any(a < match.end() and match.start() < b for a, b in taken):
            places.append((match.start(), day))
    for match in _BARE_MONTH.finditer(text) if months else ():
        if not any(a <= match.start() < b for a, b in taken):
            number = _MONTHS.index(folded(match["month"][:3])) + 1
            year = today.year + (number < today.month if future else -(number > today.month))
            places.append((match.start(), date(year, number, 1)))
    places += [(m.start(), _near(folded(m[1]), today, future=future)) for m in _NEAR.finditer(text)]
    return tuple(day for _, day in sorted(places))


def _dated(match: re.Match[str], today: date, *, future: bool) -> date | None:
    groups = match.groupdict()
    month = int(groups["number"]) if groups.get("number") else 0
    month = month or _MONTHS.index(folded(groups["month"][:3])) + 1
    year = int(groups["year"]) if groups.get("year") else None
    try:
        if year is not None:
            return date(year, month, int(groups["day"]))
        day = date(today.year, month, int(groups["day"]))
        if not future and (day - today).days > 183:
            return day.replace(year=today.year - 1)
        return day.replace(year=today.year + 1) if future and (today - day).days > 183 else day
    except ValueError:
        return None


def _near_ordinal(number: int, today: date, *, future: bool) -> date | None:
    step = timedelta(days=1 if future else -1)
    day = today
    for _ in range(62):
        if day.day == number:
            return day
        day += step
    return None


def _near(word: str, today: date, *, future: bool) -> date:
    fixed = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    if word in fixed:
        return today + timedelta(days=fixed[word])
    ahead = (_WEEKDAYS.index(word) - today.weekday()) % 7
    if future:
        return today + timedelta(days=ahead or 7)
    return today - timedelta(days=(7 - ahead) % 7 or 7)


def after_business_days(start: date, number: int) -> date:
    """The day that is so many business days (Monday to Friday) after another."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def business_days_between(start: date, end: date) -> int:
    """How many business days after ``start`` ``end`` is."""
    days = (end - start).days
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))


def added(start: date, span: TimeSpan, number: int) -> date:
    """The day a span after another; months and years keep the day of the month where they can."""
    if span.business:
        return after_business_days(start, number)
    if span.unit in ("month", "year"):
        months = start.month - 1 + number * (12 if span.unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        day = start.day
        while True:
            try:
                return date(year, month, day)
            except ValueError:
                day -= 1
    return start + timedelta(days=round(span.days(number)))


def spoken(day: date, *, weekday: bool = False, today: date | None = None) -> str:
    """As "March 31", with the weekday if wanted, and with the year if it is not this one."""
    text = f"{day:%B} {day.day}"
    if weekday:
        text = f"{day:%A}, {text}"
    return text if today is None or day.year == today.year else f"{text}, {day.year}"
