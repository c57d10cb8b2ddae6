"""Ratings of a day's chats, from the share of dissatisfied customers, and tiers cut on them.

A rated chat is dissatisfied with the day's probability q. Dissatisfied customers give 1 or 2 with
mean 1.2411, others 3, 4 or 5 with mean 4.6485: with q = .34 the mean is 3.49, and .054 less of q
are .184 more of rating, as in the field experiment.
"""

from dataclasses import dataclass

import numpy as np

from console.simulation.random_streams import BoolArray, IntArray, Numbers

_DISSATISFIED = (0.7589, 0.2411)
_OTHERS = (0.1, 0.1515, 0.7485)

RATING_PER_SHARE = (1 * 0.7589 + 2 * 0.2411) - (3 * 0.1 + 4 * 0.1515 + 5 * 0.7485)
"""What one more unit of q does to the expected rating."""

UNRANKED = -1


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often each rating was given on a day, one row a day, one column each from 1 to 5."""

    given: IntArray

    @property
    def mean(self) -> Numbers:
        """The day's mean; not a number where nothing was rated."""
        return self._per_rated(self.given @ np.arange(1, 6))

    @property
    def dissatisfied(self) -> Numbers:
        """The share below 3; not a number where nothing was rated."""
        return self._per_rated(self.given[:, :2].sum(axis=1))

    def _per_rated(self, values: IntArray) -> Numbers:
        rated = self.given.sum(axis=1)
        mean: Numbers = np.full(len(rated), np.nan)
        np.divide(values, rated, out=mean, where=rated > 0)
        return mean


def rate(rng: np.random.Generator, rated: IntArray, dissatisfied: Numbers) -> Ratings:
    """Ratings of this many chats a day with these probabilities of dissatisfaction."""
    low = rng.binomial(rated, dissatisfied)
    return Ratings(
        np.hstack((rng.multinomial(low, _DISSATISFIED), rng.multinomial(rated - low, _OTHERS)))
    )


def cut(agent: IntArray, before: BoolArray, rating: Numbers, agents: int, tiers: int) -> IntArray:
    """Each agent's tier by the mean of their daily ratings before, 0 for the lowest.

    Tiers are of a size; who was never rated before is in none (``UNRANKED``).
    """
    counted = before & ~np.isnan(rating)
    days = np.bincount(agent[counted], minlength=agents)
    total = np.bincount(agent[counted], rating[counted], minlength=agents)
    ranked = np.flatnonzero(days)
    order = ranked[np.argsort(total[ranked] / days[ranked], kind="stable")]
    tier = np.full(agents, UNRANKED)
    tier[order] = np.arange(len(order)) * tiers // max(len(order), 1)
    return tier
