"""Sample ratio mismatch: whether the arms have the sizes that randomisation was to give them.

A mismatch means that the assignment, or what was recorded of it, is broken, and no estimate from
such an experiment can be trusted. Randomisation in blocks comes out more even than the test
expects, so a sound experiment raises the alarm more seldom than its level says.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from console.effects.errors import EffectsError

ALARM = 0.001
"""The p-value below which the arms' sizes are not a matter of chance."""

_EXACT_TABLES = 20_000
"""Maximum number of possible counts of several arms that are all gone through."""

_SMALL = 5
"""χ² is trusted from this many expected in every arm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioCheck:
    """Units by arm, how many were expected, and whether to raise the alarm."""

    counts: dict[str, int]
    expected: dict[str, float]
    p_value: float
    alarm: bool
    method: str


def sample_ratio(
    counts: Mapping[str, int], shares: Mapping[str, float], *, alarm: float = ALARM
) -> RatioCheck:
    """Compare the units in each arm with the shares they were assigned with.

    Exact for two arms (binomial) and for few units (multinomial), else Pearson's χ².

    Raises:
        EffectsError: the arms differ from those with shares, the shares don't add up to 1, or there
            is nobody to count.
    """
    _check(counts, shares)
    observed = np.array([counts.get(arm, 0) for arm in shares])
    chances = np.array(list(shares.values()), dtype=float)
    p_value, method = _test(observed, chances)
    return RatioCheck(
        counts={arm: int(count) for arm, count in zip(shares, observed, strict=True)},
        expected={arm: float(share * observed.sum()) for arm, share in shares.items()},
        p_value=p_value,
        alarm=p_value < alarm,
        method=method,
    )


def _test(observed: np.ndarray, chances: np.ndarray) -> tuple[float, str]:
    total = int(observed.sum())
    if len(observed) == 2:
        return float(stats.binomtest(int(observed[0]), total, chances[0]).pvalue), "exact binomial"
    tables = math.comb(total + len(observed) - 1, len(observed) - 1)
    if (total * chances).min() < _SMALL and tables <= _EXACT_TABLES:
        return _multinomial(observed, chances), "exact multinomial"
    return float(stats.chisquare(observed, total * chances).pvalue), "chi-squared"


def _multinomial(observed: np.ndarray, chances: np.ndarray) -> float:
    """The chance of counts that are as likely as those observed, or less."""
    total = int(observed.sum())
    tables = np.array(list(_tables(total, len(observed))))
    likely = stats.multinomial.pmf(tables, total, chances)
    likelihood = stats.multinomial.pmf(observed, total, chances)
    return min(1.0, float(likely[likely <= likelihood * (1 + 1e-9)].sum()))


def _tables(total: int, arms: int) -> Iterator[tuple[int, ...]]:
    if arms == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in _tables(total - first, arms - 1):
            yield (first, *others)


def _check(counts: Mapping[str, int], shares: Mapping[str, float]) -> None:
    unknown = sorted(set(counts) - set(shares))
    if unknown:
        raise EffectsError(
            f"arm {unknown[0]!r} has units but no share: give the shares of all arms"
        )
    if len(shares) < 2:
        raise EffectsError("one arm alone has no ratio: give the shares of two arms or more")
    if min(shares.values()) <= 0 or not math.isclose(sum(shares.values()), 1, abs_tol=1e-9):
        raise EffectsError("the arms' shares must be positive and add up to 1")
    if not sum(counts.values()):
        raise EffectsError("no unit was assigned: there is nothing to compare with the shares")
