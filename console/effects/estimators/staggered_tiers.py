"""Effects by tier where agents start on different days: each tier's own, and whether they differ.

Agents of a tier are compared with each other only, so tiers have time effects of their own and
their estimates are independent. That they are all the same is tested by Welch (1951).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, LateEstimate, Withheld
from console.effects.estimators.staggered_starts import (
    StartPanel,
    staggered_itt,
    staggered_late,
)
from console.effects.estimators.tier_effects import ByTier
from console.effects.linear.fits import Wald


def staggered_by_tier(panels: Mapping[str, StartPanel], outcome: str, *, ancova: bool) -> ByTier:
    """The effect in each tier, and that of usage where panels have it as a second column.

    Raises:
        EffectsError: a tier can't answer; the text says why.
    """
    itt = {tier: staggered_itt(each, outcome, ancova=ancova) for tier, each in panels.items()}
    late = {
        tier: estimate
        for tier, each in panels.items()
        if len(each.values) > 1
        for estimate in _used(each, outcome, ancova)
    }
    return ByTier(
        outcome=outcome,
        itt=itt,
        late=late,
        equal_itt=equal(outcome, list(itt.values())),
        equal_late=equal(outcome, list(late.values())) if late else None,
    )


def _used(panel: StartPanel, outcome: str, ancova: bool) -> Sequence[LateEstimate]:
    """The effect of usage; none where nobody of the tier used it."""
    try:
        return [staggered_late(panel, outcome, ancova=ancova)]
    except EffectsError:
        return []


def equal(outcome: str, estimates: Sequence[Estimate]) -> Wald | Withheld:
    """Welch's test that independent estimates are of the same effect, or why there is none."""
    count = len(estimates)
    if count < 2:
        return Withheld(outcome=outcome, reason="there is one tier only")
    values = np.array([each.estimate for each in estimates])
    weight = np.array([1 / float(each.std_error or np.inf) ** 2 for each in estimates])
    dof = np.array([float(each.dof or 1) for each in estimates])
    mean = float(weight @ values / weight.sum())
    spread = float(((1 - weight / weight.sum()) ** 2 / dof).sum())
    between = float(weight @ (values - mean) ** 2) / (count - 1)
    statistic = between / (1 + 2 * (count - 2) / (count**2 - 1) * spread)
    denominator = (count**2 - 1) / (3 * spread)
    return Wald(
        statistic=statistic,
        numerator=count - 1,
        denominator=denominator,
        p_value=float(stats.f.sf(statistic, count - 1, denominator)),
        method="Welch",
    )
