"""All results of a study, estimated from its tables part by part."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from console.domain.progress import ShareProgress
from console.effects.analysis.adoption import adoption
from console.effects.analysis.agreement import beyond_agreement, until_agreed
from console.effects.analysis.arm_checks import arm_balance, arm_sizes
from console.effects.analysis.attention import attention
from console.effects.analysis.attrition import attrition
from console.effects.analysis.carry_over import carry_over
from console.effects.analysis.checks import checks
from console.effects.analysis.deviations import deviations, set_by_hand
from console.effects.analysis.family import TestedTogether
from console.effects.analysis.flow import flow
from console.effects.analysis.guardrails import guardrails
from console.effects.analysis.interference import interference
from console.effects.analysis.looks import RecordedLook, looks
from console.effects.analysis.outcomes import outcome_effects, use_in_level
from console.effects.analysis.quantiles import quantiles
from console.effects.analysis.questionnaires import questionnaires
from console.effects.analysis.rating_checks import never_takers, rating_response
from console.effects.analysis.results import Results, StudyDescription, StudyOutcomeRole
from console.effects.analysis.saturation import saturation
from console.effects.analysis.summary import summary
from console.effects.analysis.tiers import by_tier, negative_control
from console.effects.data.bundle_tables import Tables
from console.effects.data.eligibility import one_study, with_consent
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan
from console.effects.data.saturation import in_mixed_queues
from console.effects.data.study_days import study_days

Part = TypeVar("Part")

_STEPS = 23
"""Of the whole: two for effects, and one for each other part."""


def analyse(
    tables: Tables,
    plan: AnalysisPlan,
    *,
    before: Sequence[RecordedLook] = (),
    progress: ShareProgress = lambda what, share: None,
) -> Results:
    """Everything that the tables tell of the study.

    Args:
        tables: a bundle's.
        plan: what was to be compared.
        before: earlier looks at the study.
        progress: called as the work goes on.
    """
    progress("effects", 0.0)
    whole, study = prepared(tables, plan), plan
    tables, plan = in_mixed_queues(whole, plan)
    itt, late = outcome_effects(tables, plan)
    steps = count(2)

    def part(name: str, make: Callable[[Tables, AnalysisPlan], Part]) -> Part:
        progress(name, next(steps) / _STEPS)
        return make(tables, plan)

    counts = part("flow", flow)
    primary = next((each for each in itt if each.primary), None)
    results = Results(
        study=_study(whole, study),
        looks=looks(tables, plan, primary, before),
        simulated=bool(tables.provenance.get("simulated")),
        itt=itt,
        late=late,
        flow=counts,
        srm=part("srm", arm_sizes),
        balance=part("balance", arm_balance),
        attrition=part("attrition", lambda tables, plan: attrition(tables, plan, counts)),
        interference=part("interference", interference),
        carry_over=part("carry-over", carry_over),
        saturation=part("saturation", lambda *_: saturation(whole, study, primary)),
        late_level=part("use in seconds", use_in_level),
        until_agreed=part("until the customer agrees", until_agreed),
        key=part("confirming", beyond_agreement),
        quantiles=part("quantiles", quantiles),
        by_tier=part("by tier", by_tier),
        negative_control=part("negative control", negative_control),
        never_takers=part("never takers", never_takers),
        rating_response=part("rating response", rating_response),
        attention=part("attention", attention),
        adoption=part("adoption", adoption),
        guardrails=part("guardrails", guardrails),
        questionnaires=part("questionnaires", questionnaires),
        checks=part("checks", checks),
        deviations=part("deviations", deviations),
        set_by_hand=set_by_hand(tables),
    )
    results = _adjusted(results, plan, tables)
    return replace(results, summary=summary(results))


def prepared(tables: Tables, plan: AnalysisPlan) -> Tables:
    """The tables of this study alone, of those who consented, with its days and their arms."""
    tables = with_consent(one_study(tables, plan))
    return replace(tables, days=study_days(tables, plan))


def _adjusted(results: Results, plan: AnalysisPlan, tables: Tables) -> Results:
    """With p-values adjusted for the number of tests in the plan's family."""
    tested = TestedTogether(results.itt, results.late, results.by_tier, results.quantiles)
    tested = tested.adjusted(plan, tables)
    return replace(
        results,
        itt=tested.itt,
        late=tested.late,
        by_tier=tested.by_tier,
        quantiles=tested.quantiles,
    )


def _study(tables: Tables, plan: AnalysisPlan) -> StudyDescription:
    days = study_days(tables, plan)["day"]
    sides = ", ".join(each.arm for each in plan.contrasts)
    return StudyDescription(
        name=plan.name,
        title=plan.title,
        planned=plan.planned,
        hash=plan.study_hash,
        hashes_in_logs=_hashes(tables),
        unit=plan.unit,
        delayed=plan.unit == "delayed",
        compared=f"{sides} against {plan.reference.name}" if sides else "one arm only",
        first_day=None if days.empty else days.min().date(),
        last_day=None if days.empty else days.max().date(),
        arms=plan.arms,
        periods=plan.periods,
        strata=plan.strata,
        seed=plan.seed,
        block=plan.block,
        outcomes=tuple(
            StudyOutcomeRole(
                name=each.name,
                label=outcome_named(each.name).label,
                primary=each == plan.primary,
                better=each.better,
            )
            for each in plan.outcomes
        ),
        minimums=plan.minimums,
    )


def _hashes(tables: Tables) -> tuple[str, ...]:
    for table in (tables.sessions, tables.agent_days):
        if "study_hash" in table.columns:
            return tuple(sorted(table["study_hash"].dropna().unique()))
    return ()
