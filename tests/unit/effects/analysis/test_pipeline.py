"""All results of a study together: the form of ``results.json``, and what it holds back."""

import json
from dataclasses import replace
from typing import Any

import made_assignments
import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import Results
from console.effects.data.bundle_tables import Tables
from console.effects.data.default_plan import unplanned
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.json_values import json_object

pytestmark = pytest.mark.slow

KEYS = {
    *("flow", "balance", "srm", "itt", "late", "by_tier", "never_takers", "rating_response"),
    *("negative_control", "attention", "adoption", "guardrails", "questionnaires", "checks"),
    *("deviations", "summary", "study", "format", "simulated", "quantiles"),
}
FIELDS = {
    *("outcome", "estimate", "std_error", "ci_low", "ci_high", "p_value", "dof", "n", "clusters"),
    *("method", "notes", "withheld", "p_holm", "change"),
}
FIRST_STAGE = {"first_stage", "first_stage_f", "ar_low", "ar_high"}


def in_json(results: Results) -> dict[str, Any]:
    """What JSON makes of the results; fails for a number that JSON has no word for."""
    found: dict[str, Any] = json.loads(json.dumps(json_object(results), allow_nan=False))
    return found


def results(tables: Tables, plan: AnalysisPlan) -> dict[str, Any]:
    """The results of a study, as JSON."""
    return in_json(analyse(tables, plan))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """The results of the made study."""
    return in_json(made_studies.results())


def test_every_part_is_there(found: dict[str, Any]) -> None:
    """Results have all the keys that scripts rely on, and estimates all their fields."""
    assert found.keys() >= KEYS
    assert all(each.keys() >= FIELDS for each in found["itt"] + found["checks"])
    assert all(each.keys() >= FIELDS | FIRST_STAGE for each in found["late"])


def test_known_effects_are_found(found: dict[str, Any]) -> None:
    """The intervals of the primary outcome hold the effect of use and that of being assigned."""
    late, effect = found["late"][0], found["itt"][0]
    assert late["ci_low"] < -0.3 < late["ci_high"]
    assert effect["ci_low"] < -0.3 * late["first_stage"] < effect["ci_high"] < 0


def test_the_effect_of_use_is_the_ratio(found: dict[str, Any]) -> None:
    """ITT over the first stage is the LATE for every outcome."""
    for effect, late in zip(found["itt"], found["late"], strict=True):
        assert effect["estimate"] / late["first_stage"] == pytest.approx(late["estimate"], abs=1e-9)


def test_only_the_others_are_adjusted(found: dict[str, Any]) -> None:
    """The primary outcome has its own p-value, the others have Holm's beside theirs."""
    assert [each["p_holm"] is None for each in found["itt"]] == [True, False, False]
    assert all(each["p_holm"] >= each["p_value"] for each in found["itt"][1:])


def test_other_ways_agree(found: dict[str, Any]) -> None:
    """Randomization, other regressions and the confidence sequence hold the same effect."""
    estimate = found["itt"][0]["estimate"]
    assert len(found["checks"]) == 5
    assert all(each["ci_low"] < estimate < each["ci_high"] for each in found["checks"])


def test_nobody_disappears(found: dict[str, Any]) -> None:
    """The assigned are the analysed and those lost for a reason."""
    for arm in found["flow"]["arms"]:
        lost = sum(each["agents"] for each in arm["lost"])
        assert arm["assigned"] == arm["analysed"] + lost


def test_the_lost_have_a_reason() -> None:
    """Agents who never worked, and those who worked only before, have each their reason."""
    tables = made_studies.tables()
    days = tables.agent_days
    never, early = days["agent"] == "agent-1", (days["agent"] == "agent-3") & (days["period"] == 1)
    part = replace(tables, agent_days=days[~never & ~early])
    arm = results(part, made_studies.plan())["flow"]["arms"][0]
    assert (arm["assigned"], arm["worked"], arm["analysed"]) == (30, 28, 28)
    assert arm["lost"] == [
        {"reason": "never worked in the study's time", "agents": 1},
        {"reason": "worked only before anybody had access", "agents": 1},
    ]


def test_no_effect_is_said_so() -> None:
    """Without an effect the summary says that the study leaves it open, not that there is none."""
    found = results(made_studies.tables(effect=0.0), made_studies.plan())
    assert found["summary"][0].startswith(
        "The study does not show whether being assigned to “assistant” changes chat duration"
    )
    assert not any("no effect" in sentence.lower() for sentence in found["summary"])
    assert not any("significan" in sentence for sentence in found["summary"])


