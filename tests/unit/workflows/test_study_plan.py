"""A study's outcomes as its analysis names them."""

import pytest

from console.domain.study_terms import AssignmentUnit, is_within_agents
from console.study.file.design import StudyOutcome
from console.workflows.study_plan import planned_outcome


@pytest.mark.parametrize(
    ("measure", "scale", "name"),
    [
        ("duration_s", "ln", "ln_duration"),
        ("duration_s", "level", "duration_s"),
        ("chats", "ln", "ln_chats"),
    ],
)
def test_logarithms_are_named_after_their_measure(measure: str, scale: str, name: str) -> None:
    """An outcome on the scale of logarithms has the name of the column of logarithms."""
    outcome = StudyOutcome.model_validate(
        {"measure": measure, "scale": scale, "primary": True, "better": "lower"}
    )
    planned = planned_outcome(outcome)
    assert (planned.name, planned.primary, planned.better) == (name, True, "lower")


@pytest.mark.parametrize(
    ("unit", "within"),
    [("agent", False), ("delayed", False), ("chat", True), ("shift", True), ("session", True)],
)
def test_agents_are_compared_with_themselves_where_they_change_arms(
    unit: AssignmentUnit, within: bool
) -> None:
    """Chats, shifts and sessions of one agent are in several arms; agents are in one for good."""
    assert is_within_agents(unit) is within
