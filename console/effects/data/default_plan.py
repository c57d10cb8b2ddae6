"""What is assumed of a bundle that comes without a study file: the field experiment's design."""

from typing import get_args

from console.domain.study_terms import AssignmentUnit
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedOutcome

_OUTCOMES = (
    PlannedOutcome(measure="ln_issue_identification", primary=True, better="lower"),
    PlannedOutcome(measure="ln_duration", better="lower"),
    PlannedOutcome(measure="dissatisfaction_rate", better="lower"),
    PlannedOutcome(measure="rating", better="higher"),
    PlannedOutcome(measure="retrial_rate", better="lower"),
)
_CLAIMS = PlannedOutcome(measure="unfounded_claims", better="lower")
_PAPER = (
    PlannedArm(name="treatment", access=True, share=0.5),
    PlannedArm(name="control", access=False, share=0.5),
)


def unplanned(tables: Tables) -> AnalysisPlan:
    """The paper's outcomes, and unfounded claims where the logs tell of them.

    Arms and unit are as the logs name them, with equal shares.
    """
    return AnalysisPlan(
        name="unplanned",
        title="An analysis without a study file",
        unit=_unit(tables.assignments),
        arms=_arms(tables.agent_days) or _PAPER,
        outcomes=_outcomes(tables.agent_days),
    )


def _outcomes(days: Frame) -> tuple[PlannedOutcome, ...]:
    name = _CLAIMS.measure
    is_known = name in days.columns and days[name].notna().any()
    return (*_OUTCOMES, _CLAIMS) if is_known else _OUTCOMES


def _unit(assignments: Frame) -> AssignmentUnit:
    """What was assigned, if it was the same in all assignments."""
    units = set(assignments["unit"].dropna()) if "unit" in assignments.columns else set()
    return next((unit for unit in get_args(AssignmentUnit) if units == {unit}), "agent")


def _arms(days: Frame) -> tuple[PlannedArm, ...]:
    """Every arm that has a name; one has access if its agents ever had."""
    if "arm_name" not in days.columns or not days["arm_name"].notna().any():
        return ()
    access = days.groupby("arm_name")["access_share"].max().fillna(0) > 0
    return tuple(
        PlannedArm(name=str(name), access=bool(has), share=1 / len(access))
        for name, has in access.items()
    )