@pytest.mark.parametrize("unit", ["chat", "shift", "session"])
def test_agents_who_change_arms(unit: Any) -> None:  # noqa: ANN401 - one of three words
    """Chats, shifts and sessions of the same agents are compared, and the effect is found."""
    found = in_json(made_assignments.results(unit))
    late = found["late"][0]
    assert late["ci_low"] < made_assignments.EFFECT < late["ci_high"]
    assert found["itt"][0]["ci_high"] < 0
    assert found["itt"][0]["design"] == unit
    assert found["flow"]["within"] == {"agents": 40, "in_all_arms": 40}
    assert found["adoption"]["mean"] == pytest.approx(0.5, abs=0.05)


def test_delayed_start() -> None:
    """Cohorts are compared with those who have not started, and the effect is found."""
    found = in_json(made_assignments.results("delayed"))
    late = found["late"][0]
    assert late["ci_low"] < made_assignments.EFFECT < late["ci_high"]
    assert found["summary"][0].startswith("Having started lowered chat duration")
    assert [arm["analysed"] for arm in found["flow"]["arms"]] == [30, 30, 30]
    assert found["adoption"]["mean"] == pytest.approx(0.4, abs=0.02)
    ways = [check["way"] for check in found["checks"]]
    assert ways[0] == "randomization inference"
    assert any("Callaway" in way for way in ways)
    assert all(check["estimate"] is not None for check in found["checks"])
    tiers = found["by_tier"][0]
    assert [tier["itt"]["ci_high"] < 0 for tier in tiers["tiers"]] == [True, True, True]
    assert tiers["equal_effects"]["p_value"] > 0.01


def test_a_bundle_without_days() -> None:
    """Nothing is estimated from an empty bundle, and each result says why."""
    tables = made_studies.tables()
    empty = Tables(
        **{name: frame.iloc[:0] for name, frame in vars(tables).items() if _has_rows(frame)}
    )
    found = results(empty, made_studies.plan())
    assert all(each["estimate"] is None and each["withheld"] for each in found["itt"])
    assert all(each["estimate"] is None and each["withheld"] for each in found["late"])
    assert found["srm"]["withheld"]


def _has_rows(frame: object) -> bool:
    return hasattr(frame, "iloc")


def test_everybody_in_one_arm() -> None:
    """With all in one arm there is no effect, and the alarm about the arms' sizes comes first."""
    tables = made_studies.tables()
    lots = tables.assignments
    one = replace(
        tables,
        agent_days=tables.agent_days[tables.agent_days["treated"] == 1],
        assignments=lots[lots["arm_name"] == "assistant"],
    )
    found = results(one, made_studies.plan())
    assert "one arm" in found["itt"][0]["withheld"]
    assert found["summary"][0].startswith("Beware: the arms do not have the sizes")


def test_a_plan_with_one_arm() -> None:
    """A study of a single arm compares nothing and says so."""
    plan = made_studies.plan()
    found = results(made_studies.tables(), replace(plan, arms=plan.arms[:1]))
    assert found["itt"] == found["late"] == found["checks"] == []
    assert found["summary"][0] == "There is only one arm, so nothing can be said of an effect."


def test_nobody_used_it() -> None:
    """Being assigned still has an effect; that of use is withheld, since there was none."""
    tables = made_studies.tables()
    found = results(made_studies.without(tables, usage=0.0), made_studies.plan())
    assert found["itt"][0]["estimate"] is not None
    assert "nobody used" in found["late"][0]["withheld"]
    assert found["by_tier"][0]["tiers"][0]["late"]["withheld"]


def test_hardly_anybody_used_it() -> None:
    """With a weak first stage the Anderson-Rubin set stands alone."""
    tables = made_studies.tables()
    one = (tables.agent_days["agent"] == "agent-1") * tables.agent_days["treat"] * 0.01
    late = results(made_studies.without(tables, usage=one), made_studies.plan())["late"][0]
    assert late["weak"]
    assert late["first_stage_f"] < 10
    assert late["estimate"] is late["ci_low"] is late["p_value"] is None
    assert late["ar_set"]


def test_too_few_agents() -> None:
    """With six agents an arm intervals are withheld, and the reason names both numbers."""
    found = results(made_studies.tables(agents=12), made_studies.plan())
    assert found["itt"][0]["withheld"].startswith(
        "only 6 agents in an arm, and an interval takes 10"
    )
    assert found["itt"][0]["treated_mean"] is not None


def test_one_agent_is_not_told_of() -> None:
    """Means of one agent would tell of a person, and are null."""
    tables = made_studies.tables()
    one = replace(tables, agent_days=tables.agent_days[tables.agent_days["agent"] == "agent-1"])
    found = results(one, made_studies.plan())
    assert found["itt"][0]["treated_mean"] is found["adoption"]["mean"] is None
    assert all(each["after"] is None for each in found["attention"]["by_arm"])


