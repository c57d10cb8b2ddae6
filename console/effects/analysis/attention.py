"""Attention: concurrency, switches and time away, by arm and over time, and effects on them.

No plan needs to name them for them to be looked at: attention is where the best agents lost.
"""

from console.effects.analysis.adoption import days_of_arms, mean_of, points
from console.effects.analysis.effect_results import OutcomeEffect
from console.effects.analysis.outcomes import outcome_effect
from console.effects.analysis.results import AttentionMeans, AttentionResult, AttentionSeries
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedOutcome
from console.effects.data.samples import sample_for

ATTENTION = ("concurrency_at_start", "switches_in", "away_share")
"""What tells how an agent's attention is divided."""


def attention(tables: Tables, plan: AnalysisPlan) -> AttentionResult:
    """Concurrency, switches and the share of time away: by arm and period, and over time.

    Means are over agent-days. Points and cells of fewer agents than the plan's minimum are null.
    """
    days = days_of_arms(tables, plan)
    measures = tuple(
        name for name in ATTENTION if name in days.columns and days[name].notna().any()
    )
    cells = [(arm, name) for name in measures for arm in plan.arms]
    return AttentionResult(
        measures=measures,
        by_arm=tuple(_means(days, plan, arm.name, name) for arm, name in cells),
        over_time=tuple(_series(days, plan, arm, name) for arm, name in cells),
        began=_began(days),
        effects=_effects(tables, plan, measures),
    )


def _effects(
    tables: Tables, plan: AnalysisPlan, measures: tuple[str, ...]
) -> tuple[OutcomeEffect, ...]:
    """Of being assigned, in the first contrast, on those that are no outcomes of the plan."""
    if not plan.contrasts:
        return ()
    planned = {outcome.name for outcome in plan.outcomes}
    contrast = plan.contrasts[0]
    return tuple(
        outcome_effect(
            sample_for(tables, plan, contrast, name), plan, contrast, PlannedOutcome(measure=name)
        )
        for name in measures
        if name not in planned
    )


def _series(days: Frame, plan: AnalysisPlan, arm: PlannedArm, measure: str) -> AttentionSeries:
    days_of_arm = days[days["arm_of_agent"] == arm.name]
    return AttentionSeries(
        measure=measure,
        arm=arm.name,
        access=arm.access,
        points=points(days_of_arm, measure, plan),
    )


def _means(days: Frame, plan: AnalysisPlan, arm: str, measure: str) -> AttentionMeans:
    days_of_arm, fewest = days[days["arm_of_agent"] == arm], plan.minimums.agents_per_mean
    return AttentionMeans(
        arm=arm,
        measure=measure,
        before=mean_of(days_of_arm[days_of_arm["period"] == 0], measure, fewest),
        after=mean_of(days_of_arm[days_of_arm["period"] == 1], measure, fewest),
    )


def _began(days: Frame) -> str | None:
    """The first day with access, if there were days before."""
    after = days.loc[days["period"] == 1, "day"]
    if after.empty or not (days["period"] == 0).any():
        return None
    return str(after.min().date().isoformat())
