"""What guardrails did: how often each spoke up, what agents did, and its effect if drawn by lot."""

import json

from console.effects.analysis.effect_units import told, verdict
from console.effects.analysis.estimate import effect_of
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.plan import AnalysisPlan, PlannedRule
from console.effects.data.samples import cross_section, has_before, panel
from console.effects.data.study_days import study_days
from console.effects.estimates import Withheld
from console.effects.json_values import Entry, entry, plain

OUTCOMES = ("obeyed", "overridden", "lapsed", "open")


def guardrails(tables: Tables, plan: AnalysisPlan) -> list[Entry]:
    """Each rule of the plan, and those that spoke up without being in it."""
    planned = {rule.name: rule for rule in plan.rules}
    spoke = tables.guardrails
    names = list(planned)
    if len(spoke):
        names += sorted(set(spoke["guardrail"]) - set(names))
    return [_rule(tables, plan, name, planned.get(name)) for name in names]


def _rule(tables: Tables, plan: AnalysisPlan, name: str, rule: PlannedRule | None) -> Entry:
    spoke = tables.guardrails
    mine = spoke[spoke["guardrail"] == name] if len(spoke) else spoke
    known = len(mine) > 0 and mine["response_s"].notna().any()
    return {
        "guardrail": name,
        "policy": None if rule is None else rule.policy,
        "randomised": rule is not None and rule.share is not None,
        "triggers": len(mine),
        "agents": int(mine["agent"].nunique()) if len(mine) else 0,
        **{each: int((mine["outcome"] == each).sum()) if len(mine) else 0 for each in OUTCOMES},
        "median_response_s": float(mine["response_s"].median()) if known else None,
        "effect": _effect(tables, plan, rule) if rule is not None and rule.share else None,
    }


def _effect(tables: Tables, plan: AnalysisPlan, rule: PlannedRule) -> Entry:
    """The rule's effect on the primary outcome, between agents it was and was not drawn for."""
    outcome = plan.primary.name
    if plan.unit not in ("agent", "delayed"):
        reason = "guardrails are drawn by agent, and agents change arms in this study"
        return entry(Withheld(outcome=outcome, reason=reason))
    days = with_outcome(_concerned(study_days(tables, plan), rule), outcome)
    drawn = _drawn(tables, rule.name)
    days = days[days["agent"].isin(list(drawn))]
    days = days.assign(treated=days["agent"].map(drawn).astype(int))
    sample = (
        panel(days, outcome)
        if has_before(days)
        else cross_section(days[days["period"] == 1], plan, outcome)
    )
    made = entry(effect_of(sample, plan), n_with=sample.agents(1), n_without=sample.agents(0))
    if made["estimate"] is not None:
        made["change"] = plain(told(outcome, made, None))
        made["verdict"] = verdict(plan.primary, made)
    return made


def _concerned(days: Frame, rule: PlannedRule) -> Frame:
    """Days of the agents the rule is for."""
    if rule.arms:
        days = days[days["arm_of_agent"].isin(rule.arms)]
    if rule.tiers:
        days = days[days["tier"].isin(rule.tiers)]
    return days


def _drawn(tables: Tables, name: str) -> dict[str, bool]:
    """For each agent whether the rule was ever in force."""
    lots = tables.assignments
    if "guardrails" not in lots.columns:
        return {}
    known = lots[lots["guardrails"].notna()]
    in_force = known["guardrails"].map(lambda names: name in _listed(names))
    return {agent: bool(any_of) for agent, any_of in in_force.groupby(known["agent"]).max().items()}


def _listed(names: object) -> list[str]:
    return list(json.loads(names)) if isinstance(names, str) else list(names)  # type: ignore[call-overload]
