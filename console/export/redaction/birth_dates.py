"""Finds dates of birth: a date that the words before it, or the question before, make one."""

import re
from collections.abc import Iterator
from functools import cache

from console.export.redaction.languages import languages
from console.export.redaction.phrases import WORD
from console.export.redaction.spans import Span

_REACH = 40
_NTH = r"(?:st|nd|rd|th|er|º|o|\.)?"
_SEP = r"\s?[-/.\s]\s?"


@cache
def dates() -> re.Pattern[str]:
    """Dates as people write the day of their birth, in figures or with the month's name."""
    months = "|".join(sorted(languages().months, key=len, reverse=True))
    patterns = (
        rf"\d{{4}}{_SEP}\d{{1,2}}{_SEP}\d{{1,2}}",
        rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}(?:\d{{4}}|'?\d\d)",
        r"\d{2,4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]?",
        rf"\d{{1,2}}{_NTH},?[ -]?(?:of |de |d')?(?:{months})\b\.?,?[ -]?(?:de |del )?"
        rf"(?:\d{{4}}|'?\d\d)",
        rf"(?:{months})\.? \d{{1,2}}{_NTH},? (?:of )?(?:\d{{4}}|'?\d\d)",
        rf"\d{{1,2}}{_NTH} ?(?:of |de )?(?:{months})\b",
        r"(?:19|20)\d{6}|\d{8}|\d{6}|(?:19|20)\d\d",
    )
    return re.compile(
        rf"(?<![A-Za-z0-9.,/-])(?=\w)(?:{'|'.join(patterns)})(?![A-Za-z0-9/-]|[.,]\d)",
        re.IGNORECASE,
    )


def birth_dates(text: str) -> Iterator[Span]:
    """Dates after words such as "born" and "date of birth", or said to be one afterwards."""
    end = 0
    for start, after, _ in languages().birth_cues.find(text):
        before = _last_before(text, end, start)
        match = dates().search(text, after, after + _REACH)
        is_told = match is not None and _leads(text[after : match.start()])
        found = match if is_told else before
        if found is not None and found.start() >= end:
            yield Span(*found.span(), "BIRTHDATE")
            end = found.end()


def _leads(between: str) -> bool:
    """Whether the words between a cue and a date, on one line, leave the date to the cue."""
    return "\n" not in between and len(WORD.findall(between)) <= 4


def _last_before(text: str, end: int, cue: int) -> re.Match[str] | None:
    """A date right before the cue: "12.03.1985 is my date of birth"."""
    found = None
    for match in dates().finditer(text, max(end, cue - _REACH), cue):
        found = match
    if found is None or "\n" in (between := text[found.end() : cue]):
        return None
    words = [word.casefold() for word in WORD.findall(between)]
    return found if words and all(word in languages().linking for word in words) else None
