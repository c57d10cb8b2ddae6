"""Numbers as a reader sees them: a real minus sign, digits that mean something, p as it is done."""

import math
from collections.abc import Callable
from typing import Literal

from console.effects.estimates import Change, ChangeUnit

MINUS = "\N{MINUS SIGN}"
_TIED = "\N{NO-BREAK SPACE}"
NONE = "\N{EM DASH}"
"""Shown in place of a missing number."""

_CHANGE: dict[ChangeUnit, tuple[str, int]] = {
    "percent": ("%", 1),
    "percentage points": (" pp", 1),
    "seconds": (" s", 1),
    "points": ("", 2),
    "units": ("", 2),
}


def counted(number: int, noun: str) -> str:
    """A number of things, as it is said: one session, 12 sessions."""
    return f"one {noun}" if number == 1 else f"{number:,} {noun}s"


def plain_number(value: float | None, digits: int = 2) -> str:
    """A number with ``digits`` digits after the point and commas between thousands."""
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
    """A mean, with as many digits as are meaningful."""
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


def change(
    effect: Change | None, end: Literal["value", "low", "high"] = "value", *, signed: bool = True
) -> str:
    """An effect, or an end of its interval, with its unit and its sign."""
    value: float | None = None if effect is None else getattr(effect, end)
    if effect is None or value is None:
        return NONE
    suffix, digits = _CHANGE[effect.unit]
    text = plain_number(value if signed else abs(value), digits)
    plus = "+" if signed and value > 0 and text.strip("0.,") else ""
    return f"{plus}{text}{suffix}"


def change_interval(effect: Change | None) -> str:
    """Both ends of an effect's interval with their unit."""
    if effect is None:
        return NONE
    return f"{change(effect, 'low')} to {change(effect, 'high')}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "number": plain_number,
    "whole": whole,
    "precise": precise,
    "level": level,
    "sentence": _sentence,
    "share": share,
    "p": p_value,
    "bare_p": bare_p,
    "change": change,
    "change_interval": change_interval,
}
