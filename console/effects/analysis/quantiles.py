"""The primary outcome's effect along its distribution: on quick chats, usual ones and slow ones."""

from console.effects.analysis.effect_results import QuantileEffect
from console.effects.analysis.effect_units import assignment_effect, with_meaning
from console.effects.analysis.estimate import INFERENCE, attempt, insufficient_reason
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, regression_rows, sample_for
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.quantile_effects import quantile_itt

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the untreated rows that lie below."""


def quantiles(tables: Tables, plan: AnalysisPlan) -> tuple[QuantileEffect, ...]:
    """The first contrast's effect of being assigned on each quantile; see ``QUANTILES``."""
    if not plan.contrasts:
        return ()
    sample = sample_for(tables, plan, plan.contrasts[0], plan.primary.name)
    reason = insufficient_reason(sample, plan.minimums)
    sample = regression_rows(sample)
    return tuple(
        QuantileEffect(
            effect=with_meaning(assignment_effect(_estimate(sample, quantile, reason))),
            quantile=quantile,
            label=f"quantile {quantile:g}",
        )
        for quantile in QUANTILES
    )


def _estimate(sample: Sample, quantile: float, reason: str | None) -> Estimate | Withheld:
    """The effect on one quantile; withheld for the reason, if there is one."""
    if reason is not None:
        return Withheld(outcome=sample.outcome, reason=reason)
    return attempt(
        sample.outcome,
        lambda: quantile_itt(
            sample.frame,
            outcome=sample.outcome,
            treatment="treat",
            quantile=quantile,
            cluster="agent",
            fixed_effects=sample.fixed_effects,
            controls=sample.controls,
            inference=INFERENCE,
        ),
    )
