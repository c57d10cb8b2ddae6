"""Which rows are compared."""

from dataclasses import replace

import made_assignments
import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.estimate import estimated
from console.effects.data.chat_rows import PLACE
from console.effects.data.samples import BEFORE, NOT_BEFORE, regression_rows, sample_for

PLAN = made_studies.plan()


PAPER = replace(PLAN, estimator="paper")


def test_days_with_access_are_compared_given_means_before() -> None:
    """Agents' means before are held constant; nothing from the time with access is."""
    sample = sample_for(made_studies.tables(), PLAN, PLAN.contrasts[0], "ln_duration")
    assert (sample.design, sample.controls) == ("ancova", (BEFORE,))
    assert sample.fixed_effects == ("day", "stratum")
    assert set(sample.frame["period"]) == {1}
    assert (sample.agents(1), sample.agents(0)) == (30, 30)


def test_who_was_not_observed_before_still_counts() -> None:
    """An agent without days before has the mean of all and a control that tells them apart."""
    tables = made_studies.tables()
    days = tables.agent_days
    new = (days["agent"] == "agent-1") & (days["period"] == 0)
    sample = sample_for(
        replace(tables, agent_days=days[~new]), PLAN, PLAN.contrasts[0], "ln_duration"
    )
    assert sample.controls == (BEFORE, NOT_BEFORE)
    assert (sample.agents(1), sample.agents(0)) == (30, 30)


def test_the_difference_has_no_controls() -> None:
    """Agents and days are absorbed, and nothing else is held constant."""
    plan = replace(PLAN, estimator="difference")
    sample = sample_for(made_studies.tables(), plan, plan.contrasts[0], "ln_duration")
    assert (sample.design, sample.controls) == ("panel", ())
    assert sample.fixed_effects == ("agent", "day")


def test_the_papers_way_holds_the_day_before_constant() -> None:
    """Agents and days are absorbed, and the day before's means are controls."""
    sample = sample_for(made_studies.tables(), PAPER, PAPER.contrasts[0], "ln_duration")
    assert sample.design == "panel"
    assert sample.fixed_effects == ("agent", "day")
    assert sample.controls == ("lag_concurrency", "lag_customer_tenure_days")
    assert (sample.agents(1), sample.agents(0)) == (30, 30)


def test_controls_that_cost_too_many_rows_are_left_out() -> None:
    """With two days an agent half of the rows have no day before, so there are no controls."""
    tables = made_studies.tables(days=2, before=1)
    plan = replace(made_studies.plan(days=2, before=1), estimator="paper")
    sample = sample_for(tables, plan, plan.contrasts[0], "ln_duration")
    assert sample.controls == ()
    assert "not held constant" in sample.notes[0]


def test_without_days_before_agents_are_rows() -> None:
    """Agents' means within strata are compared, one row an agent."""
    tables, plan = made_studies.tables(before=0), made_studies.plan(before=0)
    sample = sample_for(tables, plan, plan.contrasts[0], "ln_duration")
    assert (sample.design, len(sample.frame)) == ("cross-section", 60)
    assert sample.fixed_effects == ("stratum",)


def test_the_burn_in_is_dropped() -> None:
    """A chat of a shift's first ten minutes is left out of its mean; later ones count alike."""
    tables, plan = made_assignments.within("shift")
    rows = sample_for(tables, plan, plan.contrasts[0], "away_share").frame
    chats = tables.chats
    later = chats[chats["start"] > chats["bucket_start"]]
    expected = later.groupby(["agent", "bucket"])["away_share"].mean()
    found = rows.set_index(["agent", "bucket"])["away_share"]
    assert len(later) < len(chats)
    assert found.to_dict() == pytest.approx(expected.to_dict())


def test_who_has_started_is_no_comparison() -> None:
    """In stacks, cohorts are beside agents who never start, never beside each other."""
    tables, plan = made_assignments.delayed()
    sample = regression_rows(sample_for(tables, plan, plan.contrasts[0], "ln_duration"))
    stacks = sample.frame["stack_agent"].str.split(" ").str[0]
    for start, name in (("8", "early"), ("16", "late")):
        mine = sample.frame[stacks == start]
        assert set(mine["arm_of_agent"]) == {name, "never"}


def test_agents_of_a_delayed_start_are_in_both_arms() -> None:
    """An agent counts as waiting while others have it already, and then as started."""
    tables, plan = made_assignments.delayed()
    sample = sample_for(tables, plan, plan.contrasts[0], "ln_duration")
    assert (sample.agents(1), sample.agents(0)) == (60, 60)


def test_without_never_starters_days_end_early() -> None:
    """If all start some time, days on which all have started are left out."""
    tables, plan = made_assignments.delayed()
    some = replace(tables, agent_days=tables.agent_days.query("arm_name != 'never'"))
    arms = replace(plan, arms=plan.arms[:2])
    rows = sample_for(some, arms, arms.contrasts[0], "ln_duration").frame
    start = plan.arms[1].start
    assert start is not None
    assert rows["day"].max() == pd.Timestamp(start) - pd.Timedelta(days=1)


def test_agents_keep_their_first_arm() -> None:
    """Whoever turns up in another arm later is still of the arm they were assigned to."""
    tables = made_studies.tables()
    days = tables.agent_days
    moved = (days["agent"] == "agent-0") & (days["day"] == days["day"].max())
    changed = replace(
        tables, agent_days=days.assign(arm_name=days["arm_name"].mask(moved, "assistant"))
    )
    rows = sample_for(changed, PLAN, PLAN.contrasts[0], "ln_duration").frame
    assert set(rows.loc[rows["agent"] == "agent-0", "treated"]) == {0}


def test_what_later_sessions_have_in_common_is_held_constant() -> None:
    """What everybody learns from a session to the next is no noise; a single order has no place."""
    tables, plan = made_assignments.within("session")
    place = tables.chats.groupby("agent")["start"].rank("dense").sub(1) // 6
    learnt = tables.chats.assign(duration_s=tables.chats["duration_s"] * np.exp(-0.3 * place))
    samples = [
        sample_for(replace(tables, chats=each), plan, plan.contrasts[0], "ln_duration")
        for each in (tables.chats, learnt)
    ]
    assert {each.fixed_effects for each in samples} == {("agent", PLACE)}
    usual, changed = (estimated(each) for each in samples)
    assert changed.estimate == pytest.approx(usual.estimate)
    assert changed.std_error == pytest.approx(usual.std_error)
    arms = np.where(place % 2, "assistant", "usual")
    same = replace(tables, chats=tables.chats.assign(arm_name=arms))
    assert sample_for(same, plan, plan.contrasts[0], "rating").fixed_effects == ("agent",)
