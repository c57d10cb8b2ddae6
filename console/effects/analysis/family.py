"""The tests that a study counts together, each with a p-value that is adjusted for all of them.

The primary outcome's own test is not among them: it decides, at its own level. What the plan's
``family`` leaves out is exploratory and has no adjusted p-value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from console.effects.analysis.effect_results import (
    EqualEffectsTest,
    OutcomeEffect,
    OutcomeUseEffect,
    QuantileEffect,
    TierEffects,
)
from console.effects.checks.holm import holm
from console.effects.data.plan import AnalysisPlan


@dataclass(slots=True)
class TestedTogether:
    """Results in which tests are looked up, and put back with their adjusted p-values."""

    itt: tuple[OutcomeEffect, ...]
    late: tuple[OutcomeUseEffect, ...]
    by_tier: tuple[TierEffects, ...]
    quantiles: tuple[QuantileEffect, ...]

    def adjusted(self, plan: AnalysisPlan) -> "TestedTogether":
        """With Holm's p-values of the plan's family as ``p_holm``.

        The effect of use is nil just where that of being assigned is, so it is the same hypothesis
        and has the same adjusted p-value.
        """
        known = [value for value in self._p_values(plan) if value is not None]
        put = _Put(iter(holm(known)))
        itt = tuple(
            replace(each, effect=replace(each.effect, p_holm=put(each.effect.p_value)))
            if is_secondary(each, plan) and "outcomes" in plan.family
            else each
            for each in self.itt
        )
        by_tier = tuple(put.tiers(each) if _counts(each, plan) else each for each in self.by_tier)
        quantiles = tuple(
            replace(each, effect=replace(each.effect, p_holm=put(each.effect.p_value)))
            if "quantiles" in plan.family
            else each
            for each in self.quantiles
        )
        late = tuple(
            replace(use, effect=replace(use.effect, p_holm=assigned.effect.p_holm))
            for use, assigned in zip(self.late, itt, strict=True)
        )
        return TestedTogether(itt, late, by_tier, quantiles)

    def _p_values(self, plan: AnalysisPlan) -> Iterator[float | None]:
        """In the order in which they are put back."""
        if "outcomes" in plan.family:
            yield from (each.effect.p_value for each in self.itt if is_secondary(each, plan))
        for each in self.by_tier:
            if _counts(each, plan):
                yield from (tier.itt.p_value for tier in each.tiers)
                yield each.equal_effects.p_value
        if "quantiles" in plan.family:
            yield from (each.effect.p_value for each in self.quantiles)


@dataclass(slots=True)
class _Put:
    """Hands out adjusted p-values in order, none where there was none."""

    adjusted: Iterator[float]

    def __call__(self, p_value: float | None) -> float | None:
        return None if p_value is None else next(self.adjusted)

    def tiers(self, effects: TierEffects) -> TierEffects:
        """Those of an outcome's tiers, and of the test that they are alike."""
        tiers = tuple(
            replace(each, itt=replace(each.itt, p_holm=self(each.itt.p_value)))
            for each in effects.tiers
        )
        equal = effects.equal_effects
        if isinstance(equal, EqualEffectsTest):
            equal = replace(equal, p_holm=self(equal.p_value))
        return replace(effects, tiers=tiers, equal_effects=equal)


def is_secondary(effect: OutcomeEffect, plan: AnalysisPlan) -> bool:
    """Whether it is not the first contrast's effect on the primary outcome."""
    return not (effect.primary and effect.contrast == plan.contrasts[0])


def _counts(effects: TierEffects, plan: AnalysisPlan) -> bool:
    """Whether an outcome's tiers are in the family."""
    every = "tiers of all outcomes" in plan.family
    return every or ("tiers" in plan.family and effects.primary)
