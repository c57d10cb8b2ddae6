"""Whether what a shift was like still shows in the next one, where shifts are assigned.

Then the difference between shifts with the assistant and without is not what having it all the time
would do. Which shift came before which was random, so the effect of the shift before is estimated
like that of the shift itself, both at once.
"""

from dataclasses import replace

import pandas as pd

from console.effects.analysis.effect_results import CarryOverResult
from console.effects.analysis.effect_units import assignment_effect, with_meaning
from console.effects.analysis.estimate import INFERENCE, attempt, insufficient_reason
from console.effects.checks.attrition import ALARM
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import QUEUE
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.itt_late import itt

BEFORE = "shift before"
_NEXT = 1.5
"""Lengths of a shift between the beginnings of two, up to which one follows on the other."""


def carry_over(tables: Tables, plan: AnalysisPlan) -> CarryOverResult | None:
    """The effect of the shift before on the primary outcome; null unless shifts are assigned."""
    if plan.unit != "shift" or not plan.contrasts:
        return None
    sample = sample_for(tables, plan, plan.contrasts[0], plan.primary.name)
    effect = assignment_effect(_estimate(sample, plan))
    p_value = effect.p_value
    return CarryOverResult(
        effect=replace(with_meaning(effect, planned=plan.primary), verdict=None),
        burn_in_s=plan.burn_in_s,
        warn=p_value is not None and p_value < ALARM,
    )


def _estimate(sample: Sample, plan: AnalysisPlan) -> Estimate | Withheld:
    reason = insufficient_reason(sample, plan.minimums)
    if reason is not None:
        return Withheld(outcome=sample.outcome, reason=reason)
    rows = with_shift_before(sample.frame, plan.bucket_s or 0.0)
    rows = rows[rows[BEFORE].notna()]
    following = replace(sample, frame=rows)
    if insufficient_reason(following, plan.minimums) is not None:
        reason = "too few shifts follow right on another"
        return Withheld(outcome=sample.outcome, reason=reason)
    return attempt(
        sample.outcome,
        lambda: itt(
            rows,
            outcome=sample.outcome,
            treatment=BEFORE,
            cluster="agent",
            fixed_effects=sample.fixed_effects,
            controls=("treat",),
            inference=INFERENCE,
        ),
    )


def with_shift_before(rows: Frame, length_s: float) -> Frame:
    """Shifts with the arm of the one that they follow on, of the same agent or queue.

    It is null where there is none, or none right before. ``length_s`` is a shift's in seconds.
    """
    who = QUEUE if QUEUE in rows.columns else "agent"
    begin = pd.to_datetime(rows["bucket"], utc=True)
    rows = rows.assign(begin=begin).sort_values([who, "begin"], kind="stable")
    shifts = rows.groupby(who)
    gap = (rows["begin"] - shifts["begin"].shift()).dt.total_seconds()
    before = shifts["treat"].shift().astype(float)
    return rows.assign(**{BEFORE: before.where(gap <= _NEXT * length_s)}).drop(columns="begin")
