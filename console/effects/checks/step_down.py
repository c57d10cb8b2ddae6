"""Several tests at once, adjusted with the help of how they hang together.

Holm's p-values hold whatever the tests have to do with each other, and pay for it. Where the
assignment can be made again, the same redraws for all tests show how they hang together (Westfall
and Young 1993; Romano and Wolf 2005).
"""

import numpy as np

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Numbers


def step_down(statistics: Numbers) -> list[float]:
    """Adjusted p-values of all tests, in their order.

    The smallest p-value is compared with the smallest of all tests in each draw, the second with
    the smallest of all but the first, and so on. The chance that any true null is rejected at
    ``alpha`` is at most ``alpha`` where no test has an effect, and in large samples otherwise.

    Args:
        statistics: (1 + draws) × tests, the real ones first; the larger, the more extreme.

    Raises:
        EffectsError: there are no draws, or a statistic is no number.
    """
    if statistics.ndim != 2 or len(statistics) < 2:
        raise EffectsError("there are no draws to compare the statistics with")
    if np.isnan(statistics).any():
        raise EffectsError("a statistic is not a number: leave out the test that has it")
    p_values = _p_values(statistics)
    order = np.argsort(p_values[0], kind="stable")
    smallest = np.minimum.accumulate(p_values[:, order[::-1]], axis=1)[:, ::-1]
    adjusted = (smallest <= smallest[0] * (1 + 1e-12)).mean(axis=0)
    rising = np.maximum.accumulate(adjusted)
    result = np.empty(len(order))
    result[order] = rising
    values: list[float] = result.tolist()
    return values


def _p_values(statistics: Numbers) -> Numbers:
    """Of each draw and test the share of draws that are at least as extreme."""
    draws = len(statistics)
    p_values: Numbers = np.empty(statistics.shape)
    for test, values in enumerate(statistics.T):
        ranked = np.sort(values)
        tolerance = 1e-9 * np.abs(values)
        p_values[:, test] = (draws - np.searchsorted(ranked, values - tolerance)) / draws
    return p_values
