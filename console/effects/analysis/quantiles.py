"""The primary outcome's effect along its distribution: on quick chats, usual ones and slow ones."""

from console.effects.analysis.effect_units import told
from console.effects.analysis.estimate import INFERENCE, lacking, tried
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.quantile_effects import quantile_itt
from console.effects.json_values import Entry, entry, plain

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the untreated rows that lie below."""


def quantiles(tables: Tables, plan: AnalysisPlan) -> list[Entry]:
    """The first contrast's effect of being assigned on each quantile; see ``QUANTILES``."""
    if not plan.contrasts:
        return []
    sample = sample_for(tables, plan, plan.contrasts[0], plan.primary.name)
    lacks = lacking(sample, plan.minimums)
    if lacks is not None:
        nothing = Withheld(outcome=sample.outcome, reason=lacks)
        return [_told(nothing, quantile) for quantile in QUANTILES]
    return [_told(_at(sample, quantile), quantile) for quantile in QUANTILES]


def _at(sample: Sample, quantile: float) -> Estimate | Withheld:
    return tried(
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


def _told(found: Estimate | Withheld, quantile: float) -> Entry:
    made = entry(found, quantile=quantile, label=f"quantile {quantile:g}")
    if made["estimate"] is not None:
        made["change"] = plain(told(made["outcome"], made, None))
    return made
