"""Whether being assigned changed who rates, and what became of those who never used it."""

from console.effects.analysis.effect_units import told, verdict
from console.effects.analysis.estimate import INFERENCE, lacking, tried
from console.effects.analysis.outcomes import assigned
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.outcome_catalogue import known
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators import falsification
from console.effects.json_values import Entry, entry, plain

_ALARM = 0.05


def rating_response(tables: Tables, plan: AnalysisPlan) -> Entry:
    """The effect of being assigned on the share of chats that are rated, and whether to warn."""
    if not plan.contrasts:
        return entry(Withheld(outcome="rated_share", reason="there is one arm only"), warn=False)
    rated, contrast = PlannedOutcome(measure="rated_share"), plan.contrasts[0]
    found = assigned(sample_for(tables, plan, contrast, rated.name), plan, contrast, rated)
    return found | {"warn": found["p_value"] is not None and found["p_value"] < _ALARM}


def never_takers(tables: Tables, plan: AnalysisPlan) -> Entry:
    """The primary effect among agents who had access and never used it, which should be nil.

    They are compared with the whole other arm, since nobody knows who there would never have. In a
    panel, being a lasting kind of agent is held constant, so that this is a check of whether being
    assigned does something without use; in other designs they may differ anyway.
    """
    outcome = plan.primary.name
    what: Entry = {"label": known(outcome).label, "agents": None}
    if not plan.contrasts or plan.unit != "agent":
        reason = "only where agents are drawn for good can it be told who never used it"
        return entry(Withheld(outcome=outcome, reason=reason), **what)
    sample = sample_for(tables, plan, plan.contrasts[0], outcome)
    if sample.form != "panel":
        reason = "without a time before, they can't be told from a different kind of agent"
        return entry(Withheld(outcome=outcome, reason=reason), **what)
    lacks = lacking(sample, plan.minimums)
    never = never_used(sample.used)
    if lacks is None and never < plan.minimums.agents_per_mean:
        lacks = f"only {never} agents had access and never used it"
    found = (
        Withheld(outcome=outcome, reason=lacks) if lacks else tried(outcome, lambda: _found(sample))
    )
    made = entry(found, **(what | {"agents": never}))
    if made["estimate"] is not None:
        made["change"] = plain(told(outcome, made, None))
        made["verdict"] = verdict(plan.primary, made)
    return made


def _found(sample: Sample) -> Estimate:
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
