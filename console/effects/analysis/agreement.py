"""The time to identify the issue by a clock that no key stops: until the customer agrees.

Where a proposed issue is confirmed with one key and another is chosen from a list, part of an
effect on the time until the agent confirms it is the key. The customer's first answer that agrees
comes alike in both arms.
"""

from console.effects.analysis.effect_results import OutcomeEffect
from console.effects.analysis.outcomes import outcome_effect
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.data.samples import sample_for

IDENTIFICATION = "issue_identification"
_AGREED = "ln_customer_agreed"


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
