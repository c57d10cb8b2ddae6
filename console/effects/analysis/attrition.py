"""Who is missing from the comparison: agents that an arm lost, and chats without the outcome."""

from dataclasses import replace

import pandas as pd

from console.effects.analysis.effect_results import (
    AssignmentEffect,
    AttritionBounds,
    AttritionResult,
    MeasuredChats,
    WithheldAttrition,
)
from console.effects.analysis.effect_units import assignment_effect, effect_in_units
from console.effects.analysis.estimate import INFERENCE, attempt
from console.effects.analysis.results import FlowResult
from console.effects.checks.attrition import ALARM, attrition_test
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import arm_names, in_queues
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.samples import BEFORE, Sample, sample_for
from console.effects.data.study_days import in_periods, study_days, with_access
from console.effects.estimates import Withheld
from console.effects.estimators.itt_late import itt
from console.effects.estimators.lee_bounds import LeeBounds, lee_bounds
from console.effects.linear.numeric_rows import Numbers


def attrition(
    tables: Tables, plan: AnalysisPlan, flow: FlowResult
) -> AttritionResult | WithheldAttrition:
    """Whether the first contrast's arms kept the same share of their agents, and what if not.

    ``bounds`` are what the primary effect is at least and at most, whatever the lost were like, and
    are given only where the shares differ. ``flow`` has the counts.
    """
    if not plan.contrasts:
        return WithheldAttrition(withheld="there is one arm only")
    contrast = plan.contrasts[0]
    chats = _measured_chats(tables, plan, contrast)
    arms = {arm.arm: arm for arm in flow.arms if arm.arm in (contrast.arm, contrast.against)}
    if plan.within_agents or len(arms) < 2:
        reason = "the same agents are in all arms, so no arm loses any"
        return WithheldAttrition(withheld=reason, chats=chats)
    assigned = {name: arm.assigned for name, arm in arms.items()}
    analysed = {name: arm.analysed for name, arm in arms.items()}
    test = attempt("attrition", lambda: attrition_test(analysed, assigned))
    if isinstance(test, Withheld):
        return WithheldAttrition(withheld=test.reason, chats=chats)
    bounds = None
    if test.p_value < 1 and plan.unit == "agent":
        bounds = _bounds(tables, plan, contrast, assigned)
    return AttritionResult(
        contrast=contrast,
        assigned=assigned,
        analysed=analysed,
        p_value=test.p_value,
        alarm=test.alarm,
        method=test.method,
        bounds=bounds,
        chats=chats,
    )


def _bounds(
    tables: Tables, plan: AnalysisPlan, contrast: Contrast, assigned: dict[str, int]
) -> AttritionBounds | None:
    """Lee's bounds on agents' means; null where there are too few agents for any."""
    outcome = plan.primary.name
    sample = sample_for(tables, replace(plan, estimator="ancova"), contrast, outcome)
    treated, control = _agents_means(sample)
    bounds = attempt(
        outcome,
        lambda: lee_bounds(
            treated,
            control,
            treated_assigned=assigned[contrast.arm],
            control_assigned=assigned[contrast.against],
        ),
    )
    if isinstance(bounds, Withheld):
        return None
    return _in_units(bounds, outcome, float(treated.mean() - control.mean()))


def _agents_means(sample: Sample) -> tuple[Numbers, Numbers]:
    """Means of agents, less what the day and their mean before let expect, of both arms.

    What is expected is taken from the arm without the assistant alone, so that it is the same for
    both and does not depend on who is missing from the other.
    """
    rows = with_access(sample.used)
    expected = rows[rows["treat"] == 0]
    values = rows[sample.outcome]
    if "day" in rows.columns:
        means = expected.groupby("day")[sample.outcome].mean()
        values = values - rows["day"].map(means).fillna(expected[sample.outcome].mean())
    agents = (
        rows.assign(value=values)
        .groupby("agent")
        .agg(
            value=("value", "mean"),
            treat=("treat", "first"),
            **({"before": (BEFORE, "first")} if BEFORE in rows.columns else {}),
        )
    )
    if "before" in agents.columns:
        agents["value"] -= _slope(agents[agents["treat"] == 0]) * agents["before"]
    treated = agents["treat"] == 1
    return agents.loc[treated, "value"].to_numpy(), agents.loc[~treated, "value"].to_numpy()


def _slope(agents: Frame) -> float:
    before = agents["before"] - agents["before"].mean()
    spread = float((before**2).sum())
    return float((before * agents["value"]).sum()) / spread if spread else 0.0


def _in_units(bounds: LeeBounds, outcome: str, untrimmed: float) -> AttritionBounds:
    plain = effect_in_units(AssignmentEffect(outcome=outcome, estimate=untrimmed), None)
    low, high = (
        effect_in_units(
            AssignmentEffect(
                outcome=outcome, estimate=end, ci_low=bounds.ci_low, ci_high=bounds.ci_high
            ),
            None,
        )
        for end in (bounds.low, bounds.high)
    )
    return AttritionBounds(
        untrimmed=untrimmed,
        low=bounds.low,
        high=bounds.high,
        ci_low=bounds.ci_low,
        ci_high=bounds.ci_high,
        trimmed=bounds.trimmed,
        untrimmed_change=plain,
        low_change=low,
        high_change=high,
    )


# --- chats without the outcome ---------------------------------------------------------------


def _measured_chats(tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> MeasuredChats | None:
    """By how much being assigned changes the share of chats that have the primary outcome."""
    column = outcome_named(plan.primary.name).of_chat
    rows = _chats(tables, plan, contrast)
    if rows.empty or column not in rows.columns or not rows[column].notna().any():
        return None
    rows = rows.assign(measured=rows[column].notna().astype(float))
    effect = attempt(
        "measured",
        lambda: itt(
            rows,
            outcome="measured",
            treatment="treat",
            cluster="agent",
            fixed_effects=("agent",) if plan.within_agents else (),
            inference=INFERENCE,
        ),
    )
    shares = rows.groupby("treat")["measured"].mean()
    numbers = assignment_effect(effect)
    return MeasuredChats(
        effect=numbers,
        treated_share=float(shares.get(1, float("nan"))),
        control_share=float(shares.get(0, float("nan"))),
        warn=numbers.p_value is not None and numbers.p_value < ALARM,
    )


def _chats(tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> Frame:
    """Chats taken in the time with access in either arm, with ``treat``."""
    chats = tables.chats
    if chats.empty or "start" not in chats.columns:
        return pd.DataFrame()
    chats = chats[chats["start"].notna()]
    day = chats["start"].dt.tz_localize(None).dt.normalize()
    if plan.within_agents:
        arms = arm_names(chats, plan)
        chosen = arms.isin([contrast.arm, contrast.against]) & (in_periods(day, plan) == 1)
        rows = chats[chosen].assign(treat=(arms[chosen] == contrast.arm).astype(int))
        return in_queues(rows) if plan.whole_queues else rows
    days = with_access(study_days(tables, plan))[["agent", "day", "arm_of_agent"]]
    days = days[days["arm_of_agent"].isin([contrast.arm, contrast.against])]
    rows = chats.assign(day=day).merge(days, on=["agent", "day"])
    return rows.assign(treat=(rows["arm_of_agent"] == contrast.arm).astype(int))
