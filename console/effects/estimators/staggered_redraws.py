"""Randomization inference for starts on different days: who starts when is assigned again.

The cohorts of all agents are exchanged together, within the blocks of the assignment, and the
studentized effect is computed for each draw (Roth and Sant'Anna 2023). The p-value is exact for the
hypothesis that nobody was affected, and holds in large samples where effects differ.
"""

from dataclasses import replace

import numpy as np

from console.effects.estimates import Estimate
from console.effects.estimators.staggered_starts import (
    METHOD,
    StartPanel,
    contrast,
    staggered_itt,
)
from console.effects.linear.numeric_rows import Codes, Numbers
from console.effects.randomization.inversion import accepted
from console.effects.randomization.permutations import BlockPermutation
from console.effects.randomization.randomization import EXACT, RandomizationDistribution


def starts_permutation(panel: StartPanel, block: Codes) -> BlockPermutation:
    """Agents' cohorts, to be exchanged within blocks."""
    every = np.arange(len(panel.cohort))
    return BlockPermutation(every, np.ones(len(every)), panel.cohort.astype(np.float64), block)


def starts_test(
    panel: StartPanel,
    outcome: str,
    block: Codes,
    *,
    ancova: bool,
    draws: int = 1_000,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate:
    """The effect of having started, with a p-value and an interval from the assignment alone.

    Args:
        panel: the outcome as the first column.
        outcome: its name.
        block: a number for each agent's block of the assignment.
        ancova: whether means before are held constant; else changes from before are compared.
        draws: how many are taken if there are more than ``EXACT``.
        seed: of those draws.
        level: confidence of the interval.

    Raises:
        EffectsError: the panel can't answer; the text says why.
    """
    estimate = staggered_itt(panel, outcome, ancova=ancova, level=level)
    permutation = starts_permutation(panel, block)
    exact = permutation.possible is not None and permutation.possible <= min(EXACT, draws)
    distribution = _distribution(
        _with_started(panel), _draws(permutation, exact, draws, seed), ancova
    )
    low, high, notes = accepted(
        distribution.p_value, estimate.estimate, float(estimate.std_error or 1), 1 - level
    )
    how = f"all {len(distribution.a):,}" if exact else f"{len(distribution.a) - 1:,}"
    return replace(
        estimate,
        std_error=None,
        dof=None,
        ci_low=low,
        ci_high=high,
        p_value=distribution.p_value(0.0),
        method=f"randomization inference, studentized, {METHOD}, {how} draws of the starts",
        notes=(*panel.notes, *notes),
    )


def _draws(permutation: BlockPermutation, exact: bool, draws: int, seed: int) -> Numbers:
    """Agents' cohorts in each draw, the real ones first."""
    if not exact:
        drawn = permutation.draw(np.random.default_rng(seed), draws)
        return np.vstack([permutation.assigned, drawn])
    every = permutation.every()
    real = int(np.flatnonzero((every == permutation.assigned).all(axis=1))[0])
    every[[0, real]] = every[[real, 0]]
    return every


def _with_started(panel: StartPanel) -> StartPanel:
    """With whether an agent had started as the second column, which a constant effect is of."""
    days = panel.worked.shape[1]
    since = np.append(panel.first, days)[panel.cohort][:, None]
    started = (np.arange(days)[None, :] >= since) * panel.worked
    started -= started.sum(axis=0) / np.maximum(panel.worked.sum(axis=0), 1) * panel.worked
    sums = np.concatenate([np.zeros((len(started), 1)), started.cumsum(axis=1)], axis=1)
    counts = np.concatenate([np.zeros((len(started), 1)), panel.worked.cumsum(axis=1)], axis=1)
    before = (sums[:, panel.first] / np.maximum(counts[:, panel.first], 1)).T
    return replace(
        panel,
        values=np.stack([panel.values[0], started]),
        before=np.stack([panel.before[0], before]),
    )


def _distribution(panel: StartPanel, draws: Numbers, ancova: bool) -> RandomizationDistribution:
    rows = []
    for each in draws.astype(np.int64):
        found = contrast(panel, each, ancova=ancova)
        spread = found.covariance()
        rows.append([*found.effects, spread[0, 0], spread[0, 1], spread[1, 1]])
    table = np.array(rows)
    return RandomizationDistribution(table[:, 0], table[:, 1], table[:, 2:], studentized=True)
