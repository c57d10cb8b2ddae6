"""Shares of agents that were assigned to queues: three effects, and what the report says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from console.bench.effects.designs import SATURATIONS, Cell, plan_of_cell, saturated_days
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.redrawn_queues import (
    in_two_stages,
    redrawn_queues,
    saturation_sample,
)
from console.effects.analysis.saturation import redrawn_p_value
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, PlannedPeriod
from console.effects.data.samples import Sample
from console.effects.data.saturation import (
    DRAW,
    SHARE,
    agents_of_queues,
    in_mixed_queues,
    queues_compared,
    with_queues,
)
from console.effects.estimators.itt_late import itt
from console.effects.report.reach import reach
from console.study.assignment.permuted_blocks import AssignedArms

CELL = Cell("saturation, total", 120, 4, queues=15)
DIRECT, TO_OTHERS, TOTAL = -1.5, 0.6, -1.2


def plan() -> AnalysisPlan:
    """Four days before and four with access."""
    start = pd.Timestamp("2026-03-02")
    days = [(start + pd.Timedelta(days=each)).date() for each in (0, 3, 4, 7)]
    periods = (
        PlannedPeriod(name="before", first=days[0], last=days[1], access=False),
        PlannedPeriod(name="with", first=days[2], last=days[3], access=True),
    )
    return replace(plan_of_cell(CELL), periods=periods)


PLAN = plan()


def study(seed: int = 1) -> Frame:
    """Assigned days with an effect on those who have it, on others, and where all have it."""
    rng = np.random.default_rng(seed)
    raw = saturated_days(CELL, rng).assign(stratum=lambda rows: "site=" + rows["queue"].astype(str))
    rows = in_two_stages(raw, PLAN, rng)
    share, treated = with_queues(rows)[SHARE], rows["treated"] == 1
    effect = np.where(
        treated,
        np.where(share < 1, DIRECT + TO_OTHERS, TOTAL),
        np.where(share > 0, TO_OTHERS, 0.0),
    )
    return rows.assign(y=rows["y_null"] + effect * rows["period"])


def estimate(sample: Sample) -> float:
    """By regression."""
    return itt(
        sample.frame,
        outcome=sample.outcome,
        treatment="treat",
        cluster="agent",
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
    ).estimate


def test_queues_and_then_agents_are_drawn() -> None:
    """Of each three queues one gets each share, and of its agents that share has it."""
    queues = with_queues(study()).groupby("queue")
    shares = queues.agg(share=(SHARE, "first"), draw=(DRAW, "first"))
    assert all(sorted(each["share"]) == list(SATURATIONS) for _, each in shares.groupby("draw"))
    agents = with_queues(study()).drop_duplicates("agent").groupby("queue")["treated"].mean()
    assert list(agents) == list(shares["share"])


def test_each_effect_is_what_it_is() -> None:
    """Over some studies, means lie around the differences of potential outcomes."""
    studies = [study(seed) for seed in range(6)]
    for effect, truth in (("direct", DIRECT), ("spillover", TO_OTHERS), ("total", TOTAL)):
        found = [estimate(saturation_sample(each, PLAN, "y", effect)) for each in studies]  # type: ignore[arg-type]  # one of three words
        assert np.mean(found) == pytest.approx(truth, abs=0.3)


def test_a_row_is_a_queue() -> None:
    """However many agents it has; spillover looks at those without it only."""
    agents = agents_of_queues(study(), "y")
    spillover = queues_compared(agents, PLAN, "y", "spillover")
    total = queues_compared(agents, PLAN, "y", "total")
    assert len(spillover.frame) == len(total.frame) == 10
    assert set(spillover.frame[SHARE]) == {0.0, 0.5}
    assert set(total.frame[SHARE]) == {0.0, 1.0}
    without = agents[(agents["queue"] == spillover.frame["queue"][0]) & (agents["treated"] == 0)]
    assert spillover.frame["y"][0] == pytest.approx(without["y"].mean())


def test_drawing_again_finds_a_large_effect_and_no_other() -> None:
    """With five queues a side p is small where everybody is moved, and not where nobody is."""
    rows = study()
    large = 5.0 * rows["period"] * (with_queues(rows)[SHARE] == 1)
    agents = agents_of_queues(rows.assign(y=rows["y_null"] + large), "y")
    assert redrawn_p_value(agents, PLAN, "y", "total", draws=199) <= 0.02
    nothing = [agents_of_queues(study(seed), "y_null") for seed in range(8)]
    p_values = [redrawn_p_value(each, PLAN, "y_null", "total", draws=99) for each in nothing]
    assert sum(each <= 0.05 for each in p_values) <= 2


def test_agents_are_compared_where_their_queue_has_both_arms() -> None:
    """With the shares that they were assigned there."""
    nothing = pd.DataFrame()
    tables = Tables(nothing, study(), nothing, nothing, nothing, nothing, nothing)
    mixed, compared = in_mixed_queues(tables, PLAN)
    assert set(with_queues(mixed.agent_days)[SHARE]) == {0.5}
    assert [each.share for each in compared.arms] == [0.5, 0.5]
    assert in_mixed_queues(tables, replace(PLAN, saturations=()))[0] is tables


def test_large_queues_count_more_in_the_sizes_of_the_arms() -> None:
    """200 agents of whom a quarter have it and 50 of whom three quarters have: 35%."""
    assigned = pd.DataFrame(
        {
            "agent": range(250),
            "stratum": ["site=a/share=0.25/draw=0"] * 200 + ["site=b/share=0.75/draw=0"] * 50,
        }
    )
    nothing = pd.DataFrame()
    tables = Tables(nothing, assigned.iloc[:240], nothing, assigned, nothing, nothing, nothing)
    mixed, compared = in_mixed_queues(tables, replace(PLAN, saturations=(0.25, 0.75)))
    assert sorted(each.share for each in compared.arms) == pytest.approx([0.35, 0.65])
    assert len(mixed.assignments) == 250, "who never worked is missed, and so counts"


def test_a_third_of_a_queue_is_recognised() -> None:
    """A share without an end is recorded so that it reads as the one that was planned."""
    place = AssignedArms("site=a", 0, 0, ("on", "off"), (), saturation=1 / 3, draw=4)
    told = with_queues(pd.DataFrame({"stratum": [place.told_stratum]}))
    assert told[SHARE].tolist() == [1 / 3]
    assert replace(place, saturation=0.5).told_stratum == "site=a/share=0.5/draw=4"


def test_a_pilot_says_the_error_of_each_effect() -> None:
    """That between agents goes by agents, and that of everybody's having it by queues."""
    pilot = study().assign(stratum=lambda rows: "site=" + rows["queue"].astype(str))
    direct, total = (
        redrawn_queues(pilot, PLAN, "y_null", effect=each) for each in ("direct", "total")
    )
    assert direct.dof > 20
    assert total.dof < 10
    assert (direct.units, total.units) == (120, 15)


