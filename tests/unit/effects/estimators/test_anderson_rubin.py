"""The Anderson-Rubin set has every effect that the assignment does not contradict, and no other."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import Numbers, panel
from scipy import stats

from console.effects.estimators.anderson_rubin import ReducedForms
from console.effects.linear.regression import fit_ols
from console.effects.linear.regression_data import RegressionData
from console.effects.linear.regressors import Regressors


def forms(y: Numbers, d: Numbers, vyy: Numbers, vdd: Numbers, vyd: Numbers) -> ReducedForms:
    """From given coefficients and covariances."""
    return ReducedForms(y, d, vyy, vdd, vyd, denominator=30.0)


def one(y: float, d: float, error: float = 0.1) -> ReducedForms:
    """One instrument, with independent errors of one size."""
    square = np.array([[error**2]])
    return forms(np.array([y]), np.array([d]), square, square, np.zeros((1, 1)))


def test_a_strong_instrument_gives_an_interval() -> None:
    """It holds the ratio of the two coefficients."""
    ((low, high),) = one(1.0, 2.0).accepted(0.95)
    assert low < 0.5 < high
    assert math.isfinite(low)
    assert math.isfinite(high)


def test_a_weak_instrument_gives_two_rays() -> None:
    """Usage may not have moved while the outcome did: then the effect is not small."""
    left, right = one(1.0, 0.1).accepted(0.95)
    assert left[0] == -math.inf
    assert right[1] == math.inf
    assert left[1] < 0 < right[0]


def test_an_instrument_that_moves_nothing_gives_everything() -> None:
    """Neither the outcome nor usage moved: any effect is compatible."""
    assert one(0.1, 0.1).accepted(0.95) == ((-math.inf, math.inf),)


def test_instruments_that_contradict_each_other_leave_nothing() -> None:
    """One says that the effect is 1, the other that it is −1, both with much certainty."""
    tiny = 1e-4 * np.eye(2)
    found = forms(np.array([1.0, -1.0]), np.array([1.0, 1.0]), tiny, tiny, np.zeros((2, 2)))
    assert found.accepted(0.95) == ()


@given(seed=st.integers(0, 10_000), instruments=st.integers(1, 3), strength=st.floats(0, 3))
@settings(deadline=None, max_examples=60)
def test_the_ends_are_where_the_test_begins_to_reject(
    seed: int, instruments: int, strength: float
) -> None:
    """On a grid, the statistic is below the limit within the pieces and above it outside."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(2 * instruments, 2 * instruments)) + np.eye(2 * instruments)
    vcov = root @ root.T
    y, d = np.split(strength * rng.normal(size=2 * instruments), 2)
    inner, outer = slice(0, instruments), slice(instruments, None)
    found = forms(y, d, vcov[inner, inner], vcov[outer, outer], vcov[inner, outer])
    pieces = found.accepted(0.95)
    for effect in np.linspace(-20, 20, 81):
        inside = any(low <= effect <= high for low, high in pieces)
        near = min((abs(effect - end) for piece in pieces for end in piece), default=1.0) < 1e-6
        assert near or inside == found.accepts(effect, 0.95)


@given(seed=st.integers(0, 10_000), instruments=st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_an_effect_is_accepted_if_f_is_below_its_quantile(seed: int, instruments: int) -> None:
    """By the definition: g'V⁻¹g over the number of instruments against F."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(2 * instruments, 2 * instruments)) + np.eye(2 * instruments)
    vcov = root @ root.T
    y, d = np.split(2 * rng.normal(size=2 * instruments), 2)
    inner, outer = slice(0, instruments), slice(instruments, None)
    found = forms(y, d, vcov[inner, inner], vcov[outer, outer], vcov[inner, outer])
    effect = 3 * rng.normal()
    mix = np.hstack([np.eye(instruments), -effect * np.eye(instruments)])
    gap = y - effect * d
    f = gap @ np.linalg.solve(mix @ vcov @ mix.T, gap) / instruments
    assert found.accepts(effect, 0.95) == (f <= stats.f.ppf(0.95, instruments, 30))


def test_the_test_is_that_of_a_regression_on_the_assignment() -> None:
    """Of the outcome less an effect times usage, jointly, with CR2 and its degrees of freedom."""
    frame = panel(20, 8)
    names = ["treat", "z"]
    problem = RegressionData(
        frame, ["y", "usage", *names, "x"], absorb=["agent", "day"], cluster="agent"
    )
    outside = Regressors.plain(problem, [*names, "x"], "CR2")
    found = ReducedForms.of(outside.fit("y"), outside.fit("usage"), 2)
    for effect in np.linspace(-3, 3, 13):
        less = frame.assign(less=frame["y"] - effect * frame["usage"])
        test = fit_ols(less, "less", [*names, "x"], ["agent", "day"], "agent").wald(names)
        for level in (0.5, 0.95):
            assert found.accepts(effect, level) == (test.p_value >= 1 - level)


def test_an_outcome_that_the_assignment_decides_has_one_effect() -> None:
    """Without any error only the ratio of the two coefficients is left, and nothing breaks."""
    zero = np.zeros((1, 1))
    found = forms(np.array([1.0]), np.array([2.0]), zero, zero, zero)
    assert found.accepts(0.5, 0.95)
    assert not found.accepts(0.6, 0.95)
