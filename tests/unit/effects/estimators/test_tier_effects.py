"""Effects by tier."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from console.bench.effects.experiments import EFFECT, TIERS, Shape, experiment
from console.effects.errors import EffectsError
from console.effects.estimates import Withheld
from console.effects.estimators.itt_late import itt, late
from console.effects.estimators.tier_effects import by_tier

HELD: dict[str, Any] = {"cluster": "agent", "fixed_effects": ("agent", "day")}
ASKED: dict[str, Any] = {"outcome": "y", "treatment": "treat", "tier": "tier", **HELD}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """150 agents in three tiers over two weeks."""
    return experiment(Shape(150, 7), np.random.default_rng(9))


@pytest.mark.parametrize("inference", ["CR2", "CR1"])
def test_without_controls_each_tier_is_an_experiment_of_its_own(
    rows: pd.DataFrame, inference: str
) -> None:
    """Estimates, first stages and Anderson-Rubin sets are those of the tier's rows alone."""
    found = by_tier(rows, **ASKED, usage="usage", time="day", inference=inference)
    assert tuple(found.itt) == tuple(found.late) == TIERS
    for tier in TIERS:
        own = rows[rows.tier == tier]
        alone = itt(own, outcome="y", treatment="treat", inference=inference, **HELD)
        used = late(
            own, outcome="y", usage="usage", assignment="treat", inference=inference, **HELD
        )
        assert found.itt[tier].estimate == pytest.approx(alone.estimate)
        assert found.itt[tier].std_error == pytest.approx(alone.std_error, rel=0.02)
        assert found.late[tier].estimate == pytest.approx(used.estimate)
        assert found.late[tier].first_stage == pytest.approx(used.first_stage)
        assert found.late[tier].first_stage_f == pytest.approx(used.first_stage_f, rel=0.05)
        assert found.late[tier].ar_low == pytest.approx(used.ar_low, rel=0.05, abs=0.05)


def test_itt_over_first_stage_is_the_tiers_late(rows: pd.DataFrame) -> None:
    """In every tier."""
    found = by_tier(rows, **ASKED, usage="usage", time="day")
    for tier in TIERS:
        ratio = found.itt[tier].estimate / found.late[tier].first_stage
        assert found.late[tier].estimate == pytest.approx(ratio)


@pytest.mark.slow
def test_luck_before_is_not_taken_for_an_effect() -> None:
    """Of 30 experiments without effect few differ by tier; without tier × time most do."""
    rng = np.random.default_rng(10)
    asked = {**ASKED, "outcome": "y_null", "inference": "CR1"}
    wrong = {"day": 0, None: 0}
    for _ in range(30):
        rows = experiment(Shape(200, 4), rng)
        for time in wrong:
            test = by_tier(rows, **asked, time=time).equal_itt
            assert not isinstance(test, Withheld)
            wrong[time] += test.p_value <= 0.05
    assert wrong["day"] <= 6
    assert wrong[None] >= 12


def test_tiers_that_differ_are_told_apart(rows: pd.DataFrame) -> None:
    """An effect in one tier only is found there, and the joint test says that tiers differ."""
    only = rows.assign(y=rows.y_null + 4 * rows.usage * (rows.tier == "low"))
    found = by_tier(only, **ASKED, usage="usage", time="day")
    assert found.late["low"].ci_low < 4 < found.late["low"].ci_high
    assert found.itt["low"].p_value < 0.001
    for test in (found.equal_itt, found.equal_late):
        assert test is not None
        assert not isinstance(test, Withheld)
        assert (test.p_value < 0.01, test.numerator) == (True, 2)


def test_a_table_without_days_before_compares_within_tiers(rows: pd.DataFrame) -> None:
    """Each tier has its own level, so the estimate is the difference of means within it."""
    after = rows[rows.period == 1].groupby(["agent", "tier"], observed=True).mean().reset_index()
    found = by_tier(after, outcome="y", treatment="treat", tier="tier", usage="usage")
    for tier in TIERS:
        means = after[after.tier == tier].groupby("treat").y.mean()
        assert found.itt[tier].estimate == pytest.approx(means[1] - means[0])
    assert set(found.late) == set(TIERS)


def test_rows_without_a_tier_are_left_out(rows: pd.DataFrame) -> None:
    """They count for no tier, and the result says so."""
    lost = rows.assign(tier=rows.tier.where(rows.agent != 0))
    found = by_tier(lost, **ASKED, time="day")
    same = by_tier(rows[rows.agent != 0], **ASKED, time="day")
    assert found.itt["low"].estimate == pytest.approx(same.itt["low"].estimate)
    assert found.itt["low"].n < len(rows)
    assert any("left out" in note for note in found.itt["low"].notes)


def test_one_tier_has_nothing_to_be_equal_to(rows: pd.DataFrame) -> None:
    """The effect is there, the test of equality is withheld."""
    found = by_tier(rows.assign(tier="all"), **ASKED, time="day")
    plain = itt(rows, outcome="y", treatment="treat", **HELD)
    assert found.itt["all"].estimate == pytest.approx(plain.estimate)
    assert isinstance(found.equal_itt, Withheld)
    assert abs(plain.estimate - EFFECT * 0.29) < 5 * (plain.std_error or 0)


def test_a_tier_that_never_used_it_has_no_effect_of_use(rows: pd.DataFrame) -> None:
    """The effects of assignment stay; why there are none of use is said."""
    unused = rows.assign(usage=rows.usage * (rows.tier != "high"))
    found = by_tier(unused, **ASKED, usage="usage", time="day")
    assert len(found.itt) == 3
    assert found.late == {}
    assert isinstance(found.equal_late, Withheld)
    assert "usage in high" in found.equal_late.reason


def test_a_tier_in_one_arm_is_refused(rows: pd.DataFrame) -> None:
    """It is named; a column of tiers that is empty is too."""
    one_arm = rows.assign(treat=rows.treat * (rows.tier != "middle"))
    with pytest.raises(EffectsError, match="treat in middle"):
        by_tier(one_arm, **ASKED, time="day")
    with pytest.raises(EffectsError, match="'tier' is empty"):
        by_tier(rows.assign(tier=None), **ASKED, time="day")
