"""Whether the arms kept the same share of their agents."""

import numpy as np
import pytest
from scipy import stats

from console.effects.checks.attrition import attrition_test
from console.effects.errors import EffectsError


def test_different_shares_raise_the_alarm() -> None:
    """42 of 80 against 72 of 80 is no chance."""
    test = attrition_test({"a": 42, "b": 72}, {"a": 80, "b": 80})
    assert test.alarm
    assert test.p_value == pytest.approx(stats.fisher_exact(np.array([[42, 38], [72, 8]])).pvalue)


def test_the_same_share_does_not() -> None:
    """Nobody lost, everybody lost and nearly the same raise no alarm."""
    assert attrition_test({"a": 80, "b": 80}, {"a": 80, "b": 80}).p_value == 1
    assert not attrition_test({}, {"a": 80, "b": 80}).alarm
    assert not attrition_test({"a": 70, "b": 72}, {"a": 80, "b": 80}).alarm


def test_one_arm_has_nothing_to_compare() -> None:
    """With one arm assigned there is no other share."""
    with pytest.raises(EffectsError, match="fewer than two arms"):
        attrition_test({"a": 3}, {"a": 4, "b": 0})
