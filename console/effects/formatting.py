"""Numbers as a reader sees them: a real minus sign, digits that mean something, p as it is done."""

import math
from typing import Any

from console.effects.json_values import Entry

MINUS = "\N{MINUS SIGN}"
_TIED = "\N{NO-BREAK SPACE}"
NONE = "\N{EM DASH}"
"""What stands for a number that there is none of."""

_CHANGE = {
    "percent": ("%", 1),
    "percentage points": (" pp", 1),
    "seconds": (" s", 1),
    "points": ("", 2),
    "units": ("", 2),
}


def plain_number(value: float | None, digits: int = 2) -> str:
    """A number with so many digits after the point and commas between thousands."""
    if value is None or not math.isfinite(value):
        return NONE
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def whole(value: float | None) -> str:
    """A count."""
    return plain_number(value, 0)


def precise(value: float | None) -> str:
    """A coefficient: three digits after the point, or four for one that is small."""
    return plain_number(value, 3 if value is None or abs(value) >= 0.0095 else 4)


def level(value: float | None) -> str:
    """A mean, with as many digits as tell something."""
    size = 0.0 if value is None else abs(value)
    return plain_number(value, 1 if size >= 100 else 2 if size >= 10 else 3)


def share(value: float | None, digits: int = 0) -> str:
    """A share as a percentage."""
    return NONE if value is None else f"{plain_number(100 * value, digits)}%"


def p_value(value: float | None) -> str:
    """A p-value with its sign: ``= .012``, ``< .001``."""
    if value is None:
        return NONE
    if value < 0.001:
        return f"<{_TIED}.001"
    if value >= 0.9995:
        return f">{_TIED}.999"
    return f"={_TIED}{value:.3f}".replace("0.", ".")


def bare_p(value: float | None) -> str:
    """A p-value in the column of a table."""
    return p_value(value).removeprefix(f"={_TIED}")


def interval(low: float | None, high: float | None) -> str:
    """An interval of coefficients; an end that there is none of is infinite."""
    left = f"{MINUS}\N{INFINITY}" if low is None else precise(low)
    right = "\N{INFINITY}" if high is None else precise(high)
    return f"{left} to {right}"


def change(told: Entry | None, key: str = "value", *, signed: bool = True) -> str:
    """One of an effect's numbers in words' units, with its sign."""
    if told is None or told[key] is None:
        return NONE
    suffix, digits = _CHANGE[told["unit"]]
    value = told[key]
    if not signed:
        value = abs(value)
    text = plain_number(value, digits)
    plus = "+" if signed and value > 0 and text.strip("0.,") else ""
    return f"{plus}{text}{suffix}"


def change_interval(told: Entry | None) -> str:
    """Both ends of an effect's interval in words' units."""
    if told is None:
        return NONE
    return f"{change(told, 'low')} to {change(told, 'high')}"


FILTERS: dict[str, Any] = {
    "number": plain_number,
    "whole": whole,
    "precise": precise,
    "level": level,
    "sentence": lambda words: words[:1].upper() + words[1:],
    "share": share,
    "p": p_value,
    "bare_p": bare_p,
    "change": change,
    "change_interval": change_interval,
}
