"""Several outcomes at once: p-values that stay honest about how many were looked at."""

from collections.abc import Sequence

from console.effects.errors import EffectsError


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given.

    The chance that any true null is rejected at ``alpha`` is at most ``alpha``, however the
    outcomes depend on each other.

    Raises:
        EffectsError: one of them is not between 0 and 1.
    """
    _check(p_values)
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def _check(p_values: Sequence[float]) -> None:
    wrong = [value for value in p_values if not 0 <= value <= 1]
    if wrong:
        raise EffectsError(
            f"{wrong[0]} is not a p-value: leave out outcomes whose test was not possible"
        )
