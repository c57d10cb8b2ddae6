"""Holm's adjustment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import (
    multipletests,
)

from console.effects.checks.holm import holm
from console.effects.errors import EffectsError

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_adjusted_as_statsmodels_does() -> None:
    """Each p-value comes out as it does there, ties among them."""
    p_values = [0.01, 0.04, 0.03, 0.005, 0.04, 0.5, 1.0, 0.0, 0.03]
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


@given(P_VALUES)
def test_order_is_kept_and_nothing_gets_smaller(p_values: list[float]) -> None:
    """A smaller p-value stays the smaller one, and none gains by the adjustment."""
    adjusted = holm(p_values)
    assert all(after >= before for before, after in zip(p_values, adjusted, strict=True))
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert [after for _, after in pairs] == sorted(adjusted)


def test_what_is_no_p_value_is_refused() -> None:
    """A missing or impossible p-value is named and not adjusted around."""
    with pytest.raises(EffectsError, match="nan is not a p-value"):
        holm([0.1, float("nan")])


def test_nothing_to_adjust() -> None:
    """No outcomes give no p-values."""
    assert holm([]) == []
