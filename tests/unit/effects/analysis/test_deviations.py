"""Where what happened is not what was planned."""

from dataclasses import replace

import made_studies
import pandas as pd

from console.effects.analysis.deviations import deviations
from console.effects.data.default_plan import unplanned

PLAN, TABLES = made_studies.plan(), made_studies.tables(agents=12)
DAYS = TABLES.agent_days


def test_a_study_that_went_as_planned() -> None:
    """Nothing is listed where all is as the plan has it."""
    assert deviations(TABLES, PLAN) == ()


def test_another_file() -> None:
    """Logs that name another study file are told by the beginnings of both hashes."""
    found = deviations(TABLES, replace(PLAN, study_hash="cd" * 32))
    assert found == (
        "Sessions were run with another study file: the plan's hash begins cdcdcdcdcdcd, and the "
        "logs name abababababab.",
    )


def test_no_file_in_the_logs() -> None:
    """Logs that name no study file can't show that this is the plan."""
    sessions = TABLES.sessions.assign(study_hash=None)
    bare = replace(TABLES, sessions=sessions, agent_days=DAYS.assign(study_hash=None))
    assert any("can't be shown that this is the plan" in each for each in deviations(bare, PLAN))


def test_no_plan() -> None:
    """Without a study file that is the first thing listed."""
    assert deviations(TABLES, unplanned(TABLES))[0].startswith("There was no study file")


def test_days_outside_the_periods() -> None:
    """Days that lie in no period are counted."""
    later = DAYS.assign(day=DAYS["day"] + pd.Timedelta(days=2))
    found = deviations(replace(TABLES, agent_days=later), PLAN)
    assert "24 of 240 agent-days lie outside all periods and are left out." in found


def test_agents_who_moved() -> None:
    """Agents in several arms though assigned for good are counted."""
    moved = (DAYS["agent"] == "agent-0") & (DAYS["day"] == DAYS["day"].max())
    days = DAYS.assign(arm_name=DAYS["arm_name"].mask(moved, "assistant"))
    found = deviations(replace(TABLES, agent_days=days), PLAN)
    assert any(each.startswith("1 agents were in more than one arm") for each in found)


def test_access_that_was_not_intended() -> None:
    """A day with access in the arm without it is counted."""
    given = (DAYS["agent"] == "agent-0") & (DAYS["day"] == DAYS["day"].max())
    days = DAYS.assign(access_share=DAYS["access_share"].mask(given, 1.0))
    found = deviations(replace(TABLES, agent_days=days), PLAN)
    assert any(each.startswith("On 1 agent-days access was not") for each in found)


def test_arms_that_the_plan_has_not() -> None:
    """An arm that is only in the logs is named."""
    days = DAYS.assign(arm_name=DAYS["arm_name"].replace("usual", "other"))
    found = deviations(replace(TABLES, agent_days=days), PLAN)
    assert "The logs have arms that the plan does not: other." in found


def test_arms_set_by_hand() -> None:
    """Sessions whose arm came from the settings are counted."""
    lots = TABLES.assignments.assign(method="settings")
    found = deviations(replace(TABLES, assignments=lots), PLAN)
    assert "In 12 sessions the arm was set by hand and not randomised." in found


def test_nobody_drawn() -> None:
    """Agents without an arm are counted."""
    days = DAYS.assign(arm_name=DAYS["arm_name"].mask(DAYS["agent"] == "agent-0"))
    found = deviations(replace(TABLES, agent_days=days), PLAN)
    assert "1 agents worked without an arm and are left out." in found
