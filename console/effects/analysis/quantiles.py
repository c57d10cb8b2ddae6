"""The primary outcome's effect along its distribution: on quick chats, usual ones and slow ones."""

from console.effects.analysis.estimating import INFERENCE, lacking, tried
from console.effects.analysis.plain import Entry, entry, plain
from console.effects.analysis.telling import told
from console.effects.plan import Plan
from console.effects.quantiles import quantile_itt
from console.effects.results import Estimate, Withheld
from console.effects.samples import Sample, sample_for
from console.effects.tables import Tables

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of the untreated rows that lie below."""


def quantiles(tables: Tables, plan: Plan) -> list[Entry]:
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
