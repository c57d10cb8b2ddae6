"""The tests that a study counts together, each with a p-value that is adjusted for all of them.

The primary outcome's own test is not among them: it decides, at its own level. What the plan's
``family`` leaves out is exploratory and has no adjusted p-value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from console.effects.analysis.effect_results import (
    AssignmentEffect,
    EqualEffectsTest,
    OutcomeEffect,
    OutcomeUseEffect,
    QuantileEffect,
    TierEffects,
)
from console.effects.analysis.joint_redraws import joint_p_values
from console.effects.checks.holm import holm
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan


@dataclass(slots=True)
class TestedTogether:
    """Results in which tests are looked up, and put back with their adjusted p-values.

    ``late`` may be empty.
    """

    itt: tuple[OutcomeEffect, ...]
    late: tuple[OutcomeUseEffect, ...]
    by_tier: tuple[TierEffects, ...]
    quantiles: tuple[QuantileEffect, ...]

    def adjusted(self, plan: AnalysisPlan, tables: Tables | None = None) -> "TestedTogether":
        """With Holm's p-values of the plan's family as ``p_holm``.

        With the ``tables``, from which the assignment can be made again, there is
        ``p_romano_wolf`` too. The effect of use is nil just where that of being assigned is, so it
        is the same hypothesis and has the same adjusted p-value.
        """
        known = [value for value in self._p_values(plan) if value is not None]
        joint = None if tables is None else joint_p_values(tables, plan, *self._counted(plan))
        redrawn: Sequence[float | None] = [None] * len(known) if joint is None else joint
        put = _Put(zip(holm(known), redrawn, strict=True))
        itt = tuple(
            replace(each, effect=put(each.effect))
            if is_secondary(each, plan) and "outcomes" in plan.family
            else each
            for each in self.itt
        )
        by_tier = tuple(put.tiers(each) if _counts(each, plan) else each for each in self.by_tier)
        quantiles = tuple(
            replace(each, effect=put(each.effect)) if "quantiles" in plan.family else each
            for each in self.quantiles
        )
        late = tuple(
            replace(use, effect=replace(use.effect, p_holm=assigned.effect.p_holm))
            for use, assigned in zip(self.late, itt, strict=bool(self.late))
        )
        return TestedTogether(itt, late, by_tier, quantiles)

    def _counted(self, plan: AnalysisPlan) -> tuple[list[OutcomeEffect], list[TierEffects]]:
        """Outcomes and tiers in the family."""
        some = "outcomes" in plan.family
        outcomes = [each for each in self.itt if some and is_secondary(each, plan)]
        return outcomes, [each for each in self.by_tier if _counts(each, plan)]

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

    adjusted: Iterator[tuple[float, float | None]]

    def __call__(self, effect: AssignmentEffect) -> AssignmentEffect:
        if effect.p_value is None:
            return effect
        by_holm, redrawn = next(self.adjusted)
        return replace(effect, p_holm=by_holm, p_romano_wolf=redrawn)

    def tiers(self, effects: TierEffects) -> TierEffects:
        """Those of an outcome's tiers, and of the test that they are alike."""
        tiers = tuple(replace(each, itt=self(each.itt)) for each in effects.tiers)
        equal = effects.equal_effects
        if isinstance(equal, EqualEffectsTest) and equal.p_value is not None:
            by_holm, redrawn = next(self.adjusted)
            equal = replace(equal, p_holm=by_holm, p_romano_wolf=redrawn)
        return replace(effects, tiers=tiers, equal_effects=equal)


def is_secondary(effect: OutcomeEffect, plan: AnalysisPlan) -> bool:
    """Whether it is not the first contrast's effect on the primary outcome."""
    return not (effect.primary and effect.contrast == plan.contrasts[0])


def _counts(effects: TierEffects, plan: AnalysisPlan) -> bool:
    """Whether an outcome's tiers are in the family."""
    every = "tiers of all outcomes" in plan.family
    return every or ("tiers" in plan.family and effects.primary)
