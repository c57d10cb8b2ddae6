"""Comparisons that should find nothing."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from console.bench.effects.experiments import Shape, experiment
from console.effects.errors import EffectsError
from console.effects.estimates import Withheld
from console.effects.estimators.falsification import never_takers, placebo, rating_response
from console.effects.estimators.itt_late import itt
from console.effects.estimators.tier_effects import by_tier

HELD: dict[str, Any] = {"cluster": "agent", "fixed_effects": ("agent", "day")}
WHEN: dict[str, Any] = {"treated": "treated", "period": "period", "day": "day"}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """300 agents over three weeks before and three after, with a large effect of use."""
    return experiment(Shape(300, 21, effect=-3.0), np.random.default_rng(12))


def test_before_the_study_nothing_had_happened(rows: pd.DataFrame) -> None:
    """The same regression on the days before finds nothing, on the real days it does."""
    earlier = placebo(rows, **WHEN)
    assert earlier.day.max() < rows[rows.period == 1].day.min()
    assert earlier.groupby("period").day.agg(["min", "max"]).to_numpy().tolist() == [
        [0, 9],
        [10, 20],
    ]
    assert itt(earlier, outcome="y", treatment="treat", **HELD).p_value > 0.01
    assert itt(rows, outcome="y", treatment="treat", **HELD).p_value < 0.001


def test_tiers_cut_anew_regress_to_the_mean_like_the_real_ones(rows: pd.DataFrame) -> None:
    """Without tier × time the placebo shows differences between tiers, with it none."""
    earlier = placebo(rows, **WHEN, tier="tier", measure="y_null")
    first = earlier[earlier.period == 0].groupby("agent").y_null.mean()
    tiers = earlier.drop_duplicates("agent").set_index("agent").tier
    assert tiers.value_counts().tolist() == [100, 100, 100]
    assert first[tiers == "low"].max() < first[tiers == "high"].min()
    asked: dict[str, Any] = {"outcome": "y_null", "treatment": "treat", "tier": "tier", **HELD}
    plain, crossed = (by_tier(earlier, **asked, time=time).equal_itt for time in (None, "day"))
    assert not isinstance(plain, Withheld)
    assert not isinstance(crossed, Withheld)
    assert plain.p_value < 0.001
    assert crossed.p_value > 0.01


def test_a_study_without_days_before_has_no_placebo(rows: pd.DataFrame) -> None:
    """One day can't be cut in two."""
    with pytest.raises(EffectsError, match="1 days before"):
        placebo(rows[(rows.period == 1) | (rows.day == 0)], **WHEN)


def test_those_who_never_used_it_are_not_affected(rows: pd.DataFrame) -> None:
    """Their effect is nil, and how many they are and what that assumes is noted."""
    asked: dict[str, Any] = {
        "outcome": "y",
        "treatment": "treat",
        "usage": "usage",
        "agent": "agent",
    }
    found = never_takers(rows, **asked, fixed_effects=("agent", "day"))
    assert found.ci_low < 0 < found.ci_high
    used = rows.groupby("agent").usage.max()[lambda usage: usage > 0].index
    treated = rows[rows.treated == 1].agent.nunique()
    assert f"{treated - len(used)} of {treated} treated agents" in found.notes[-1]
    assert "gone on as the untreated" in found.notes[-1]
    apart = rows.assign(y=rows.y - 5.0 * rows.treat * ~rows.agent.isin(used))
    assert never_takers(apart, **asked, fixed_effects=("agent", "day")).p_value < 0.001
    after = rows[rows.period == 1]
    assert "were like the untreated" in never_takers(after, **asked).notes[-1]


def test_if_everybody_used_it_there_is_nobody_to_compare(rows: pd.DataFrame) -> None:
    """Fewer than two are refused."""
    with pytest.raises(EffectsError, match="0 treated agents never used it"):
        never_takers(
            rows.assign(usage=rows.treat),
            outcome="y",
            treatment="treat",
            usage="usage",
            agent="agent",
        )


def test_if_nobody_used_it_all_treated_are_compared(rows: pd.DataFrame) -> None:
    """Then it is the effect of assignment."""
    found = never_takers(
        rows.assign(usage=0.0),
        outcome="y",
        treatment="treat",
        usage="usage",
        agent="agent",
        fixed_effects=("agent", "day"),
    )
    same = itt(rows, outcome="y", treatment="treat", **HELD)
    assert found.estimate == pytest.approx(same.estimate)


def test_who_rates_is_watched(rows: pd.DataFrame) -> None:
    """A share of rated chats that the treatment changes comes with a warning, else without."""
    rng = np.random.default_rng(2)
    quiet = rows.assign(rated_share=rng.uniform(0, 0.3, len(rows)))
    found = rating_response(quiet, treatment="treat", **HELD)
    assert found.outcome == "rated_share"
    assert not any("Who rates" in note for note in found.notes)
    moved = quiet.assign(rated_share=quiet.rated_share + 0.1 * quiet.treat)
    assert "Who rates changed" in rating_response(moved, treatment="treat", **HELD).notes[-1]
