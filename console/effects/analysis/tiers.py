"""Effects by tier, with the negative control that they stand beside."""

from collections.abc import Sequence

import pandas as pd

from console.effects.analysis.adoption import tiers_of
from console.effects.analysis.effect_units import told
from console.effects.analysis.estimate import INFERENCE, is_weak, lacking, tried
from console.effects.analysis.outcomes import without_interval
from console.effects.checks.holm import holm
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.outcome_catalogue import known
from console.effects.data.plan import AnalysisPlan, Contrast, PlannedOutcome
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import LateEstimate, Withheld
from console.effects.estimators import tier_effects
from console.effects.estimators.falsification import placebo
from console.effects.json_values import Entry, entry, plain

_TIMES = {"panel": "day", "delayed": "stack_day"}
"""What tiers are crossed with, where rows have a time before and after."""


def by_tier(tables: Tables, plan: AnalysisPlan) -> list[Entry]:
    """ITT and LATE of every outcome in each tier, in each contrast."""
    return [
        _by_tier(
            sample_for(tables, plan, contrast, outcome.name), plan, contrast, outcome, late=True
        )
        for contrast in plan.contrasts
        for outcome in plan.outcomes
        if _has_tiers(tables, plan)
    ]


def negative_control(tables: Tables, plan: AnalysisPlan) -> list[Entry]:
    """The same regressions at a placebo date, halfway through the days before."""
    if not plan.contrasts or not _has_tiers(tables, plan):
        return []
    contrast = plan.contrasts[0]
    return [_placebo(tables, plan, contrast, outcome) for outcome in plan.outcomes]


def _has_tiers(tables: Tables, plan: AnalysisPlan) -> bool:
    return len(tiers_of(tables.agent_days, plan)) > 1


def _placebo(
    tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome
) -> Entry:
    sample = sample_for(tables, plan, contrast, outcome.name)
    what = _what(contrast, outcome, plan)
    if sample.form != "panel":
        reason = "there are no days before on which nothing had happened"
        return _withheld(outcome, reason, what)
    names = tiers_of(sample.frame, plan)
    rows = sample.frame[sample.frame["tier"].isin(names)]
    rows = rows.assign(tier=pd.Categorical(rows["tier"], names))
    cut = "tier" if plan.tier_measure in rows.columns else None
    found = tried(
        outcome.name,
        lambda: placebo(
            rows, treated="treated", period="period", day="day", tier=cut, measure=plan.tier_measure
        ),
    )
    if isinstance(found, Withheld):
        return _withheld(outcome, found.reason, what)
    later = found[found["period"] == 1]["day"]
    made = _by_tier(_with(sample, found), plan, contrast, outcome, late=False)
    return made | {"began": None if later.empty else later.min().date().isoformat()}


def _with(sample: Sample, rows: Frame) -> Sample:
    return Sample(rows, sample.outcome, sample.fixed_effects, sample.controls, sample.form)


def _by_tier(
    sample: Sample, plan: AnalysisPlan, contrast: Contrast, outcome: PlannedOutcome, *, late: bool
) -> Entry:
    what = _what(contrast, outcome, plan)
    reason = lacking(sample, plan.minimums)
    if reason is not None:
        return _withheld(outcome, reason, what)
    counts = {tier: _agents(sample, tier) for tier in tiers_of(sample.used, plan)}
    enough = [t for t, both in counts.items() if min(both) >= plan.minimums.agents_per_tier]
    if not enough:
        return _withheld(outcome, "every tier has too few agents in an arm", what)
    found = tried(outcome.name, lambda: _estimated(sample, enough, late=late))
    if isinstance(found, Withheld):
        return _withheld(outcome, found.reason, what)
    made = [_tier(tier, both, found, plan) for tier, both in counts.items()]
    _adjust([each["itt"] for each in made])
    return {
        "withheld": None,
        "tiers": made,
        "equal_effects": _joint(found.equal_itt),
        "equal_late": _joint(found.equal_late),
    } | what


def _estimated(sample: Sample, enough: Sequence[str], *, late: bool) -> tier_effects.ByTier:
    rows = sample.frame[sample.frame["tier"].isin(enough)]
    kind = pd.CategoricalDtype(list(enough), ordered=True)
    return tier_effects.by_tier(
        rows.assign(tier=rows["tier"].astype(object).astype(kind)),
        outcome=sample.outcome,
        treatment="treat",
        tier="tier",
        usage="usage" if late and (rows["usage"].fillna(0) > 0).any() else None,
        time=_TIMES.get(sample.form),
        cluster="agent",
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
        inference=INFERENCE,
    )


def _agents(sample: Sample, tier: str) -> tuple[int, int]:
    """Agents of a tier, treated and not."""
    mine = _with(sample, sample.frame[sample.frame["tier"] == tier])
    return mine.agents(1), mine.agents(0)


def _tier(
    tier: str, both: tuple[int, int], found: tier_effects.ByTier, plan: AnalysisPlan
) -> Entry:
    few = Withheld(
        outcome=found.outcome,
        reason=f"fewer than {plan.minimums.agents_per_tier} agents of the tier in an arm",
    )
    made = entry(found.itt.get(tier, few))
    if made["estimate"] is not None:
        made["change"] = plain(told(found.outcome, made, None))
    return {
        "tier": tier,
        "agents_treated": both[0],
        "agents_control": both[1],
        "itt": made,
        "late": _late(found, tier, few, plan),
    }


def _late(found: tier_effects.ByTier, tier: str, few: Withheld, plan: AnalysisPlan) -> Entry:
    estimate: LateEstimate | Withheld
    if tier in found.late:
        estimate = found.late[tier]
    elif tier not in found.itt:
        estimate = few
    elif isinstance(found.equal_late, Withheld):
        estimate = found.equal_late
    else:
        estimate = Withheld(outcome=found.outcome, reason="nobody used a suggestion")
    made = entry(estimate, late=True) | {"weak": False}
    if isinstance(estimate, Withheld) or not is_weak(estimate, plan.minimums):
        return made
    return without_interval(made)


def _joint(found: object) -> Entry:
    """The test that effects are the same in all tiers."""
    if found is None:
        return {"withheld": "not asked for", "p_value": None}
    if isinstance(found, Withheld):
        return {"withheld": found.reason, "p_value": None}
    tested: Entry = plain(found)
    return {"withheld": None} | tested


def _adjust(entries: list[Entry]) -> None:
    tested = [each for each in entries if each["p_value"] is not None]
    for each, p_value in zip(tested, holm([each["p_value"] for each in tested]), strict=True):
        each["p_holm"] = p_value


def _what(contrast: Contrast, outcome: PlannedOutcome, plan: AnalysisPlan) -> Entry:
    return {
        "outcome": outcome.name,
        "label": known(outcome.name).label,
        "primary": outcome == plan.primary and contrast == plan.contrasts[0],
        "contrast": plain(contrast),
    }


def _withheld(outcome: PlannedOutcome, reason: str, what: Entry) -> Entry:
    empty = {"tiers": [], "equal_effects": _joint(Withheld(outcome=outcome.name, reason=reason))}
    return {"withheld": reason} | empty | {"equal_late": None} | what
