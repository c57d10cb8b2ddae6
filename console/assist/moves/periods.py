"""Periods whose end the record tells: a minimum term, a trial, a warranty."""

import re
from datetime import date

from console.assist.moves.calendar import days_in
from console.assist.moves.words import meanings
from console.assist.reading.patterns import pattern

_RUNS = re.compile(
    r"(?:within|during) (?:the |their )?(?P<before>[a-z ]{3,30})$|"
    r"(?:the )?(?P<after>[a-z ]{3,30}) (?:still )?(?:runs|is running|isn['’]t over|is not over)$",
    re.IGNORECASE,
)
"""A condition that a period has not ended."""

_IS_OVER = re.compile(
    r"after (?:the |their )?(?P<before>[a-z ]{3,30})$|"
    r"(?:the )?(?P<after>[a-z ]{3,30}) (?:is|has) (?:over|ended|expired|run out)$",
    re.IGNORECASE,
)
"""A condition that a period has ended."""

_NOTED = pattern(
    r"""
    \b(?P<what>[a-z]++(?: [a-z]++){0,2}?):?(?:
    (?: (?:is|has|was))?(?P<not>n['’]t| not| never)?(?: yet)?
    [ ](?:over(?=[,.;:()\n]|$| (?:since|on|yet)\b)|(?:ended|expired)\b)|
    [ ](?:until|till|ends|expires):?(?: on)? (?P<end>[^,;()\n]{3,24}+(?:, ?\d{4})?))
"""
)
"""A period on record with its end: "minimum term until february 1, 2027"."""


def is_in_period(condition: str, record: str, today: date) -> bool | None:
    """Whether a condition on a period holds by the record; null if the record doesn't tell."""
    runs, over = _RUNS.match(condition), _IS_OVER.match(condition)
    asked = runs or over
    about = meanings(asked["before"] or asked["after"]) if asked else None
    if not about:
        return None
    ended: list[bool] = []
    for period in _NOTED.finditer(record.lower()):
        end = days_in(period["end"] or "", today, future=True)
        if about <= meanings(period["what"]) and (end or not period["end"]):
            ended.append(end[0] < today if end else not period["not"])
    # What is noted last is of the newest period.
    return None if not ended else ended[-1] is (over is not None)
