"""Confidence sequences."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from console.effects.checks.confidence_sequences import FIRST, confidence_sequence, half_width
from console.effects.errors import EffectsError

ASKED: dict[str, Any] = {"outcome": "y", "treatment": "t", "unit": "agent", "order": "day"}


def coming(seed: int, count: int = 300, effect: float = 0.5) -> pd.DataFrame:
    """Agents who come one a day, treated by the toss of a coin."""
    rng = np.random.default_rng(seed)
    treated = rng.integers(0, 2, count)
    y = 3 + rng.standard_t(5, count) + effect * treated
    return pd.DataFrame({"agent": range(count), "day": range(count), "t": treated, "y": y})


@pytest.mark.slow
def test_all_looks_cover_the_effect_in_95_of_100_paths() -> None:
    """Of 400 experiments at most a twentieth are wrong at any look."""
    wrong = 0
    for seed in range(400):
        looks = confidence_sequence(coming(seed), **ASKED, share=0.5)
        wrong += any(not each.low < 0.5 < each.high for each in looks)
    assert wrong <= 20


def test_more_units_narrow_the_interval() -> None:
    """By the last look it is a fraction of the first, and it goes on narrowing with the data."""
    looks = confidence_sequence(coming(1, count=3_000), **ASKED, share=0.5)
    widths = [each.high - each.low for each in looks]
    assert [each.n for each in looks] == list(range(FIRST, 3_001))
    assert widths[-1] < widths[280] < widths[80]
    assert widths[-1] < widths[0] / 5


def test_it_is_narrowest_for_the_number_it_is_tuned_for() -> None:
    """No other tuning is better there, within a percent; the published formula by hand."""
    n = np.array([500])
    mine = half_width(n, 500, 0.05)[0]
    assert all(half_width(n, other, 0.05)[0] > 0.99 * mine for other in (50, 200, 1_000, 5_000))
    likely = -2 * math.log(0.05)
    rho = math.sqrt((likely + math.log(likely + 1)) / 500)
    inside = 2 * (500 * rho**2 + 1) * math.log(math.sqrt(500 * rho**2 + 1) / 0.05)
    assert mine == pytest.approx(math.sqrt(inside / (500 * rho) ** 2))


def test_it_is_wider_than_an_interval_for_one_look() -> None:
    """Peeking has its price: between one and a half and two times the usual width."""
    last = confidence_sequence(coming(2), **ASKED, share=0.5)[-1]
    rows = coming(2)
    one, other = rows.y[rows.t == 1], rows.y[rows.t == 0]
    usual = 1.96 * math.sqrt(one.var() / len(one) + other.var() / len(other))
    assert 1.3 < (last.high - last.estimate) / usual < 2


def test_the_level_of_the_outcome_does_not_matter() -> None:
    """Nothing is expected of the first unit, so that its level is not taken for an effect."""
    found = confidence_sequence(coming(5, count=40), **ASKED, share=0.5)
    raised = confidence_sequence(
        coming(5, count=40).assign(y=lambda rows: rows.y + 1_000), **ASKED, share=0.5
    )
    assert [each.low for each in raised] == pytest.approx([each.low for each in found])


def test_days_of_an_agent_are_one_unit() -> None:
    """Their mean enters where the agent came first."""
    once = coming(3)
    later = once.assign(day=once.day + 1_000, y=once.y + 1)
    twice = pd.concat([once.assign(y=once.y - 1), later]).sample(frac=1, random_state=1)
    found = confidence_sequence(twice, **ASKED, share=0.5)
    same = confidence_sequence(once, **ASKED, share=0.5)
    assert [each.estimate for each in found] == pytest.approx([each.estimate for each in same])


def test_what_has_no_sequence_is_refused() -> None:
    """Too few units, a share of all, and a treatment that changes or is an amount."""
    rows = coming(4)
    with pytest.raises(EffectsError, match="10 units are too few"):
        confidence_sequence(rows.head(10), **ASKED, share=0.5)
    with pytest.raises(EffectsError, match="a share of 1 treated"):
        confidence_sequence(rows, **ASKED, share=1)
    with pytest.raises(EffectsError, match="changes within 'agent'"):
        confidence_sequence(rows.assign(agent=rows.agent // 2), **ASKED, share=0.5)
    with pytest.raises(EffectsError, match="other values than 0 and 1"):
        confidence_sequence(rows.assign(t=rows.t * 2), **ASKED, share=0.5)
