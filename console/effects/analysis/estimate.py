"""Estimates where there is enough to estimate from, and otherwise the reason why there is none."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from console.effects.data.delayed_starts import NUMBER, START
from console.effects.data.plan import AnalysisPlan, Minimums
from console.effects.data.samples import Sample
from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, LateEstimate, Withheld
from console.effects.estimators.itt_late import itt, late
from console.effects.estimators.staggered_starts import (
    StartPanel,
    staggered_itt,
    staggered_late,
    start_panel,
)
from console.effects.randomization.assignment_mechanism import PermutedBlocks
from console.effects.randomization.randomization import randomization_test

Result = TypeVar("Result")

INFERENCE = "auto"


def attempt(outcome: str, make: Callable[[], Result]) -> Result | Withheld:
    """What ``make`` returns, or the reason why it can't be estimated."""
    try:
        return make()
    except EffectsError as error:
        return Withheld(outcome=outcome, reason=str(error))


def effect_of(sample: Sample, plan: AnalysisPlan) -> Estimate | Withheld:
    """The effect of being assigned."""
    reason = insufficient_reason(sample, plan.minimums)
    if reason is not None:
        return Withheld(outcome=sample.outcome, reason=reason)
    return attempt(sample.outcome, lambda: estimated(sample))


def estimated(sample: Sample) -> Estimate:
    """The effect of being assigned; raises EffectsError where the sample can't answer."""
    estimate = by_regression(sample)
    return _of_queues(sample, estimate) if sample.design == "queue" else estimate


def by_regression(sample: Sample) -> Estimate:
    """The same, with a regression's interval and p-value of whole queues too."""
    if sample.design == "delayed":
        panel = starts_of(sample)
        return staggered_itt(panel, sample.outcome, ancova=sample.holds_before)
    return itt(
        sample.frame,
        outcome=sample.outcome,
        treatment="treat",
        cluster="agent",
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
        inference=INFERENCE,
    )


def _of_queues(sample: Sample, estimate: Estimate) -> Estimate:
    """The same with p-value and interval from randomising the shifts again.

    What happens to a queue hangs together from shift to shift in a way that nobody knows; which of
    its shifts had the assistant is known to be random (Bojinov, Simchi-Levi and Zhao 2023).
    """
    again = randomization_test(
        sample.frame,
        outcome=sample.outcome,
        treatment="treat",
        mechanism=PermutedBlocks(("agent", "bucket"), ("agent",)),
        fixed_effects=sample.fixed_effects,
    )
    return replace(
        estimate,
        ci_low=again.ci_low,
        ci_high=again.ci_high,
        p_value=again.p_value,
        dof=None,
        method=f"{again.method}; the standard error is that of {estimate.method}",
        notes=tuple(dict.fromkeys((*estimate.notes, *again.notes))),
    )


def late_of(sample: Sample, plan: AnalysisPlan) -> LateEstimate | Withheld:
    """The effect of using it, on those whom being assigned made use it."""
    reason = insufficient_reason(sample, plan.minimums) or _unused(sample)
    if reason is not None:
        return Withheld(outcome=sample.outcome, reason=reason)
    return attempt(sample.outcome, lambda: _used(sample))


def _used(sample: Sample) -> LateEstimate:
    if sample.design == "delayed":
        panel = starts_of(sample, "usage")
        return staggered_late(panel, sample.outcome, ancova=sample.holds_before)
    return late(
        sample.frame,
        outcome=sample.outcome,
        usage="usage",
        assignment="treat",
        cluster="agent",
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
        inference=INFERENCE,
    )


def starts_of(sample: Sample, *others: str) -> StartPanel:
    """Agents of a delayed start by days: the outcome, and other columns."""
    return start_panel(
        sample.frame, (sample.outcome, *others), agent="agent", day=NUMBER, start=START
    )


def is_weak(late: LateEstimate, minimums: Minimums) -> bool:
    """Whether assignment moves usage too little for the two-stage estimate to be trusted."""
    return not late.first_stage_f >= minimums.first_stage_f


def insufficient_reason(sample: Sample, minimums: Minimums) -> str | None:
    """Why there is too little in the sample for any estimate; null if there is enough."""
    if not sample.frame[sample.outcome].notna().any():
        return "it was never measured in the study's time"
    fewest = min(sample.agents(1), sample.agents(0))
    if fewest == 0:
        return "all agents with a measured outcome are in one arm: there is nobody to compare with"
    if fewest < minimums.agents_per_arm and sample.design == "queue":
        return (
            f"only {fewest} shift{'s' * (fewest > 1)} of an arm in blocks that have both, and an "
            f"interval takes {minimums.agents_per_arm}; let the study run longer, or in more queues"
        )
    if fewest < minimums.agents_per_arm:
        return (
            f"only {fewest} agent{'s' * (fewest > 1)} in an arm, and an interval takes "
            f"{minimums.agents_per_arm}; let the study run with more agents"
        )
    return None


def _unused(sample: Sample) -> str | None:
    usage = sample.used["usage"]
    if not usage.notna().any():
        return "usage was never measured"
    if not (usage.fillna(0) > 0).any():
        return "nobody used a suggestion, so there is no effect of using one"
    return None
