"""How often each guardrail was triggered, what agents did, and the effect if randomised."""

from collections.abc import Iterable

from console.domain.structured_text import parse_json
from console.effects.analysis.effect_units import assignment_effect, with_meaning
from console.effects.analysis.estimate import effect_of
from console.effects.analysis.results import (
    ComparedGuardrailEffect,
    GuardrailEffect,
    GuardrailResult,
)
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.plan import AnalysisPlan, PlannedRule
from console.effects.data.samples import agents_compared
from console.effects.data.study_days import study_days
from console.effects.errors import EffectsError
from console.effects.estimates import Withheld


def guardrails(tables: Tables, plan: AnalysisPlan) -> tuple[GuardrailResult, ...]:
    """Each rule of the plan, and those that were triggered without being in it."""
    planned = {rule.name: rule for rule in plan.rules}
    triggers = tables.guardrails
    names = list(planned)
    if len(triggers):
        names += sorted(set(triggers["guardrail"]) - set(names))
    return tuple(_result(tables, plan, name, planned.get(name)) for name in names)


def _result(
    tables: Tables, plan: AnalysisPlan, name: str, rule: PlannedRule | None
) -> GuardrailResult:
    triggers = tables.guardrails
    if len(triggers):
        triggers = triggers[triggers["guardrail"] == name]
    answered = len(triggers) > 0 and triggers["response_s"].notna().any()
    return GuardrailResult(
        guardrail=name,
        policy=None if rule is None else rule.policy,
        randomised=rule is not None and rule.share is not None,
        triggers=len(triggers),
        agents=int(triggers["agent"].nunique()) if len(triggers) else 0,
        obeyed=_count(triggers, "obeyed"),
        overridden=_count(triggers, "overridden"),
        lapsed=_count(triggers, "lapsed"),
        open=_count(triggers, "open"),
        median_response_s=float(triggers["response_s"].median()) if answered else None,
        comparison=_comparison(tables, plan, rule) if rule is not None and rule.share else None,
    )


def _count(triggers: Frame, outcome: str) -> int:
    return int((triggers["outcome"] == outcome).sum()) if len(triggers) else 0


def _comparison(tables: Tables, plan: AnalysisPlan, rule: PlannedRule) -> GuardrailEffect:
    """The rule's effect on the primary outcome, between agents it was and was not assigned to."""
    outcome = plan.primary.name
    if plan.unit not in ("agent", "delayed"):
        reason = "guardrails are assigned by agent, and agents change arms in this study"
        return GuardrailEffect(effect=assignment_effect(Withheld(outcome=outcome, reason=reason)))
    days = with_outcome(_concerned(study_days(tables, plan), rule), outcome)
    assigned = _assigned(tables, rule.name)
    days = days[days["agent"].isin(list(assigned))]
    days = days.assign(treated=days["agent"].map(assigned).astype(int))
    sample = agents_compared(days, plan, outcome)
    effect = assignment_effect(effect_of(sample, plan))
    return ComparedGuardrailEffect(
        effect=with_meaning(effect, planned=plan.primary),
        n_with=sample.agents(1),
        n_without=sample.agents(0),
    )


def _concerned(days: Frame, rule: PlannedRule) -> Frame:
    """Days of the agents the rule is for."""
    if rule.arms:
        days = days[days["arm_of_agent"].isin(rule.arms)]
    if rule.tiers:
        days = days[days["tier"].isin(rule.tiers)]
    return days


def _assigned(tables: Tables, name: str) -> dict[str, bool]:
    """For each agent whether the rule was ever in force."""
    assignments = tables.assignments
    if "guardrails" not in assignments.columns:
        return {}
    known = assignments[assignments["guardrails"].notna()]
    in_force = known["guardrails"].map(lambda names: name in _listed(names))
    by_agent = in_force.groupby(known["agent"]).max()
    return dict(by_agent.map(bool))


def _listed(names: str | Iterable[str]) -> list[str]:
    if not isinstance(names, str):
        return list(names)
    try:
        listed = parse_json(names)
    except ValueError:
        listed = None
    if not isinstance(listed, list):
        raise EffectsError("assignments.guardrails is no list of names; export the databases again")
    return listed
