"""Worlds in which the plain comparison misleads: the report warns, or compares otherwise."""

from dataclasses import replace

import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.effect_results import AttritionResult, OutcomeEffect
from console.effects.analysis.estimate import estimated
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import MadeFrom, Results
from console.effects.analysis.summary import summary
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan, PlannedOutcome
from console.effects.data.samples import sample_for
from console.effects.report.next_steps import next_steps
from console.effects.report.page import page
from console.effects.report.reach import reach

pytestmark = pytest.mark.slow

PLAN = made_studies.plan()


def primary(results: Results) -> OutcomeEffect:
    """The primary outcome's effect."""
    return next(each for each in results.itt if each.primary)


def with_worst_treated_lost(tables: Tables, share: float) -> Tables:
    """The treated agents with the longest chats leave before anybody has access."""
    days = tables.agent_days
    treated = days[(days["treated"] == 1) & (days["period"] == 1)]
    means = treated.groupby("agent")["ln_duration"].mean().sort_values()
    lost = means.index[-round(share * len(means)) :]
    gone = days["agent"].isin(lost) & (days["period"] == 1)
    return replace(tables, agent_days=days[~gone])


def test_lost_agents_are_told_and_bounded() -> None:
    """With the worst 40% of the treated lost, the report warns, and the bounds hold no effect."""
    results = analyse(with_worst_treated_lost(made_studies.tables(effect=0.0), 0.4), PLAN)
    lost = results.attrition
    assert isinstance(lost, AttritionResult)
    assert lost.alarm
    assert lost.bounds is not None
    assert lost.bounds.ci_low < 0 < lost.bounds.ci_high
    assert any(
        each.startswith("Beware: the arms lost different shares") for each in results.summary
    )
    assert any("may be nil or the opposite" in each for each in results.summary)


def test_a_warning_is_read_before_the_number_that_it_is_about() -> None:
    """Who reads one sentence alone reads the warning; the effect and the tiles refer to it."""
    results = analyse(with_worst_treated_lost(made_studies.tables(effect=0.0), 0.4), PLAN)
    first = results.summary[0]
    assert first.startswith("Beware: the arms lost different shares")
    assert any("may not be its effect" in each for each in page_texts(results))
    assert any("why: whether they left" in each for each in next_steps(results, PLAN))


def page_texts(results: Results) -> list[str]:
    """The page in lines."""
    made_from = MadeFrom(version="1", schema=1, bundles=1, code_book=())
    return page(results, made_from, PLAN).splitlines()


def test_a_large_effect_survives_a_few_losses() -> None:
    """The bounds of an effect far from nothing stay on its side, and the summary says so."""
    tables = with_worst_treated_lost(made_studies.tables(agents=120, effect=-1.5), 0.2)
    results = analyse(tables, PLAN)
    lost = results.attrition
    assert isinstance(lost, AttritionResult)
    assert lost.bounds is not None
    assert lost.bounds.ci_high < 0
    assert any("its direction is the same" in each for each in results.summary)


def test_nobody_lost_gives_no_warning() -> None:
    """In a sound study there is neither an alarm nor a sentence about lost agents."""
    results = made_studies.results()
    assert not results.attrition.alarm
    assert not results.interference.warn
    assert not any(each.startswith("Beware") for each in results.summary)


def test_chats_taken_from_others_are_told() -> None:
    """If the treated take on more chats, the summary says by how many and what it means."""
    tables = made_studies.tables()
    days = tables.agent_days
    chats = np.where(days["treat"] == 1, (days["chats"] * 1.4).round(), days["chats"])
    results = analyse(made_studies.without(tables, chats=pd.Series(chats, days.index)), PLAN)
    change = results.interference.effect.change
    assert results.interference.warn
    assert change is not None
    assert change.value is not None
    assert 30 < change.value < 50
    assert any("more chats a day" in each for each in results.summary)


def crowded(seed: int) -> Tables:
    """Being assigned raises concurrency, and each chat more slows all: the true effect is .25."""
    tables = made_studies.tables(agents=120, days=20, effect=0.0, seed=seed)
    days = tables.agent_days
    rng = np.random.default_rng(seed)
    concurrency = 2.6 + rng.normal(0, 0.6, len(days)) + 1.5 * days["treat"]
    lag = concurrency.groupby(days["agent"]).shift()
    slowed = days["ln_duration"] + 0.25 * (lag.fillna(2.6) - 2.6)
    return made_studies.without(
        tables, concurrency_at_start=concurrency, lag_concurrency=lag, ln_duration=slowed
    )


def test_controls_that_the_assistant_moves_are_not_held_constant() -> None:
    """Where it slows agents by giving them more chats, the paper's way misses it."""
    found = primary(analyse(crowded(1), PLAN)).effect
    paper = primary(analyse(crowded(1), _with(PLAN, "paper"))).effect
    assert found.ci_low is not None
    assert found.ci_low > 0.1
    assert paper.estimate is not None
    assert paper.estimate < 0.1


