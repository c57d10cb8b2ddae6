"""Randomization inference: what other assignments would have given had the treatment done nothing.

The outcome, less its fixed effects and controls, is compared with the treatment in every draw, or
in many. Since each draw is one product with the sums of units' residuals, a hundred thousand rows
take no longer than their agents. The p-value is exact for the hypothesis that nobody was affected,
whatever the outcome's distribution; the interval holds the constant effects that are not rejected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.linear.absorption import Absorption
from console.effects.linear.numeric_rows import Numbers, take
from console.effects.randomization.assignment_mechanism import AssignmentMechanism
from console.effects.randomization.inversion import accepted
from console.effects.randomization.permutations import Permutations

_PLACE = "place in the table"

Statistic = Literal["difference", "studentized"]


@dataclass(frozen=True, slots=True)
class RandomizationDistribution:
    """What every draw comes to, the real one first.

    A draw's statistic under a constant effect τ is (a - τb), studentized over √(q₀ - 2τq₁ + τ²q₂).
    """

    a: Numbers
    b: Numbers
    q: Numbers
    studentized: bool

    def statistics(self, effect: float) -> Numbers:
        """Its size in every draw if the effect is ``effect`` for everybody."""
        top = np.abs(self.a - effect * self.b)
        return self._over(top, self.q @ np.array([1.0, -2 * effect, effect**2]))

    def limit_statistics(self) -> Numbers:
        """The same for an effect beyond all bounds."""
        return self._over(np.abs(self.b), self.q[:, 2])

    def p_value(self, effect: float | None) -> float:
        """The share of draws that are as extreme as the real one; null is beyond all bounds."""
        sizes = self.limit_statistics() if effect is None else self.statistics(effect)
        return float(np.mean(sizes >= sizes[0] * (1 - 1e-9)))

    def _over(self, top: Numbers, variance: Numbers) -> Numbers:
        if not self.studentized:
            return top
        root = np.sqrt(np.maximum(variance, 0))
        ratio: Numbers = np.divide(top, root, out=np.zeros_like(top), where=root > 0)
        return ratio


def randomization_distribution(
    permutations: Permutations, residuals: Numbers, studentized: bool, draws: int, seed: int
) -> tuple[RandomizationDistribution, bool]:
    """The distribution over every draw if they are few, else over some; and whether it is every.

    Args:
        permutations: the possible assignments.
        residuals: those of outcome and treatment (rows × 2).
        studentized: whether statistics are divided by their standard errors.
        draws: how many are taken if there are more than ``EXACT``.
        seed: of those draws.
    """
    exact = permutations.possible is not None and permutations.possible <= EXACT
    values = (
        _all(permutations) if exact else _some(permutations, draws, np.random.default_rng(seed))
    )
    outcome, treatment = (_by_unit(permutations, column) for column in residuals.T)
    squares = np.column_stack([outcome**2, outcome * treatment, treatment**2])
    parts = []
    for each in values:
        centred_assignment = each - permutations.expected
        spread = centred_assignment**2 @ squares if studentized else np.zeros((len(each), 3))
        parts.append(
            np.column_stack([centred_assignment @ outcome, centred_assignment @ treatment, spread])
        )
    table = np.vstack(parts)
    return RandomizationDistribution(table[:, 0], table[:, 1], table[:, 2:], studentized), exact


def _all(permutations: Permutations) -> Iterator[Numbers]:
    """All draws, of which the real one is put first by taking its place."""
    every = permutations.every()
    real = int(np.flatnonzero((every == permutations.assigned).all(axis=1))[0])
    every[[0, real]] = every[[real, 0]]
    yield every


def _some(permutations: Permutations, draws: int, rng: np.random.Generator) -> Iterator[Numbers]:
    yield permutations.assigned[None, :]
    chunk = max(1, _AT_ONCE // len(permutations.assigned))
    for begin in range(0, draws, chunk):
        yield permutations.draw(rng, min(chunk, draws - begin))


def _by_unit(permutations: Permutations, residual: Numbers) -> Numbers:
    weights = permutations.exposure * residual
    sums: Numbers = np.bincount(permutations.unit, weights, len(permutations.assigned)).astype(
        np.float64
    )
    return sums


def randomization_test(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    mechanism: AssignmentMechanism,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    statistic: Statistic = "difference",
    draws: int = 2_000,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate:
    """The effect of ``treatment``, with a p-value and an interval from the assignment alone.

    ``difference`` compares the coefficient (without fixed effects and controls the difference in
    means), ``studentized`` divides it by its standard error, which also holds in large samples if
    the treatment makes outcomes vary more or less. ``draws`` are used where there are too many to
    go through; then the real one counts as one of them.

    Raises:
        EffectsError: a column is missing or not numeric, or the treatment was not assigned so or is
            the same in all draws.
    """
    if draws < 1:
        raise EffectsError("ask for one draw at least; a p-value below .05 takes 19")
    numbered = frame.assign(**{_PLACE: np.arange(len(frame))})
    rows = take(numbered, (outcome, treatment, *controls, _PLACE), fixed_effects)
    places = rows.numbers[_PLACE].astype(np.int64)
    permutations = mechanism.permutations(frame.iloc[places], places, treatment)
    absorbed = Absorption(rows.labels, None, (), len(rows))
    wanted = absorbed.residual(rows.matrix((outcome, treatment)))
    residuals = partial_out(wanted, absorbed.residual(rows.matrix(controls)))
    distribution, exact = randomization_distribution(
        permutations, residuals, statistic == "studentized", draws, seed
    )
    effect = _effect(residuals, rows.numbers[outcome], rows.numbers[treatment], treatment)
    if permutations.is_known:
        effect = _within_blocks(distribution, treatment)
    low, high, notes = accepted(distribution.p_value, effect, _scale(distribution), 1 - level)
    return Estimate(
        outcome=outcome,
        estimate=effect,
        std_error=None,
        ci_low=low,
        ci_high=high,
        p_value=distribution.p_value(0.0),
        dof=None,
        n=len(rows),
        clusters=len(permutations.assigned),
        method=_method(distribution, exact),
        level=level,
        notes=(*rows.notes, *notes),
    )


def partial_out(wanted: Numbers, controls: Numbers) -> Numbers:
    """What controls leave of columns."""
    if not controls.shape[1]:
        return wanted
    residuals: Numbers = wanted - controls @ np.linalg.lstsq(controls, wanted, rcond=None)[0]
    return residuals


def _within_blocks(distribution: RandomizationDistribution, name: str) -> float:
    """The effect for which the real statistic is nil: what the test and the interval are about.

    It is the coefficient where every block has the same share of treated units. Where blocks have
    lost some, it goes by what differs within blocks alone, as the draws do.
    """
    if not abs(float(distribution.b[0])) > 0:
        raise EffectsError(f"{name!r} is the same in all draws: nothing is compared")
    return float(distribution.a[0] / distribution.b[0])


def _effect(residuals: Numbers, raw: Numbers, treatment: Numbers, name: str) -> float:
    outcome, own = residuals.T
    if not outcome @ outcome > 1e-24 * float(raw @ raw):
        raise EffectsError("the outcome does not vary: an interval would be of no width and wrong")
    if not own @ own > 1e-12 * max(float(treatment @ treatment), 1e-300):
        raise EffectsError(
            f"{name!r} does not vary besides the fixed effects and controls: nothing is compared"
        )
    return float(own @ outcome / (own @ own))


def _scale(distribution: RandomizationDistribution) -> float:
    """About a standard error, to begin the search for the interval's ends with."""
    size = float(np.std(distribution.a)) / max(abs(float(distribution.b[0])), 1e-300)
    return size if np.isfinite(size) and size > 0 else 1.0


def _method(distribution: RandomizationDistribution, exact: bool) -> str:
    what = "studentized coefficient" if distribution.studentized else "coefficient"
    how = f"all {len(distribution.a):,} draws" if exact else f"{len(distribution.a) - 1:,} draws"
    return f"randomization inference, {what}, {how} of the design"


EXACT = 20_000
"""Maximum number of possible draws that are all gone through."""

_AT_ONCE = 10_000_000
"""Numbers of assigned values held in memory (80 MB)."""
