"""Effects by tier, with their negative control."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from console.effects.analysis.adoption import tiers_of
from console.effects.analysis.effect_results import (
    EqualEffectsTest,
    PlaceboTierEffects,
    TierEffects,
    TierResult,
    TierUseEffect,
    WithheldTest,
)
from console.effects.analysis.effect_units import (
    assignment_effect,
    finite,
    use_effect,
    with_meaning,
    without_interval,
)
from console.effects.analysis.estimate import (
    INFERENCE,
    attempt,
    insufficient_reason,
    is_weak,
    starts_of,
)
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast, PlannedOutcome
from console.effects.data.samples import Sample, panel_for, sample_for, varying
from console.effects.estimates import LateEstimate, Withheld
from console.effects.estimators import tier_effects
from console.effects.estimators.falsification import placebo
from console.effects.estimators.staggered_tiers import staggered_by_tier
from console.effects.linear.fits import Wald

_TIMES = {"ancova": "day", "panel": "day"}
"""What tiers are crossed with, so that each has time effects of its own."""


def by_tier(tables: Tables, plan: AnalysisPlan, *, late: bool = True) -> tuple[TierEffects, ...]:
    """ITT, and LATE if it is wanted, of every outcome in each tier, in each contrast."""
    return tuple(
        _effects(
            sample_for(tables, plan, contrast, outcome.name), plan, contrast, outcome, late=late
        )
        for contrast in plan.contrasts
        for outcome in plan.outcomes
        if _has_tiers(tables, plan)
    )


def negative_control(tables: Tables, plan: AnalysisPlan) -> tuple[TierEffects, ...]:
    """The same regressions at a placebo date, halfway through the days before."""
    if not plan.contrasts or not _has_tiers(tables, plan):
        return ()
    contrast = plan.contrasts[0]
    return tuple(_placebo(tables, plan, contrast, outcome) for outcome in plan.outcomes)


def _has_tiers(tables: Tables, plan: AnalysisPlan) -> bool:
    """Whether there are any to compare; where whole queues change arms, a row is of all tiers."""
    return not plan.whole_queues and len(tiers_of(tables.agent_days, plan)) > 1


def _placebo(
    tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome
) -> TierEffects:
    sample = panel_for(tables, plan, contrast, outcome.name)
    if sample.design != "panel":
        reason = "there are no days before on which nothing had happened"
        return _withheld(plan, contrast, outcome, reason)
    names = tiers_of(sample.frame, plan)
    rows = sample.frame[sample.frame["tier"].isin(names)]
    rows = rows.assign(tier=pd.Categorical(rows["tier"], names))
    cut = "tier" if plan.tier_measure in rows.columns else None
    days = attempt(
        outcome.name,
        lambda: placebo(
            rows, treated="treated", period="period", day="day", tier=cut, measure=plan.tier_measure
        ),
    )
    if isinstance(days, Withheld):
        return _withheld(plan, contrast, outcome, days.reason)
    effects = _effects(_with(sample, days), plan, contrast, outcome, late=False)
    after = days[days["period"] == 1]["day"]
    return PlaceboTierEffects(
        withheld=effects.withheld,
        tiers=effects.tiers,
        equal_effects=effects.equal_effects,
        equal_late=effects.equal_late,
        outcome=effects.outcome,
        label=effects.label,
        primary=effects.primary,
        contrast=effects.contrast,
        began=None if after.empty else after.min().date().isoformat(),
    )


def _with(sample: Sample, rows: Frame) -> Sample:
    return replace(sample, frame=rows)


def _effects(
    sample: Sample, plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome, *, late: bool
) -> TierEffects:
    reason = insufficient_reason(sample, plan.minimums)
    if reason is not None:
        return _withheld(plan, contrast, outcome, reason)
    counts = {tier: _agents(sample, tier) for tier in tiers_of(sample.used, plan)}
    enough = [t for t, both in counts.items() if min(both) >= plan.minimums.agents_per_tier]
    if not enough:
        return _withheld(plan, contrast, outcome, "every tier has too few agents in an arm")
    estimates = attempt(outcome.name, lambda: _estimate(sample, enough, late=late))
    if isinstance(estimates, Withheld):
        return _withheld(plan, contrast, outcome, estimates.reason)
    tiers = [_tier(tier, both, estimates, plan) for tier, both in counts.items()]
    return TierEffects(
        tiers=tuple(tiers),
        equal_effects=_test(estimates.equal_itt),
        equal_late=_test(estimates.equal_late),
        outcome=outcome.name,
        label=outcome_named(outcome.name).label,
        primary=_is_primary(plan, contrast, outcome),
        contrast=contrast,
    )


def _estimate(sample: Sample, enough: Sequence[str], *, late: bool) -> tier_effects.ByTier:
    rows = sample.frame[sample.frame["tier"].isin(enough)]
    if sample.design == "delayed":
        own = {tier: _with(sample, rows[rows["tier"] == tier]) for tier in enough}
        used = late and (rows["usage"].fillna(0) > 0).any()
        panels = {tier: starts_of(each, *(["usage"] if used else [])) for tier, each in own.items()}
        return staggered_by_tier(panels, sample.outcome, ancova=sample.holds_before)
    kind = pd.CategoricalDtype(list(enough), ordered=True)
    return tier_effects.by_tier(
        rows.assign(tier=rows["tier"].astype(object).astype(kind)),
        outcome=sample.outcome,
        treatment="treat",
        tier="tier",
        usage="usage" if late and (rows["usage"].fillna(0) > 0).any() else None,
        time=_TIMES.get(sample.design),
        cluster="agent",
        fixed_effects=sample.fixed_effects,
        # Whoever has no time before has no tier either, so a control for them may be left over.
        controls=varying(rows, sample.outcome, sample.controls),
        inference=INFERENCE,
    )


def _agents(sample: Sample, tier: str) -> tuple[int, int]:
    """Agents of a tier, treated and not."""
    of_tier = _with(sample, sample.frame[sample.frame["tier"] == tier])
    return of_tier.agents(1), of_tier.agents(0)


def _tier(
    tier: str, agents: tuple[int, int], estimates: tier_effects.ByTier, plan: AnalysisPlan
) -> TierResult:
    few = Withheld(
        outcome=estimates.outcome,
        reason=f"fewer than {plan.minimums.agents_per_tier} agents of the tier in an arm",
    )
    return TierResult(
        tier=tier,
        agents_treated=agents[0],
        agents_control=agents[1],
        itt=with_meaning(assignment_effect(estimates.itt.get(tier, few))),
        late=_use_effect(estimates, tier, few, plan),
    )


def _use_effect(
    estimates: tier_effects.ByTier, tier: str, few: Withheld, plan: AnalysisPlan
) -> TierUseEffect:
    estimate: LateEstimate | Withheld
    if tier in estimates.late:
        estimate = estimates.late[tier]
    elif tier not in estimates.itt:
        estimate = few
    elif isinstance(estimates.equal_late, Withheld):
        estimate = estimates.equal_late
    else:
        estimate = Withheld(outcome=estimates.outcome, reason="nobody used a suggestion")
    effect = use_effect(estimate)
    if isinstance(estimate, Withheld) or not is_weak(estimate, plan.minimums):
        return TierUseEffect(effect=effect, weak=False)
    return TierUseEffect(effect=without_interval(effect), weak=True)


def _test(test: Wald | Withheld | None) -> EqualEffectsTest | WithheldTest:
    """The test that effects are the same in all tiers."""
    if test is None:
        return WithheldTest(withheld="not asked for")
    if isinstance(test, Withheld):
        return WithheldTest(withheld=test.reason)
    return EqualEffectsTest(
        statistic=test.statistic,
        numerator=test.numerator,
        denominator=finite(test.denominator),
        p_value=finite(test.p_value),
        method=test.method,
    )


def _is_primary(plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome) -> bool:
    return outcome == plan.primary and contrast == plan.contrasts[0]


def _withheld(
    plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome, reason: str
) -> TierEffects:
    return TierEffects(
        withheld=reason,
        equal_effects=WithheldTest(withheld=reason),
        outcome=outcome.name,
        label=outcome_named(outcome.name).label,
        primary=_is_primary(plan, contrast, outcome),
        contrast=contrast,
    )
