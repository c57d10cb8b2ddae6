"""Whether an arm's agents took chats that the others would otherwise have had.

Where all agents draw customers from one queue, whoever takes more leaves fewer to the others. Then
the arms' difference is not what would happen if everybody had the assistant, or nobody.
"""

from dataclasses import replace

from console.effects.analysis.effect_results import InterferenceResult
from console.effects.analysis.effect_units import assignment_effect
from console.effects.analysis.outcomes import outcome_effect
from console.effects.checks.attrition import ALARM
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.data.samples import sample_for
from console.effects.estimates import Withheld

_CHATS = PlannedOutcome(measure="chats", scale="ln")


def interference(tables: Tables, plan: AnalysisPlan) -> InterferenceResult:
    """The first contrast's effect on the logarithm of chats taken a day, and whether to warn."""
    reason = _untestable(plan)
    if reason:
        withheld = Withheld(outcome=_CHATS.name, reason=reason)
        return InterferenceResult(effect=assignment_effect(withheld))
    contrast = plan.contrasts[0]
    sample = sample_for(tables, plan, contrast, _CHATS.name)
    effect = outcome_effect(sample, plan, contrast, _CHATS).effect
    p_value = effect.p_value
    return InterferenceResult(
        effect=replace(effect, verdict=None), warn=p_value is not None and p_value < ALARM
    )


def _untestable(plan: AnalysisPlan) -> str | None:
    if not plan.contrasts:
        return "there is one arm only"
    if plan.saturations:
        return "what the others lose or gain is estimated, between queues with different shares"
    if plan.whole_queues:
        return "whole queues change arms, so that nobody takes chats from somebody in another arm"
    if plan.within_agents:
        return (
            "the same agents are in all arms, so that chats a day tell nothing of who took them "
            "from whom"
        )
    return None
