"""Effects on quantiles: on the slowest chats, not on the mean one."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from panels import panel

from console.effects import itt
from console.effects.errors import EffectsError
from console.effects.estimators.quantile_effects import quantile_itt

ASKED: dict[str, Any] = {"outcome": "y", "treatment": "treat"}


def drawn(rows: int, seed: int = 0) -> pd.DataFrame:
    """Rows drawn one by one to be treated or not, with durations as skewed as a chat's."""
    rng = np.random.default_rng(seed)
    treat = rng.integers(0, 2, rows)
    return pd.DataFrame({"treat": treat, "y": rng.lognormal(0, 0.5, rows)})


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
def test_a_shift_of_everything_shifts_every_quantile(quantile: float) -> None:
    """If the assistant makes each chat shorter by .05, it does so at each quantile."""
    frame = drawn(40_000)
    frame["y"] -= 0.05 * frame["treat"]
    found = quantile_itt(frame, quantile=quantile, inference="HC1", **ASKED)
    assert found.std_error
    assert abs(found.estimate + 0.05) < 4 * found.std_error + 0.005


def test_an_effect_on_slow_chats_only_is_at_high_quantiles_only() -> None:
    """What happens above the median does not show at the first decile."""
    frame = drawn(40_000)
    slow = (frame["y"] > 1.3) & (frame["treat"] == 1)
    frame.loc[slow, "y"] *= 0.95
    low, high = (
        quantile_itt(frame, quantile=share, inference="HC1", **ASKED) for share in (0.1, 0.9)
    )
    assert low.ci_low < 0 < low.ci_high
    assert high.ci_high < 0


@pytest.mark.parametrize("quantile", [0.25, 0.75])
def test_a_small_effect_is_the_difference_between_the_arms_quantiles(quantile: float) -> None:
    """To the first order, as the method says."""
    frame = drawn(40_000, seed=5)
    frame["y"] *= 1 - 0.04 * frame["treat"]
    found = quantile_itt(frame, quantile=quantile, inference="HC1", **ASKED)
    arms = [np.quantile(frame["y"][frame["treat"] == arm], quantile) for arm in (0, 1)]
    assert found.estimate == pytest.approx(arms[1] - arms[0], rel=0.15)


def test_fixed_effects_and_clusters_are_those_of_the_mean() -> None:
    """The rows, the clusters and the notes are those of the ITT; the method names the quantile."""
    how: dict[str, Any] = {"cluster": "agent", "fixed_effects": ["agent", "day"]}
    frame = panel(60, 8)
    found = quantile_itt(frame, quantile=0.5, **ASKED, **how)
    mean = itt(frame, **ASKED, **how)
    assert (found.n, found.clusters, found.dof) == (mean.n, mean.clusters, mean.dof)
    assert found.method == f"quantile 0.5 by recentred influence, {mean.method}"
    assert "first order" in found.notes[-1]


@pytest.mark.parametrize(
    ("change", "quantile", "message"),
    [
        ({}, 90, "quantile 90 is not between 0 and 1"),
        ({"y": 3.0}, 0.5, "100% of untreated rows have 'y' = 3"),
        ({"treat": 1}, 0.5, "rows are in one arm"),
    ],
)
def test_what_has_no_quantile_is_refused(
    change: dict[str, float], quantile: float, message: str
) -> None:
    """Shares that are none, ratings of few values, one arm."""
    with pytest.raises(EffectsError, match=message):
        quantile_itt(drawn(400).assign(**change), quantile=quantile, **ASKED)


def test_few_rows_have_no_density() -> None:
    """Fifty rows don't tell how dense outcomes are at their decile."""
    with pytest.raises(EffectsError, match="a quantile's density takes 100"):
        quantile_itt(drawn(50), quantile=0.9, **ASKED)
