"""Attention: concurrency, switches and time away, by arm, over time, and what the lot did to them.

No plan needs to name them for them to be looked at: attention is where the best agents lost.
"""

from console.effects.analysis.adoption import days_of_arms, mean_of, points
from console.effects.analysis.outcomes import assigned
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedOutcome
from console.effects.data.samples import sample_for
from console.effects.json_values import Entry

ATTENTION = ("concurrency_at_start", "switches_in", "away_share")
"""What tells how an agent's attention is divided."""


def attention(tables: Tables, plan: AnalysisPlan) -> Entry:
    """Concurrency, switches and the share of time away: by arm and period, and over time.

    Means are over agent-days. Points and cells of fewer agents than the plan's minimum are null.
    """
    days = days_of_arms(tables, plan)
    measures = [name for name in ATTENTION if name in days.columns and days[name].notna().any()]
    return {
        "measures": measures,
        "by_arm": [_cell(days, plan, arm.name, name) for name in measures for arm in plan.arms],
        "over_time": [_series(days, plan, arm, name) for name in measures for arm in plan.arms],
        "began": _began(days),
        "effects": _effects(tables, plan, measures),
    }


def _effects(tables: Tables, plan: AnalysisPlan, measures: list[str]) -> list[Entry]:
    """Of being assigned, in the first contrast, on those that are no outcomes of the plan."""
    if not plan.contrasts:
        return []
    planned = {outcome.name for outcome in plan.outcomes}
    contrast = plan.contrasts[0]
    return [
        assigned(
            sample_for(tables, plan, contrast, name), plan, contrast, PlannedOutcome(measure=name)
        )
        for name in measures
        if name not in planned
    ]


def _series(days: Frame, plan: AnalysisPlan, arm: PlannedArm, measure: str) -> Entry:
    mine = days[days["arm_of_agent"] == arm.name]
    told = points(mine, measure, plan)
    return {"measure": measure, "arm": arm.name, "access": arm.access, "points": told}


def _cell(days: Frame, plan: AnalysisPlan, arm: str, measure: str) -> Entry:
    mine, fewest = days[days["arm_of_agent"] == arm], plan.minimums.agents_per_mean
    return {
        "arm": arm,
        "measure": measure,
        "before": mean_of(mine[mine["period"] == 0], measure, fewest),
        "after": mean_of(mine[mine["period"] == 1], measure, fewest),
    }


def _began(days: Frame) -> str | None:
    """The first day with access, if there were days before."""
    after = days.loc[days["period"] == 1, "day"]
    if after.empty or not (days["period"] == 0).any():
        return None
    return str(after.min().date().isoformat())
