"""Axes: from values to pixels, with round numbers at the ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class AxisScale:
    """Values from ``low`` to ``high`` lie between the pixels ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value; beyond the ends it is the end."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether the value is between the ends."""
        return self.low <= value <= self.high

    def ticks(self, about: int = 5) -> list[float]:
        """Round values between the ends, some ``about`` of them."""
        step = _step(self.high - self.low, about)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [count * step for count in range(first, last + 1)]


_NARROWEST = 1e-9
"""Values that differ by less are drawn as one; nothing in a report is as small."""


def scale_for(
    values: Iterable[float], start: float, end: float, *, hold: tuple[float, ...] = (0.0,)
) -> AxisScale:
    """A scale with room for all finite values and those of ``hold``."""
    finite = [value for value in values if math.isfinite(value)] + list(hold)
    low, high = min(finite), max(finite)
    if high - low < _NARROWEST:
        low, high = low - 1, high + 1
    half, margin = _step(high - low, 5) / 2, 0.03 * (high - low)
    if low:
        low = math.floor((low - margin) / half) * half
    if high:
        high = math.ceil((high + margin) / half) * half
    return AxisScale(low, high, start, end)


def ticked(value: float, step: float) -> str:
    """A tick's label, with the digits its step needs, and a real minus sign."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if step > 0 and abs(step * 10**digits - round(step * 10**digits)) > 1e-9:
        digits += 1
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}") if round(value, digits) else "0"


def step_of(ticks: list[float]) -> float:
    """How far ticks are apart."""
    return ticks[1] - ticks[0] if len(ticks) > 1 else abs(ticks[0]) or 1.0


def _step(width: float, about: int) -> float:
    rough = width / max(1, about)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough - 1e-12)