def test_a_small_tier_is_withheld() -> None:
    """A tier with too few agents in an arm has no effect of its own; the others do."""
    tables = made_studies.tables()
    days = tables.agent_days
    few = days[(days["tier"] != "high") | days["agent"].isin(["agent-4", "agent-5", "agent-10"])]
    tiers = results(replace(tables, agent_days=few), made_studies.plan())["by_tier"][0]["tiers"]
    assert [each["itt"]["withheld"] is None for each in tiers] == [True, True, False]
    assert [each["tier"] for each in tiers] == ["low", "middle", "high"]


def test_an_outcome_that_was_never_measured() -> None:
    """Its effect is withheld and it is listed among the deviations; the others are estimated."""
    tables = made_studies.without(made_studies.tables(), ln_duration=np.nan, duration_s=np.nan)
    found = results(tables, made_studies.plan())
    assert "never measured" in found["itt"][0]["withheld"]
    assert found["itt"][1]["estimate"] is not None
    assert "The planned outcome ln_duration was never measured." in found["deviations"]


def test_without_a_study_file() -> None:
    """The paper's outcomes are taken, and the summary warns that nothing was planned."""
    tables = made_studies.tables()
    found = results(tables, unplanned(tables))
    assert found["study"]["planned"] is False
    assert found["study"]["hash"] is None
    assert any("there was no study file" in sentence for sentence in found["summary"])
    assert found["itt"][0]["outcome"] == "ln_issue_identification"


def test_arms_that_differ_in_access_alone_have_a_late() -> None:
    """Between arms with the same access the effect of use is withheld."""
    plan = made_studies.plan()
    both = replace(plan, arms=tuple(replace(arm, access=True) for arm in plan.arms))
    late = results(made_studies.tables(), both)["late"][0]
    assert "same access" in late["withheld"]


def test_a_randomised_guardrail_has_an_effect(found: dict[str, Any]) -> None:
    """A randomised guardrail is compared between agents with and without it."""
    cap = next(each for each in found["guardrails"] if each["guardrail"] == "cap")
    assert cap["effect"]["estimate"] is not None
    assert cap["effect"]["n_with"] == cap["effect"]["n_without"] == 30
    counts = [cap[name] for name in ("obeyed", "overridden", "lapsed", "open")]
    assert sum(counts) == cap["triggers"]


def test_logarithms_are_taken_where_the_plan_says_so(found: dict[str, Any]) -> None:
    """The level with scale ln is the same outcome as the column of logarithms."""
    plan, tables = made_studies.plan(), made_studies.tables()
    level = PlannedOutcome(measure="duration_s", scale="ln", primary=True, better="lower")
    same = found["itt"][0]
    found = results(
        replace(tables, agent_days=tables.agent_days.drop(columns="ln_duration")),
        replace(plan, outcomes=(level,)),
    )
    assert found["itt"][0]["estimate"] == pytest.approx(same["estimate"], abs=1e-12)
    assert found["itt"][0]["change"]["seconds"]["value"] < 0


def test_who_lacks_a_day_before_is_told_apart() -> None:
    """An agent whose outcome is known and whose day before never is has a reason of their own."""
    tables = made_studies.tables()
    days = tables.agent_days
    one = (days["agent"] == "agent-1") & (days["period"] == 1)
    part = made_studies.without(tables, lag_concurrency=days["lag_concurrency"].mask(one))
    plan = replace(made_studies.plan(), estimator="paper")
    arm = results(part, plan)["flow"]["arms"][0]
    assert (arm["worked"], arm["analysed"], arm["agent_days"]) == (30, 29, 290)
    assert [each["agents"] for each in arm["lost"]] == [1]
    assert arm["lost"][0]["reason"].startswith("nothing known of the day before")


def test_newcomers_do_not_make_up_the_numbers() -> None:
    """Agents without days before are not compared with themselves, and don't count as enough."""
    tables = made_studies.tables()
    days = tables.agent_days
    new = days["agent"].isin([f"agent-{number}" for number in range(1, 45, 2)])
    part = replace(tables, agent_days=days[~new | (days["period"] == 1)])
    found = results(part, replace(made_studies.plan(), estimator="difference"))
    arm = found["flow"]["arms"][0]
    assert (arm["analysed"], arm["alone"]) == (30, 22)
    assert found["itt"][0]["withheld"].startswith("only 8 agents in an arm")


def test_agents_without_an_arm_are_counted() -> None:
    """Agents in the bundle without an assignment are counted beside the assigned."""
    tables = made_studies.tables()
    more = replace(tables, agents=pd.DataFrame({"agent": [*tables.agents["agent"], "agent-x"]}))
    assert results(more, made_studies.plan())["flow"]["unassigned"] == 1


