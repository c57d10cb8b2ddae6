"""Shifts of whole queues: the estimate, its interval from the randomisation, and carry-over."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from console.bench.effects.designs import Cell, chats_of, plan_of_cell
from console.domain.study_terms import AssignmentUnit
from console.effects.analysis.carry_over import BEFORE, carry_over, with_shift_before
from console.effects.analysis.estimate import estimated, insufficient_reason
from console.effects.analysis.interference import interference
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.redrawn_pilot import assigned_chats, redrawn_chats
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import QUEUE
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, sample_for
from console.effects.report.reach import reach

CELL = Cell("whole queues", 30, 24, queues=3)
PLAN = plan_of_cell(CELL)


def chats(seed: int, effect: float = 0.0, carried: float = 0.0) -> Frame:
    """Chats of three queues, with an effect of the shift, and one of the shift before."""
    rng = np.random.default_rng(seed)
    rows = assigned_chats(chats_of(CELL, rng), PLAN, rng)
    on = (rows["arm_name"] == "on").astype(float)
    days = rows.assign(on=on).groupby(["stratum", "bucket_start"])["on"].first()
    before = days.groupby("stratum").shift().fillna(0.0)
    keys = pd.MultiIndex.from_frame(rows[["stratum", "bucket_start"]])
    moved = effect * on + carried * before.reindex(keys).to_numpy()
    return rows.assign(y_null=rows["y_null"] + moved)


def tables(rows: Frame) -> Tables:
    """With chats only."""
    nothing = pd.DataFrame()
    return Tables(nothing, nothing, rows, nothing, nothing, nothing, nothing)


def sample(rows: Frame, plan: AnalysisPlan = PLAN) -> Sample:
    """What is compared."""
    return sample_for(tables(rows), plan, plan.contrasts[0], "y_null")


def test_a_row_is_a_shift_of_a_queue() -> None:
    """However many agents work in it; blocks of four shifts are what it is compared within."""
    found = sample(chats(1))
    assert found.design == "queue"
    assert len(found.frame) == 3 * 24
    assert found.frame[QUEUE].nunique() == 3
    assert found.agents(1) == found.agents(0) == 3 * 24 / 2
    assert (found.frame.groupby("agent")["treat"].mean() == 0.5).all()


def test_the_effect_is_found_with_an_interval_of_the_randomisation() -> None:
    """Of twenty studies most intervals hold it, and their means lie around it."""
    found = [estimated(sample(chats(seed, effect=-0.4))) for seed in range(20)]
    assert all("randomization inference" in str(each.method) for each in found)
    assert np.mean([each.estimate for each in found]) == pytest.approx(-0.4, abs=0.06)
    assert sum(each.ci_low <= -0.4 <= each.ci_high for each in found) >= 17


def test_agents_do_not_make_up_for_shifts() -> None:
    """With six shifts of each queue there are too few of an arm for an interval."""
    rows = chats(1)
    few = rows[rows["bucket_start"] < rows["bucket_start"].min() + pd.Timedelta(days=6)]
    reason = insufficient_reason(sample(few), PLAN.minimums)
    assert reason is not None
    assert "of an arm in blocks" in reason


def test_what_carries_over_is_told() -> None:
    """The effect of the shift before is found where there is one, and not where there is none."""
    there = carry_over(tables(chats(3, carried=0.6)), PLAN)
    nothing = carry_over(tables(chats(3)), PLAN)
    assert there is not None
    assert nothing is not None
    assert there.warn
    assert there.effect.estimate == pytest.approx(0.6, abs=0.25)
    assert not nothing.warn


def test_the_shift_before_is_the_one_right_before() -> None:
    """After a day off there is none, and queues have their own."""
    rows = sample(chats(1)).frame
    first = rows[QUEUE] == rows[QUEUE].iloc[0]
    gap = pd.to_datetime(rows["bucket"]) == pd.Timestamp("2026-03-05")
    found = with_shift_before(rows[~(first & gap)], 86_400.0)
    found = found.assign(day=pd.to_datetime(found["bucket"]).dt.day)
    none = found[found[BEFORE].isna()]
    assert sorted(none["day"]) == [2, 2, 2, 6]
    later = found[found["day"] > 6].groupby(QUEUE)
    assert all(
        (each[BEFORE].iloc[1:] == each["treat"].iloc[:-1].to_numpy()).all() for _, each in later
    )


def test_a_pilot_says_the_error_of_the_study() -> None:
    """Redrawn with the study's own blocks of shifts, within a fifth."""
    pilot = chats(5)
    found = redrawn_chats(pilot, PLAN, "y_null", seed=1)
    errors = [estimated(sample(chats(seed))).std_error or 0.0 for seed in range(8)]
    assert found.std_error == pytest.approx(np.mean(errors), rel=0.2)
    assert found.agents == 30
    assert found.dof > 10
    assert found.units == 72


@pytest.mark.parametrize("unit", ["chat", "shift", "session"])
def test_other_units_are_redrawn_as_they_are_assigned(unit: AssignmentUnit) -> None:
    """Chats, agents' shifts and sessions: each half of them, in blocks, by their own design."""
    plan = replace(PLAN, unit=unit, whole_queues=False, block=2, bucket_s=4 * 3_600.0)
    rows = assigned_chats(chats_of(CELL, np.random.default_rng(1)), plan, np.random.default_rng(2))
    if unit != "chat":
        by = ["agent", "bucket" if unit == "shift" else "session"]
        assert (rows.groupby(by)["arm_name"].nunique() == 1).all()
    assert (rows["arm_name"] == "on").mean() == pytest.approx(0.5, abs=0.01)
    assert redrawn_chats(rows, plan, "y_null").std_error > 0


@pytest.mark.slow
def test_the_report_says_what_whole_queues_can_tell() -> None:
    """Interference has nothing to test; everybody is answered in part; carry-over is a warning."""
    plan = replace(
        PLAN, outcomes=(replace(PLAN.outcomes[0], measure="duration_s"),), tiers=("low", "high")
    )
    rows = chats(4, effect=30.0, carried=40.0)
    rows = rows.assign(
        duration_s=600 + 60 * rows["y_null"], rating=np.nan, exposed=0.0, tier="low", concurrency=1
    )
    days = pd.DataFrame({"agent": rows["agent"], "day": rows["start"].dt.normalize()})
    days = days.drop_duplicates().assign(treated=0, period=1, treat=0, usage=0.0, chats=2, rated=0)
    found = replace(tables(rows), agent_days=days.assign(arm_name="off", rated_share=0.0))
    results = analyse(found, plan)
    assert "whole queues" in str(interference(found, plan).effect.withheld)
    assert any("carry over into the next" in each for each in results.summary)
    answers = {each.question: each.answer for each in reach(results, plan)}
    assert answers["What would happen if everybody had it?"] == "in part"
    assert answers["What did having it do in this study?"] == "in part"
    assert results.by_tier == ()
