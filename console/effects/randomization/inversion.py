"""Confidence sets by inverting a test: the effects that it does not reject."""

import math
from collections.abc import Callable

_DOUBLINGS = 60
_HALVINGS = 60

P_VALUE = Callable[[float | None], float]
"""The p-value of an effect; of one beyond all bounds if it is null."""


def accepted(
    p_value: P_VALUE, estimate: float, scale: float, alpha: float
) -> tuple[float, float, tuple[str, ...]]:
    """The ends of the interval around ``estimate`` in which p is above ``alpha``, and notes.

    An end is infinite where the test rejects nothing, however far away. ``scale`` is the size of
    the first step of the search.
    """
    if p_value(None) > alpha:
        return (
            -math.inf,
            math.inf,
            (f"No effect is rejected at {alpha:.3g}: too few draws differ.",),
        )
    low, high = (_end(p_value, estimate, side * scale, alpha) for side in (-1, 1))
    return low, high, ()


def _end(p_value: P_VALUE, inside: float, step: float, alpha: float) -> float:
    outside = inside + step
    for _ in range(_DOUBLINGS):
        if p_value(outside) <= alpha:
            return _between(p_value, inside, outside, alpha)
        inside, step = outside, 2 * step
        outside = inside + step
    return math.copysign(math.inf, step)


def _between(p_value: P_VALUE, inside: float, outside: float, alpha: float) -> float:
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if p_value(middle) > alpha:
            inside = middle
        else:
            outside = middle
    return outside
