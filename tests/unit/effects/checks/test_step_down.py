"""Several tests adjusted on the same redraws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.effects.checks.step_down import step_down
from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Numbers


def of_nothing(rng: np.random.Generator, tests: int, alike: float) -> Numbers:
    """Statistics of draws without any effect, which have a part in common."""
    shared = rng.normal(size=(400, 1))
    own = rng.normal(size=(400, tests))
    found: Numbers = np.abs(alike**0.5 * shared + (1 - alike) ** 0.5 * own)
    return found


def unadjusted(statistics: Numbers) -> Numbers:
    """The share of draws that are as extreme as the real one, test by test."""
    shares: Numbers = (statistics >= statistics[0]).mean(axis=0)
    return shares


def test_one_test_is_left_as_it_is() -> None:
    """There is nothing to adjust for."""
    statistics = of_nothing(np.random.default_rng(1), 1, 0.0)
    assert step_down(statistics) == pytest.approx(unadjusted(statistics))


def test_the_same_test_several_times_counts_once() -> None:
    """Holm would take it times five."""
    once = of_nothing(np.random.default_rng(2), 1, 0.0)
    assert step_down(np.repeat(once, 5, axis=1)) == pytest.approx([unadjusted(once)[0]] * 5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.floats(0, 1))
def test_adjusted_is_never_below_unadjusted(seed: int, tests: int, alike: float) -> None:
    """Nor above its product with the number of tests; and the order stays."""
    statistics = of_nothing(np.random.default_rng(seed), tests, alike)
    plain, adjusted = unadjusted(statistics), np.array(step_down(statistics))
    assert (adjusted >= plain - 1e-12).all()
    assert (adjusted <= np.minimum(1, tests * plain) + 1e-12).all()
    assert (np.diff(adjusted[np.argsort(plain, kind="stable")]) >= -1e-12).all()


def test_hardly_anything_is_claimed_where_there_is_nothing() -> None:
    """Of 400 families of eight, some test is below .05 in about one in twenty."""
    rng = np.random.default_rng(3)
    claimed = [min(step_down(of_nothing(rng, 8, 0.5))) <= 0.05 for _ in range(400)]
    assert 0.02 <= np.mean(claimed) <= 0.085


def test_what_cannot_be_adjusted_is_an_error() -> None:
    """Without draws, or with a statistic that is not a number."""
    with pytest.raises(EffectsError, match="no draws"):
        step_down(np.ones((1, 3)))
    with pytest.raises(EffectsError, match="not a number"):
        step_down(np.array([[1.0, np.nan], [2.0, 1.0]]))
