"""Looks at a study that grows: limits of a spent level, and intervals that hold at any time."""

import math

import numpy as np
import pytest

from console.effects.checks.repeated_looks import (
    any_time_half_width,
    any_time_p,
    limits,
    spent,
)


def test_limits_are_the_published_ones() -> None:
    """Five even looks of the type of O'Brien and Fleming, as in Lan and DeMets' tables."""
    found = limits([1, 2, 3, 4, 5], [0.2, 0.4, 0.6, 0.8, 1.0])
    assert found == pytest.approx((4.8769, 3.3569, 2.6803, 2.2898, 2.0310), abs=2e-3)


def test_one_look_at_the_end_is_the_usual_test() -> None:
    """Then the whole level is spent at once."""
    assert limits([3.0], [1.0])[0] == pytest.approx(1.95996, abs=1e-4)
    assert spent(1.0) == pytest.approx(0.05)
    assert spent(0.0) == 0


def test_information_may_stand_still() -> None:
    """A look that knows no more than the one before has a limit all the same."""
    found = limits([1.0, 1.0, 0.9], [0.3, 0.6, 1.0])
    assert all(each > 1.9 for each in found)


@pytest.fixture(scope="module")
def paths() -> np.ndarray:
    """Nine looks at z of 4,000 studies without any effect."""
    steps = np.random.default_rng(3).normal(size=(4_000, 9)).cumsum(axis=1)
    looked: np.ndarray = steps / np.sqrt(np.arange(1, 10))
    return looked


def test_nine_looks_raise_as_many_alarms_as_one(paths: np.ndarray) -> None:
    """By the usual limit far more than 5% are alarmed; with a spent level 5%, at any time fewer."""
    information = np.arange(1.0, 10.0)
    assert (np.abs(paths) > 1.96).any(axis=1).mean() > 0.15
    bound = limits(list(information), list(information / 9))
    assert (np.abs(paths) > np.array(bound)).any(axis=1).mean() == pytest.approx(0.05, abs=0.01)
    wide = np.array([any_time_half_width(each, 9.0) * math.sqrt(each) for each in information])
    assert (np.abs(paths) > wide).any(axis=1).mean() < 0.05


def test_the_p_value_goes_with_the_interval() -> None:
    """It is the level at the end of the interval."""
    half = any_time_half_width(4.0, 9.0)
    assert any_time_p(half, 4.0, 9.0) == pytest.approx(0.05)
    assert any_time_p(0.0, 4.0, 9.0) == 1.0
