"""The time to identify the issue by a clock that no key stops: until the customer agrees.

Where a proposed issue is confirmed with one key and another is chosen from a list, part of an
effect on the time until the agent confirms it is the key. The customer's first answer that agrees
comes alike in both arms.
"""

from dataclasses import replace

from console.effects.analysis.effect_results import KeyResult, OutcomeEffect
from console.effects.analysis.outcomes import outcome_effect
from console.effects.checks.attrition import ALARM
from console.effects.data.bundle_tables import Tables
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.data.samples import sample_for
from console.effects.data.study_days import study_days

IDENTIFICATION = "issue_identification"
_AGREED, _CONFIRMED = "ln_customer_agreed", "ln_issue_identification"


def until_agreed(tables: Tables, plan: AnalysisPlan) -> OutcomeEffect | None:
    """The effect of being assigned on it; null unless the plan has the time to identify the issue.

    It is also null where no answer was recorded, as in simulated bundles and those of older
    versions.
    """
    planned = next((each for each in plan.outcomes if IDENTIFICATION in each.name), None)
    if planned is None or not plan.contrasts:
        return None
    sample = sample_for(tables, plan, plan.contrasts[0], _AGREED)
    if not sample.frame[_AGREED].notna().any():
        return None
    agreed = PlannedOutcome(measure=_AGREED, primary=False, better=planned.better)
    return outcome_effect(sample, plan, plan.contrasts[0], agreed)


def beyond_agreement(tables: Tables, plan: AnalysisPlan) -> KeyResult | None:
    """The effect on the one time over the other, which the understanding of the issue cancels.

    Null where ``until_agreed`` is, and where agents are in several arms.
    """
    days = study_days(tables, plan)
    planned = next((each for each in plan.outcomes if IDENTIFICATION in each.name), None)
    known = _AGREED in days.columns and days[_AGREED].notna().any()
    if planned is None or not plan.contrasts or plan.within_agents or not known:
        return None
    ratio = with_outcome(days, _CONFIRMED)[_CONFIRMED] - days[_AGREED]
    rows = replace(tables, days=days.assign(**{_CONFIRMED: ratio}))
    contrast, outcome = plan.contrasts[0], PlannedOutcome(measure=_CONFIRMED)
    effect = outcome_effect(sample_for(rows, plan, contrast, _CONFIRMED), plan, contrast, outcome)
    p_value = effect.effect.p_value
    return KeyResult(
        effect=replace(effect.effect, verdict=None),
        warn=p_value is not None and p_value < ALARM,
    )