@pytest.mark.slow
def test_the_report_answers_what_others_lose() -> None:
    """Enough queues answer both questions; with a queue fewer of each, neither is answered."""
    rows = study().rename(columns={"y": "rating"})
    rows = rows.assign(
        arm_name=np.where(rows["treated"] == 1, "on", "off"),
        treat=rows["treated"] * rows["period"],
        usage=0.5 * rows["treated"] * rows["period"],
        chats=9,
        rated=3,
        rated_share=1 / 3,
    )
    nothing = pd.DataFrame()
    plan = replace(PLAN, outcomes=(replace(PLAN.outcomes[0], measure="rating", better="higher"),))
    for days, answer in ((rows, "yes"), (rows[~rows["queue"].isin((0, 1, 2))], "no")):
        results = analyse(Tables(nothing, days, nothing, nothing, nothing, nothing, nothing), plan)
        found = results.saturation
        assert found is not None
        assert found.direct == results.itt[0].effect
        assert [each.which for each in found.between] == ["spillover", "total"]
        answers = {each.question: each.answer for each in reach(results, plan)}
        assert answers["What does it do to those without it?"] == answer
        assert answers["What would happen if everybody had it?"] == answer
        between = [each for each in results.summary if "queues where" in each]
        assert len(between) == 2
        withheld = ["can't be compared" in each for each in between]
        assert withheld == [answer == "no"] * 2
        assert "between queues" in str(results.interference.effect.withheld)
