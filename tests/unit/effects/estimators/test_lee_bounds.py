"""Bounds where the arms lost different shares of their agents."""

import numpy as np
import pytest

from console.effects.errors import EffectsError
from console.effects.estimators.lee_bounds import lee_bounds


def test_a_case_worked_by_hand() -> None:
    """Of five treated, all analysed, a fifth is left out, since one of five others is lost."""
    treated, control = np.array([1.0, 2, 3, 4, 10]), np.array([1.0, 2, 3, 4])
    bounds = lee_bounds(treated, control, treated_assigned=5, control_assigned=5)
    assert bounds.trimmed == pytest.approx(0.2)
    assert (bounds.low, bounds.high) == pytest.approx((2.5 - 2.5, 4.75 - 2.5))


def test_nobody_lost_is_a_difference_of_means() -> None:
    """With the same share analysed in both arms the bounds meet."""
    treated, control = np.array([1.0, 2, 6]), np.array([1.0, 2, 3])
    bounds = lee_bounds(treated, control, treated_assigned=4, control_assigned=4)
    assert bounds.low == bounds.high == pytest.approx(1.0)


def test_either_arm_may_have_lost_more() -> None:
    """Exchanging the arms turns the bounds around."""
    one, other = np.array([1.0, 2, 3, 4, 10]), np.array([1.0, 2, 3, 4])
    there = lee_bounds(one, other, treated_assigned=5, control_assigned=5)
    back = lee_bounds(other, one, treated_assigned=5, control_assigned=5)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


@pytest.mark.slow
def test_the_interval_holds_the_effect_on_those_who_stay() -> None:
    """With the worst treated agents lost, the interval holds the true effect of nothing."""
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        treated, control = rng.normal(size=80), rng.normal(size=80)
        stayed = np.sort(treated)[:56]
        bounds = lee_bounds(stayed, control, treated_assigned=80, control_assigned=80)
        truth = 0.0
        held += bounds.ci_low <= truth <= bounds.ci_high
    assert held >= 55


def test_impossible_counts_are_refused() -> None:
    """An arm cannot have more agents analysed than assigned, nor fewer than two."""
    some = np.array([1.0, 2.0, 3.0])
    with pytest.raises(EffectsError, match="more agents were analysed"):
        lee_bounds(some, some, treated_assigned=2, control_assigned=3)
    with pytest.raises(EffectsError, match="fewer than two"):
        lee_bounds(some[:1], some, treated_assigned=3, control_assigned=3)
