"""From a study's file to what its analysis sets out to do."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from console.effects.data.plan import (
    AnalysisPlan,
    PlannedArm,
    PlannedOutcome,
    PlannedPeriod,
    PlannedRule,
)
from console.study.file.design import Study, StudyOutcome
from console.study.file.loading import load_study, study_hash
from console.study.file.registration import registration_of


def plan_of(file: Path) -> AnalysisPlan:
    """What a study's file sets out to do.

    Raises:
        StudyError: it can't be read or is not a study, or its registration can't be read.
    """
    plan = plan_from(load_study(file), study_hash(file))
    registered = registration_of(file)
    if registered is None:
        return plan
    return replace(
        plan,
        registered_hash=registered.study_hash,
        registered_at=datetime.fromisoformat(registered.registered_at),
    )


def plan_from(study: Study, mark: str | None = None) -> AnalysisPlan:
    """What a study sets out to do; ``mark`` is the hash of its file."""
    assignment = study.assignment
    return AnalysisPlan(
        name=study.name,
        title=study.title,
        unit=assignment.unit,
        arms=tuple(
            PlannedArm(name=arm.name, access=arm.access, share=arm.share, start=arm.start)
            for arm in study.arms
        ),
        outcomes=tuple(planned_outcome(each) for each in study.outcomes),
        periods=tuple(PlannedPeriod(**each.model_dump()) for each in study.periods),
        tiers=study.tiers.names if study.tiers else (),
        tier_measure=study.tiers.measure if study.tiers else None,
        strata=assignment.strata,
        seed=assignment.seed,
        block=assignment.block,
        burn_in_s=60 * assignment.burn_in_min,
        whole_queues=assignment.whole_queue,
        saturations=assignment.saturations,
        bucket_s=None if assignment.bucket_min is None else 60 * assignment.bucket_min,
        rules=tuple(
            PlannedRule(
                name=rule.name,
                policy=rule.policy,
                arms=rule.arms,
                tiers=rule.tiers,
                share=rule.share,
            )
            for rule in study.guardrails
        ),
        questionnaires=tuple(each.questionnaire for each in study.questionnaires),
        estimator=study.analysis.estimator,
        family=study.analysis.family,
        looks=study.analysis.looks,
        study_hash=mark,
    )


def planned_outcome(outcome: StudyOutcome) -> PlannedOutcome:
    """An outcome of the study as the analysis names it."""
    return PlannedOutcome(
        measure=outcome.measure,
        primary=outcome.primary,
        better=outcome.better,
        scale=outcome.scale,
    )
