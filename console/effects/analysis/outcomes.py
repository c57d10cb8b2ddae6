"""The arms compared on each outcome: of being assigned (ITT) and of using it (LATE)."""

from dataclasses import replace

from console.effects.analysis.effect_results import OutcomeEffect, OutcomeUseEffect
from console.effects.analysis.effect_units import (
    AnyEffect,
    arm_means,
    assignment_effect,
    use_effect,
    with_meaning,
    without_interval,
)
from console.effects.analysis.estimate import effect_of, is_weak, late_of
from console.effects.analysis.rare import few_with_events, rare_effect
from console.effects.data.bundle_tables import Tables
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast, PlannedOutcome
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import LateEstimate, Withheld


def outcome_effects(
    tables: Tables, plan: AnalysisPlan
) -> tuple[tuple[OutcomeEffect, ...], tuple[OutcomeUseEffect, ...]]:
    """ITT and LATE of each planned outcome, for each arm against the reference."""
    effects, use_effects = [], []
    for contrast in plan.contrasts:
        for planned in plan.outcomes:
            sample = sample_for(tables, plan, contrast, planned.name)
            effects.append(outcome_effect(sample, plan, contrast, planned, tables))
            use_effects.append(_use_effect(sample, plan, contrast, planned))
    return tuple(effects), tuple(use_effects)


def use_in_level(tables: Tables, plan: AnalysisPlan) -> OutcomeUseEffect | None:
    """The effect of use on the primary outcome itself where the plan has its logarithm.

    An agent's day mixes chats in which a suggestion was used with others, and the logarithm of
    their mean is not a mean of logarithms. So a coefficient on it is not by how much the chats in
    which it was used changed, while that on the level is.
    """
    level = outcome_named(plan.primary.name).level
    if not plan.contrasts or level is None:
        return None
    planned = PlannedOutcome(measure=level, primary=True, better=plan.primary.better)
    sample = sample_for(tables, plan, plan.contrasts[0], level)
    return _use_effect(sample, plan, plan.contrasts[0], planned)


def outcome_effect(
    sample: Sample,
    plan: AnalysisPlan,
    contrast: Contrast,
    planned: PlannedOutcome,
    tables: Tables | None = None,
) -> OutcomeEffect:
    """ITT of one outcome, with what it means in seconds, points or percent.

    With the ``tables``, which tell how it was assigned, a rare outcome is tested by randomisation.
    """
    means = arm_means(sample, plan.minimums.agents_per_mean)
    result = effect_of(sample, plan)
    few = few_with_events(sample)
    if few is not None and tables is not None and not isinstance(result, Withheld):
        result = rare_effect(sample, tables, plan, few)
    effect = assignment_effect(result)
    effect = with_meaning(effect, level=means.control_level, planned=planned)
    return OutcomeEffect(
        effect=_with_notes(effect, sample.notes),
        contrast=contrast,
        label=outcome_named(planned.name).label,
        primary=planned == plan.primary,
        better=planned.better,
        design=sample.design,
        controls=sample.controls,
        means=means,
    )


def _use_effect(
    sample: Sample, plan: AnalysisPlan, contrast: Contrast, planned: PlannedOutcome
) -> OutcomeUseEffect:
    """LATE of one outcome; with a weak first stage nothing but the Anderson-Rubin set."""
    means = arm_means(sample, plan.minimums.agents_per_mean)
    result = (
        late_of(sample, plan) if differ_in_access(plan, contrast) else _same_access(planned.name)
    )
    weak = isinstance(result, LateEstimate) and is_weak(result, plan.minimums)
    effect = without_interval(use_effect(result)) if weak else use_effect(result)
    effect = with_meaning(effect, level=means.control_level, planned=planned)
    return OutcomeUseEffect(
        effect=_with_notes(effect, sample.notes),
        contrast=contrast,
        label=outcome_named(planned.name).label,
        primary=planned == plan.primary,
        better=planned.better,
        design=sample.design,
        controls=sample.controls,
        means=means,
        weak=weak,
    )


def differ_in_access(plan: AnalysisPlan, contrast: Contrast) -> bool:
    """Whether only one of the two arms has access, so that being assigned moves usage."""
    if plan.unit == "delayed":
        return True
    arms = [plan.arm_named(contrast.arm), plan.arm_named(contrast.against)]
    return len({arm.access for arm in arms if arm is not None}) == 2


def _same_access(outcome: str) -> Withheld:
    return Withheld(
        outcome=outcome, reason="both arms have the same access: being assigned does not move usage"
    )


def _with_notes(effect: AnyEffect, notes: tuple[str, ...]) -> AnyEffect:
    if effect.estimate is None:
        return effect
    return replace(effect, notes=(*effect.notes, *notes))
