"""Estimators find in simulated experiments what was put there, and nothing where nothing was."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from console.effects import itt, late
from console.effects.estimators.tier_effects import by_tier
from console.simulation.effects import SAMPLES
from console.simulation.model import Experiment, simulate
from console.simulation.parameters import preset
from console.simulation.truth import Truth, truth_of

OUTCOMES = (
    "ln_issue_identification",
    "ln_duration",
    "dissatisfaction_rate",
    "rating",
    "retrial_rate",
    "unfounded_claims",
)
FORM: dict[str, Any] = {
    "fixed_effects": ("agent", "day"),
    "controls": ("lag_concurrency", "lag_customer_tenure_days"),
    "cluster": "agent",
    "inference": "CR1",
}


def frame_of(found: Experiment) -> pd.DataFrame:
    """The agent-days as a regression takes them; tiers as numbers, -1 for none."""
    days = found.days
    design = {"agent": days.agent, "day": days.day, "treat": days.treat.astype(float)}
    design |= {"tier": found.tier[days.agent], "period": days.period.astype(int)}
    return pd.DataFrame({**found.columns, **design})


@pytest.fixture(scope="module")
def paper() -> tuple[pd.DataFrame, Truth]:
    """An experiment like the field's, at a third of its size."""
    found = simulate(preset("paper", agents=2_000, seed=7))
    return frame_of(found), truth_of(found)


@pytest.fixture(scope="module")
def null() -> pd.DataFrame:
    """The same without any effect."""
    return frame_of(simulate(preset("null", agents=2_000, seed=7)))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_estimates_are_within_sampling_error_of_the_truth(
    paper: tuple[pd.DataFrame, Truth], outcome: str
) -> None:
    """ITT and LATE are off by less than three and a half standard errors; the first stage fits."""
    frame, truth = paper
    true = truth["outcomes"][outcome]
    all_of_them = itt(frame, outcome=outcome, treatment="treat", **FORM)
    users = late(frame, outcome=outcome, usage="usage", assignment="treat", **FORM)
    assert all_of_them.std_error is not None
    assert users.std_error is not None
    assert abs(all_of_them.estimate - true["itt"]) < 3.5 * all_of_them.std_error
    assert abs(users.estimate - true["late"]) < 3.5 * users.std_error
    assert all_of_them.estimate / users.first_stage == pytest.approx(users.estimate, rel=1e-4)
    exact = 1e-3 if outcome == "ln_issue_identification" else 1e-6  # days without identification
    assert users.first_stage == pytest.approx(true["first_stage"], abs=exact)


@pytest.mark.slow
@pytest.mark.parametrize("outcome", ["ln_duration", "rating"])
def test_over_many_draws_errors_are_as_large_as_they_are_said_to_be(outcome: str) -> None:
    """Distances from the truth, in standard errors, are centred and have a spread of one."""
    distances = []
    for seed in range(50):
        found = simulate(preset("paper", agents=300, seed=seed))
        estimate = itt(frame_of(found), outcome=outcome, treatment="treat", **FORM)
        true = found.weights[SAMPLES.get(outcome, "all")].coefficient(found.effect_on_mean[outcome])
        assert estimate.std_error is not None
        distances.append((estimate.estimate - true) / estimate.std_error)
    assert abs(np.mean(distances)) < 0.5
    assert 0.7 < np.std(distances) < 1.35


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_without_effects_none_is_found(null: pd.DataFrame, outcome: str) -> None:
    """No ITT is further than three and a half standard errors from nil."""
    found = itt(null, outcome=outcome, treatment="treat", **FORM)
    assert found.std_error is not None
    assert abs(found.estimate) < 3.5 * found.std_error


def test_the_truth_of_no_effect_is_nil() -> None:
    """With the preset null every true effect is exactly 0, in every tier, and use is not."""
    found = simulate(preset("null", agents=100))
    truth = truth_of(found)
    for outcome in truth["outcomes"].values():
        assert (outcome["itt"], outcome["late"]) == (0, 0)
        assert {tier["itt"] for tier in outcome["by_tier"].values()} == {0}
    assert truth["usage"]["mean"] > 0.1


def test_tiers_mislead_a_regression_that_lets_them_have_no_time_of_their_own(
    null: pd.DataFrame,
) -> None:
    """Without any effect, tiers alone show gains below and losses above; tier and period don't."""
    ranked = null[null["tier"] >= 0]
    form = {**FORM, "outcome": "rating", "treatment": "treat", "tier": "tier"}
    naive = by_tier(ranked, **{**form, "fixed_effects": ("agent", "day", "period")})
    right = by_tier(ranked, **form, time="period")
    effects = [each.estimate for each in naive.itt.values()]
    assert effects[0] > 0.1 > -0.1 > effects[-1]
    assert naive.equal_itt.p_value < 1e-6  # type: ignore[union-attr] # it is not withheld
    assert right.equal_itt.p_value > 1e-3  # type: ignore[union-attr]


def test_by_tier_the_truth_is_found(paper: tuple[pd.DataFrame, Truth]) -> None:
    """Effects on each tier, with the tier's own time, are within sampling error of the truth."""
    frame, truth = paper
    ranked = frame[frame["tier"] >= 0]
    found = by_tier(
        ranked, outcome="ln_duration", treatment="treat", tier="tier", time="period", **FORM
    )
    true = [each["itt"] for each in truth["outcomes"]["ln_duration"]["by_tier"].values()]
    for estimate, value in zip(found.itt.values(), true, strict=True):
        assert estimate.std_error is not None
        assert abs(estimate.estimate - value) < 3.5 * estimate.std_error


def test_effects_of_true_skill_are_told(paper: tuple[pd.DataFrame, Truth]) -> None:
    """The means by true skill average to the effect on users; samples are those outcomes have."""
    _, truth = paper
    skill = truth["outcomes"]["ln_issue_identification"]["effect_by_skill"]
    assert min(skill) < truth["outcomes"]["ln_issue_identification"]["late"] < max(skill)
    assert set(SAMPLES) < set(truth["outcomes"])