def confirmed_by_key(seed: int, agreed_sooner: float = 0.0) -> Tables:
    """In most chats of those with access a proposed issue is confirmed, which saves the search.

    Suggestions are sent in few chats and do nothing: each confirmation lowers the logarithm by .5.
    That of the time until customers agree falls by ``agreed_sooner`` where there is access.
    """
    tables = made_studies.tables(agents=120, days=20, effect=0.0, seed=seed)
    days = tables.agent_days
    assistance = days["treat"] * 0.8
    agreed = np.random.default_rng(seed).normal(4.0, 0.3, len(days))
    agreed = agreed - agreed_sooner * days["treat"].to_numpy()
    return made_studies.without(
        tables,
        usage=days["treat"] * 0.2,
        assistance=assistance,
        ln_issue_identification=days["ln_duration"] - 0.5 * assistance,
        ln_customer_agreed=pd.Series(agreed, days.index),
    )


def test_confirming_a_proposal_counts_as_use_and_the_key_is_told_apart() -> None:
    """The effect of use is that of a confirmation, and the customer's agreement shows no effect."""
    timed = PlannedOutcome(measure="ln_issue_identification", primary=True, better="lower")
    plan = replace(PLAN, outcomes=(timed,))
    results = analyse(confirmed_by_key(1), plan)
    used = next(each for each in results.late if each.primary).effect.estimate
    assert used is not None
    assert -0.65 < used < -0.35
    assert results.until_agreed is not None
    assert results.until_agreed.effect.verdict == "unclear"
    assert any("Until the customer agrees" in each for each in results.summary)


@pytest.mark.parametrize(
    ("agreed_sooner", "answer", "said"),
    [(0.0, "no", "is not that the issue"), (0.15, "in part", "is not only that the issue")],
)
def test_a_key_that_saves_time_does_not_hide_that_customers_agree_sooner(
    agreed_sooner: float, answer: str, said: str
) -> None:
    """Where both are so, the report says both."""
    timed = PlannedOutcome(measure="ln_issue_identification", primary=True, better="lower")
    plan = replace(PLAN, outcomes=(timed,))
    results = analyse(confirmed_by_key(1, agreed_sooner), plan)
    assert results.key is not None
    assert results.key.warn
    answers = {each.question: each.answer for each in reach(results, plan)}
    assert answers["Is the issue understood sooner?"] == answer
    assert any(said in each for each in results.summary)


def _with(plan: AnalysisPlan, estimator: str) -> AnalysisPlan:
    return replace(plan, estimator=estimator)  # type: ignore[arg-type]  # one of three words


def test_means_before_make_it_more_precise() -> None:
    """Over 40 studies without an effect, the default estimate varies less than the difference."""
    plans = [_with(PLAN, estimator) for estimator in ("ancova", "difference")]
    studies = map(_with_changed_levels, range(40))
    ancova, difference = np.std([[_estimate(s, p) for p in plans] for s in studies], axis=0)
    assert ancova < difference


def _with_changed_levels(seed: int) -> Tables:
    """A study in which agents' levels change between the two times, as they do."""
    tables = made_studies.tables(effect=0.0, seed=seed)
    days = tables.agent_days
    changes = np.random.default_rng(seed).normal(0, 0.3, (days["agent"].nunique(), 2))
    level = changes[pd.factorize(days["agent"])[0], days["period"]]
    return made_studies.without(tables, ln_duration=days["ln_duration"] + level)


def _estimate(study: Tables, plan: AnalysisPlan) -> float:
    sample = sample_for(study, plan, plan.contrasts[0], "ln_duration")
    return estimated(sample).estimate


def test_an_outcome_that_got_worse_follows_the_first_sentence() -> None:
    """It is called worse, before what it is used for and what is left open, and to be looked at."""
    tables = made_studies.tables()
    days = tables.agent_days
    worse = days["dissatisfaction_rate"] + 0.3 * (days["treated"] * days["period"])
    results = analyse(made_studies.without(tables, dissatisfaction_rate=worse), PLAN)
    told = [each for each in results.summary if "for the worse" in each]
    assert len(told) == 1
    assert told[0].startswith("Dissatisfied ratings rose by")
    used = next(each for each in results.summary if each.startswith("An agent who had it used it"))
    assert results.summary.index(told[0]) < results.summary.index(used)
    assert any("dissatisfied ratings" in each for each in next_steps(results, PLAN))


def test_other_ways_that_do_not_show_a_clear_effect_are_told() -> None:
    """An effect that hardly differs from nothing is not found in every way to estimate it."""
    results = made_studies.results()
    effect = next(each for each in results.itt if each.primary).effect
    assert effect.estimate is not None
    checks = results.checks
    open_one = replace(checks[0], effect=replace(checks[0].effect, ci_low=-1.0, ci_high=1.0))
    told = summary(replace(results, checks=(open_one, *checks[1:])))
    assert any(f"to estimate the effect does not show it: {open_one.way}" in each for each in told)
    sure = [
        replace(each, effect=replace(each.effect, ci_low=-1.0, ci_high=-0.5)) for each in checks
    ]
    assert not any(
        "to estimate the effect" in each for each in summary(replace(results, checks=tuple(sure)))
    )
