"""What simulated experiments are like, beside the field experiment."""

import numpy as np
import pytest

from console.simulation import published
from console.simulation.model import Experiment, simulate
from console.simulation.parameters import preset
from console.simulation.random_streams import drifts
from console.simulation.ratings import UNRANKED

MEANS = {
    "issue_identification_s": 35.53,
    "duration_s": 465.62,
    "rating": 3.49,
    "dissatisfaction_rate": 0.34,
    "retrial_rate": 0.38,
    "concurrency_at_start": 2.68,
    "agent_response_s": 172.66,
    "customer_response_s": 261.64,
    "active_s": 276.64,
    "away_s": 189.25,
    "typing_s": 105.02,
    "agent_messages": 11.69,
    "customer_messages": 11.27,
    "customer_pictures": 0.89,
}


@pytest.fixture(scope="module")
def paper() -> Experiment:
    """The field experiment at its full size."""
    return simulate(preset("paper"))


def test_it_has_the_sizes_of_the_field_experiment(paper: Experiment) -> None:
    """Agents, agent-days, rated ones, chats and ratings are within a few percent of it."""
    later = ~paper.days.starts
    assert paper.agents.count == published.AGENTS
    assert int(paper.agents.treated.sum()) == published.TREATED
    assert later.sum() == pytest.approx(126_365, rel=0.03)
    assert (later & (paper.days.rated > 0)).sum() == pytest.approx(97_354, rel=0.04)
    assert paper.days.treat.sum() == pytest.approx(29_006, rel=0.07)
    assert paper.days.chats.sum() == pytest.approx(2.56e6, rel=0.06)
    assert paper.days.rated.sum() == pytest.approx(0.39e6, rel=0.06)


def test_levels_are_those_of_the_field_experiment(paper: Experiment) -> None:
    """The means of every measure that it published come out."""
    found = {name: float(np.nanmean(paper.columns[name])) for name in MEANS}
    assert found == pytest.approx(MEANS, rel=0.03)


def test_use_is_that_of_the_field_experiment(paper: Experiment) -> None:
    """Mean, by tier, kinds, never and always, and the first stages with and without ratings."""
    days, usage = paper.days, paper.columns["usage"]
    tier = paper.tier[days.agent]
    assert usage[days.treat].mean() == pytest.approx(published.USAGE, abs=0.015)
    by_tier = [usage[days.treat & (tier == each)].mean() for each in range(5)]
    assert by_tier == pytest.approx(list(published.USAGE_BY_TIER), abs=0.04)
    assert paper.columns["usage_complete"][days.treat].mean() == pytest.approx(0.219, abs=0.015)
    assert paper.columns["usage_partial"][days.treat].mean() == pytest.approx(0.070, abs=0.007)
    worked = np.bincount(days.agent[days.treat], minlength=paper.agents.count)
    used = np.bincount(days.agent[days.treat], usage[days.treat], minlength=paper.agents.count)
    there = worked > 0
    assert (used[there] == 0).mean() == pytest.approx(published.NEVER_USED, abs=0.025)
    always = (used[there] == worked[there]).mean()
    assert always == pytest.approx(published.USED_ALWAYS, abs=0.018)
    assert paper.weights["all"].coefficient(usage) == pytest.approx(0.254, abs=0.015)
    assert paper.weights["rated"].coefficient(usage) == pytest.approx(0.228, abs=0.015)


def test_nobody_uses_what_they_do_not_have(paper: Experiment) -> None:
    """Noncompliance is one-sided: use is nil in the control arm, and before the treatment."""
    assert not paper.columns["usage"][~paper.days.treat].any()


def test_tiers_regress_to_the_mean_without_any_effect() -> None:
    """Tiers are cut on a noisy rating: the lowest rise and the highest fall, nobody treated."""
    found = simulate(preset("null", agents=3_000))
    rating, tier = found.columns["rating"], found.tier[found.days.agent]
    before, after = (
        np.array([np.nanmean(rating[(found.days.period == later) & (tier == k)]) for k in range(5)])
        for later in (False, True)
    )
    change = after - before
    assert change[0] > 0.3
    assert change[4] < -0.2
    spread, published_spread = (
        (later[4] - later[0]) / (first[4] - first[0])
        for first, later in (
            (before, after),
            (published.RATING_BEFORE_BY_TIER, published.RATING_AFTER_BY_TIER),
        )
    )
    assert spread == pytest.approx(published_spread, abs=0.15)


def test_tiers_are_of_a_size_and_new_agents_have_none(paper: Experiment) -> None:
    """The fifths differ by one agent at most; who was not rated before is in none."""
    counts = np.bincount(paper.tier[paper.tier != UNRANKED])
    assert counts.max() - counts.min() <= 1
    assert (paper.tier[paper.agents.first >= paper.parameters.before] == UNRANKED).all()


def test_effects_follow_true_skill_and_not_the_tier(paper: Experiment) -> None:
    """Within a group of true skill all have the same effect, whatever their measured tier."""
    group = paper.agents.group(5)
    for effect in paper.effects.values():
        assert all(len(set(effect[group == each])) == 1 for each in range(5))


def test_effects_without_differences_are_the_same_for_all() -> None:
    """An effect that is asked for on top of none is everybody's."""
    found = simulate(preset("null", {"ln_duration": -0.1}, agents=100))
    assert set(found.effects["ln_duration"]) == {-0.1}
    assert set(found.effects["rating"]) == {0.0}


def test_a_part_of_chance_does_not_move_the_others() -> None:
    """Other effects, another share of variance: the same agents, days, chats and use."""
    one = simulate(preset("paper", agents=80))
    other = simulate(preset("null", {"ln_duration": 0.2}, agents=80))
    assert (one.days.chats == other.days.chats).all()
    assert (one.columns["usage"] == other.columns["usage"]).all()
    before = ~one.days.period
    assert (one.columns["ln_duration"][before] == other.columns["ln_duration"][before]).all()


def test_with_chats_days_have_the_same_use_and_ratings() -> None:
    """Whether chats are drawn changes neither who used it nor what was rated."""
    one, other = (simulate(preset("paper", agents=60), with_chats=each) for each in (False, True))
    for name in ("usage", "rating", "retrial_rate", "chats"):
        np.testing.assert_array_equal(one.columns[name], other.columns[name])


def test_drifts_are_stationary() -> None:
    """An AR(1) path has its variance on every day, and its correlation from day to day."""
    paths = drifts(np.random.default_rng(1), 20_000, 6, 0.6, 2.0)
    assert paths.std(axis=0) == pytest.approx(np.full(6, 2.0), rel=0.03)
    assert np.corrcoef(paths[:, 4], paths[:, 5])[0, 1] == pytest.approx(0.6, abs=0.02)
