"""The wild cluster bootstrap: the distribution of t without an effect, by random signs of clusters.

Residuals under the null hypothesis are multiplied by a random weight a cluster, and the regression
is run again on them (Cameron, Gelbach and Miller 2008). The hypothesis is that Y − b·D does not
depend on the assignment: with D the treatment itself this is the bootstrap of the ITT, with usage
that of the Anderson-Rubin test. Every draw's t² is a quotient of two quadratic polynomials in b, so
the interval (all b that are not rejected) costs no more regressions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.linear.cr2 import cluster_sums
from console.effects.linear.fits import Fit
from console.effects.linear.numeric_rows import Codes, Numbers
from console.effects.linear.regressors import Regressors
from console.effects.randomization.inversion import accepted

DRAWS = 9_999
"""Random draws, unless all sign vectors are fewer."""

FEW = 12
"""With fewer clusters signs alone give too few different draws: six-point weights (Webb)."""

_ENDLESS = "The bootstrap's interval has no end: the data don't bound the effect."
_SEED = 20240123
_SIGNS: Numbers = np.array([-1.0, 1.0])
_WEBB: Numbers = np.outer(_SIGNS, np.sqrt([0.5, 1.0, 1.5])).ravel()
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class WildTest:
    """Draws of t² for every hypothesis b: numerators and denominators, as polynomials in b.

    ``observed`` are those of the data. ``exact`` says that all sign vectors are among the draws.
    """

    numerators: Numbers
    denominators: Numbers
    observed: tuple[Numbers, Numbers]
    exact: bool
    how: str

    def p_value(self, effect: float | None) -> float:
        """Of the hypothesis that the effect is this; of one beyond all bounds if it is null."""
        powers = np.array([0, 0, 1.0] if effect is None else [1.0, effect, effect**2])
        above, below = (max(0.0, float(each @ powers)) for each in self.observed)
        draw_above = np.maximum(self.numerators @ powers, 0)
        draw_below = np.maximum(self.denominators @ powers, 0)
        extreme = int((draw_above * below >= above * draw_below * (1 - 1e-9)).sum())
        draws = len(draw_above)
        return extreme / draws if self.exact else (1 + extreme) / (1 + draws)


def bootstrap(reduced_form_design: Regressors, outcome: Fit, first_stage: Fit) -> WildTest:
    """Draw for the first of the regressors.

    Args:
        reduced_form_design: the assignment and what is held equal.
        outcome: the outcome's regression on it.
        first_stage: that of what the assignment moves, usage or the treatment.

    Raises:
        EffectsError: rows are not clustered by one column.
    """
    if len(reduced_form_design.data.clusters) != 1:
        raise EffectsError('inference "wild" needs one column to cluster by')
    cluster = reduced_form_design.data.clusters[0]
    parts = _parts(reduced_form_design, cluster, outcome, first_stage)
    clusters = int(cluster.max()) + 1
    exact = clusters >= FEW and 2**clusters <= DRAWS
    quotients = [_quotients(*parts, weights) for weights in _weights(clusters, exact)]
    seen = _quotients(*parts, np.ones((1, clusters)))
    kind = "six-point weights" if clusters < FEW else "signs"
    count = f"all {2**clusters:,} vectors of" if exact else f"{DRAWS:,} draws of"
    return WildTest(
        np.vstack([pair[0] for pair in quotients]),
        np.vstack([pair[1] for pair in quotients]),
        (seen[0][0], seen[1][0]),
        exact,
        f"wild cluster bootstrap, {count} {kind}",
    )


def bootstrapped(estimate: Estimate, test: WildTest) -> Estimate:
    """An estimate with the bootstrap's p-value and interval instead of its own."""
    scale = 2 * (estimate.std_error or 1.0)
    low, high, _ = accepted(test.p_value, estimate.estimate, scale, 1 - estimate.level)
    return replace(
        estimate,
        ci_low=low,
        ci_high=high,
        p_value=test.p_value(0.0),
        dof=None,
        method=f"{estimate.method}, {test.how}",
        notes=(*estimate.notes, *((_ENDLESS,) if np.isinf([low, high]).any() else ())),
    )


def _parts(
    reduced_form_design: Regressors, cluster: Codes, outcome: Fit, first_stage: Fit
) -> tuple[Numbers, Numbers, Numbers]:
    """By cluster: the assignment with residuals, with all regressors, and residuals with these."""
    reading = reduced_form_design.reading.weights[:, 0]
    lone = reading / (reading @ reading)
    basis = np.hstack([reduced_form_design.orthonormal, reduced_form_design.data.absorption.basis])
    residuals = [fit.residuals + lone * fit.coefficients[0] for fit in (outcome, first_stage)]
    with_residuals = np.column_stack([cluster_sums(cluster, lone * each) for each in residuals])
    with_basis = cluster_sums(cluster, lone[:, None] * basis)
    projected = np.stack([cluster_sums(cluster, each[:, None] * basis) for each in residuals])
    return with_residuals, with_basis, projected


def _weights(clusters: int, exact: bool) -> Iterator[Numbers]:
    """Draws by clusters, some draws at a time."""
    if exact:
        numbers = np.arange(2**clusters)[:, None] >> np.arange(clusters)
        yield np.where(numbers & 1, -1.0, 1.0)
        return
    rng = np.random.default_rng(_SEED)
    several = max(1, _CHUNK // clusters)
    for begin in range(0, DRAWS, several):
        shape = (min(several, DRAWS - begin), clusters)
        yield np.asarray(rng.choice(_WEBB if clusters < FEW else _SIGNS, shape), dtype=np.float64)


def _quotients(
    with_residuals: Numbers, with_basis: Numbers, projected: Numbers, weights: Numbers
) -> tuple[Numbers, Numbers]:
    """t² of each draw: coefficients of b⁰, b¹ and b² above and below the line.

    A cluster's score is v_g a_g − c_g·Σ_h v_h r_h, with a, c and r the parts above; a and r are
    those of the outcome less b times those of usage.
    """
    summed = weights @ with_residuals
    fitted = [weights @ each for each in projected]
    crossed = [weights @ (with_residuals[:, [i]] * with_basis) for i in (0, 1)]
    inner = with_basis.T @ with_basis
    above = _square(summed[:, 0], summed[:, 1])
    below = _pair(weights**2, with_residuals)
    for i, j, sign, power in ((0, 0, 1, 0), (0, 1, -1, 1), (1, 0, -1, 1), (1, 1, 1, 2)):
        taken = ((fitted[i] @ inner) * fitted[j] - 2 * fitted[i] * crossed[j]).sum(axis=1)
        below[:, power] += sign * taken
    return above, below


def _square(first: Numbers, second: Numbers) -> Numbers:
    """(first − b·second)²."""
    return np.column_stack([first**2, -2 * first * second, second**2])


def _pair(weights: Numbers, values: Numbers) -> Numbers:
    """Σ_g w_g (first_g − b·second_g)²."""
    summed: Numbers = weights @ _square(values[:, 0], values[:, 1])
    return summed
