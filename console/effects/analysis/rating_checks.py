"""Whether being assigned changed who rates, and what became of those who never used it."""

from console.effects.analysis.effect_results import (
    NeverTakersResult,
    RatingResponse,
    WithheldRatingResponse,
)
from console.effects.analysis.effect_units import assignment_effect, with_meaning
from console.effects.analysis.estimate import INFERENCE, attempt, insufficient_reason
from console.effects.analysis.outcomes import outcome_effect
from console.effects.checks.attrition import ALARM
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast, PlannedOutcome
from console.effects.data.samples import (
    Sample,
    agents_compared,
    of_contrast,
    panel_for,
    sample_for,
)
from console.effects.data.study_days import study_days
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators import falsification


def rating_response(tables: Tables, plan: AnalysisPlan) -> RatingResponse | WithheldRatingResponse:
    """The effect of being assigned on the share of chats that are rated, and whether to warn."""
    rated = PlannedOutcome(measure="rated_share")
    if not plan.contrasts:
        nothing = Withheld(outcome=rated.name, reason="there is one arm only")
        return WithheldRatingResponse(effect=assignment_effect(nothing))
    contrast = plan.contrasts[0]
    result = outcome_effect(_who_rates(tables, plan, contrast), plan, contrast, rated)
    p_value = result.effect.p_value
    return RatingResponse(
        effect=result.effect,
        contrast=result.contrast,
        label=result.label,
        primary=result.primary,
        better=result.better,
        design=result.design,
        controls=result.controls,
        means=result.means,
        warn=p_value is not None and p_value < ALARM,
    )


def _who_rates(tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> Sample:
    """How many more of an agent's chats are rated than of all agents', before and with access.

    So it is where agents are assigned for good: p + (rated - p · chats) / mean chats, with p the
    share of all chats of that time. Its mean over agents is the share of chats, while a mean of
    shares would be most of all the chance of days and agents with few chats.
    """
    days = study_days(tables, plan)
    if plan.unit != "agent" or not {"rated", "chats"} <= set(days.columns):
        return sample_for(tables, plan, contrast, "rated_share")
    days = of_contrast(days, contrast)
    days = days.assign(stratum=days["stratum"].fillna("") if "stratum" in days.columns else "")
    keys = ["agent", "treated", "period"]
    sums = days.groupby(keys, as_index=False).agg(
        rated=("rated", "sum"),
        chats=("chats", "sum"),
        usage=("usage", "mean"),
        stratum=("stratum", "first"),
    )
    times = sums.groupby("period")
    every = times["rated"].transform("sum") / times["chats"].transform("sum")
    more = (sums["rated"] - every * sums["chats"]) / times["chats"].transform("mean")
    rows = sums.assign(rated_share=every + more, day=sums["period"])
    return agents_compared(rows, plan, "rated_share")


def never_takers(tables: Tables, plan: AnalysisPlan) -> NeverTakersResult:
    """The primary effect among agents who had access and never used it, which should be nil.

    They are compared with the whole other arm, since nobody knows who there would never have. In a
    panel, being a lasting kind of agent is held constant, so that this is a check of whether being
    assigned does something without use; in other designs they may differ anyway.
    """
    outcome = plan.primary.name
    if not plan.contrasts or plan.unit != "agent":
        reason = "who never used it is known only where agents are assigned for good"
        return _result(plan, Withheld(outcome=outcome, reason=reason), None)
    sample = panel_for(tables, plan, plan.contrasts[0], outcome)
    if sample.design != "panel":
        reason = "without a time before, they can't be told from a different kind of agent"
        return _result(plan, Withheld(outcome=outcome, reason=reason), None)
    lacks = insufficient_reason(sample, plan.minimums)
    agents = never_used(sample.used)
    if lacks is None and agents < plan.minimums.agents_per_mean:
        lacks = f"only {agents} agents had access and never used it"
    if lacks is not None:
        return _result(plan, Withheld(outcome=outcome, reason=lacks), agents)
    return _result(plan, attempt(outcome, lambda: _estimate(sample)), agents)


def _result(
    plan: AnalysisPlan, result: Estimate | Withheld, agents: int | None
) -> NeverTakersResult:
    return NeverTakersResult(
        effect=with_meaning(assignment_effect(result), planned=plan.primary),
        label=outcome_named(plan.primary.name).label,
        agents=agents,
    )


def _estimate(sample: Sample) -> Estimate:
    return falsification.never_takers(
        sample.frame,
        outcome=sample.outcome,
        treatment="treat",
        usage="usage",
        agent="agent",
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
        inference=INFERENCE,
    )


def never_used(rows: Frame) -> int:
    """How many treated agents' usage was measured after and always nil."""
    after = rows[(rows["treated"] == 1) & (rows["period"] == 1) & rows["usage"].notna()]
    return int((after.groupby("agent")["usage"].max() == 0).sum())
