"""Sample ratio mismatch."""

import numpy as np
import pytest
from scipy import stats

from console.effects.checks.sample_ratio import sample_ratio
from console.effects.errors import EffectsError

HALVES = {"control": 0.5, "treatment": 0.5}
THIRDS = {"control": 0.5, "half": 0.25, "full": 0.25}


def alarms(shares: dict[str, float], drawn_with: list[float], units: int, seed: int) -> int:
    """How many of 1,000 experiments raise the alarm."""
    drawn = np.random.default_rng(seed).multinomial(units, drawn_with, size=1_000)
    counted = (dict(zip(shares, map(int, counts), strict=True)) for counts in drawn)
    return sum(sample_ratio(counts, shares).alarm for counts in counted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shares", "drawn_with"), [(HALVES, [0.5, 0.5]), (THIRDS, [0.5, 0.25, 0.25])]
)
def test_a_sound_lot_is_left_alone(shares: dict[str, float], drawn_with: list[float]) -> None:
    """Of 1,000 sound experiments about one raises the alarm, and never one in a hundred."""
    assert alarms(shares, drawn_with, 1_000, seed=5) <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shares", "drawn_with"), [(HALVES, [0.42, 0.58]), (THIRDS, [0.5, 0.17, 0.33])]
)
def test_a_broken_lot_is_noticed(shares: dict[str, float], drawn_with: list[float]) -> None:
    """Of 1,000 experiments off by a sixth or more, nearly all raise the alarm."""
    assert alarms(shares, drawn_with, 1_500, seed=6) >= 990


def test_few_units_of_three_arms_are_counted_exactly() -> None:
    """Four units that all fell to the rarest arm: the chance of that alone is the p-value."""
    check = sample_ratio({"full": 4}, {"control": 0.6, "half": 0.3, "full": 0.1})
    assert check.method == "exact multinomial"
    assert check.p_value == pytest.approx(0.1**4)
    assert check.counts == {"control": 0, "half": 0, "full": 4}


def test_many_units_of_three_arms_by_chi_squared() -> None:
    """The p-value is Pearson's."""
    check = sample_ratio({"control": 520, "half": 230, "full": 250}, THIRDS)
    assert check.method == "chi-squared"
    assert check.p_value == pytest.approx(stats.chisquare([520, 230, 250], [500, 250, 250]).pvalue)
    assert check.expected == {"control": 500, "half": 250, "full": 250}


def test_an_arm_without_anybody_counts() -> None:
    """Everybody in one arm of two is the strongest mismatch there is."""
    assert sample_ratio({"control": 40}, HALVES).alarm


@pytest.mark.parametrize(
    ("counts", "shares", "says"),
    [
        ({"control": 3, "other": 3}, HALVES, "arm 'other' has units but no share"),
        ({"control": 3}, {"control": 1.0}, "two arms or more"),
        ({"control": 3}, {"control": 0.5, "treatment": 0.4}, "add up to 1"),
        ({"control": 0}, HALVES, "no unit was assigned"),
    ],
)
def test_what_has_no_ratio_is_refused(
    counts: dict[str, int], shares: dict[str, float], says: str
) -> None:
    """The message says which of counts and shares is wrong."""
    with pytest.raises(EffectsError, match=says):
        sample_ratio(counts, shares)