def test_another_study_is_left_out() -> None:
    """Desks that took part in two studies: only the planned one is analysed, and that is said."""
    tables = made_studies.tables()
    sessions = tables.sessions.assign(study="made")
    same = results(replace(tables, sessions=sessions), made_studies.plan())
    other = tables.agent_days.assign(study="other", ln_duration=99.0)
    other["agent"] = "other " + other["agent"]
    more: dict[str, Any] = {
        "agent_days": pd.concat([tables.agent_days, other]),
        "sessions": pd.concat([sessions, sessions.assign(study="other", session="x")]),
    }
    found = results(replace(tables, **more), made_studies.plan())
    assert found["itt"] == same["itt"]
    assert found["deviations"] == [
        "60 sessions were part of another study (other) and are left out."
    ]


def test_no_alarm_without_shares() -> None:
    """Without a study file nobody knows the arms' shares, so no alarm is raised."""
    tables = made_studies.tables()
    days = tables.agent_days[~tables.agent_days["agent"].str.endswith(("1", "3", "5", "7"))]
    part = replace(tables, agent_days=days, assignments=tables.assignments.iloc[:0])
    assert "no study file" in results(part, unplanned(part))["srm"]["withheld"]


def test_several_arms_are_told_apart() -> None:
    """With three arms each sentence about another comparison names its arm."""
    tables, plan = made_studies.tables(agents=90), made_studies.plan()
    third = tables.agent_days["agent"].str.removeprefix("agent-").astype(int) % 3 == 2
    days = tables.agent_days.assign(
        arm_name=tables.agent_days["arm_name"].mask(third, "second"),
        ln_duration=tables.agent_days["ln_duration"] - 0.5 * third * tables.agent_days["period"],
    )
    arms = (*plan.arms, replace(plan.arms[0], name="second"))
    three = replace(plan, arms=tuple(replace(arm, share=1 / 3) for arm in arms))
    part = replace(tables, agent_days=days, assignments=tables.assignments.iloc[:0])
    said = results(part, three)["summary"]
    assert any(each.startswith("Chat duration with “second” fell by") for each in said)


def test_checks_are_of_the_primary_outcome(found: dict[str, Any]) -> None:
    """Each other way names the outcome that it is of."""
    assert {each["outcome"] for each in found["checks"]} == {"ln_duration"}


def test_words_are_no_outcome() -> None:
    """A planned outcome whose column holds words was never measured; the others are estimated."""
    tables = made_studies.tables()
    words = made_studies.without(tables, ln_duration=tables.agent_days["ln_duration"].astype(str))
    found = results(words, made_studies.plan())
    assert "never measured" in found["itt"][0]["withheld"]
    assert found["itt"][1]["estimate"] is not None
    assert "The planned outcome ln_duration was never measured." in found["deviations"]


def test_a_bundle_without_usage() -> None:
    """Where no column tells of usage, being assigned has an effect and using it has none told."""
    tables = made_studies.tables()
    bare = tables.agent_days.drop(columns=["usage", "usage_complete", "usage_partial"])
    found = results(replace(tables, agent_days=bare), made_studies.plan())
    assert found["itt"][0]["estimate"] is not None
    assert found["late"][0]["withheld"] == "usage was never measured"


def test_everybody_used_it_always() -> None:
    """Where usage is the assignment, using it has the effect of being assigned, by tier too."""
    tables = made_studies.tables()
    always = made_studies.without(tables, usage=tables.agent_days["treat"].astype(float))
    found = results(always, made_studies.plan())
    assert found["late"][0]["estimate"] == pytest.approx(found["itt"][0]["estimate"])
    for tier in found["by_tier"][0]["tiers"]:
        assert tier["late"]["estimate"] == pytest.approx(tier["itt"]["estimate"])
        assert (tier["late"]["weak"], tier["late"]["first_stage_f"]) == (False, None)


def test_an_unknown_arm_is_nobodys_comparison() -> None:
    """With delayed starts agents of an arm that the plan lacks are not those who never start."""
    tables, plan = made_assignments.delayed()
    strange = tables.agent_days["arm_name"].replace("never", "strange")
    without = tables.agent_days[tables.agent_days["arm_name"] != "never"]
    found = results(made_studies.without(tables, arm_name=strange), plan)
    alone = results(replace(tables, agent_days=without), plan)
    assert found["itt"][0]["estimate"] == pytest.approx(alone["itt"][0]["estimate"])


@pytest.mark.slow
def test_tiers_are_estimated_though_some_agents_came_later() -> None:
    """Who was not observed before has no tier; those of the others are estimated all the same."""
    tables = made_studies.tables()
    days = tables.agent_days
    late = days["agent"].isin(sorted(days["agent"].unique())[:2])
    days = days.assign(tier=days["tier"].where(~late))[~(late & (days["period"] == 0))]
    results = analyse(replace(tables, agent_days=days), made_studies.plan())
    assert [each.withheld for each in results.by_tier] == [None] * len(results.by_tier)
    assert all(tier.itt.estimate is not None for tier in results.by_tier[0].tiers)
