"""Minimal detectable effects and the agents they take."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from console.effects.errors import EffectsError
from console.effects.sample_size.pilot_variance import AGENTS, TREATED, from_pilot, paper
from console.effects.sample_size.power import Aim, Variation, agents_needed, curve, late_mde, mde

PLAIN = Variation(sigma=2.0, icc=0.2, days=10, usage=0.25)

variations = st.builds(
    Variation,
    sigma=st.floats(0.01, 100),
    icc=st.floats(0, 1),
    days=st.floats(1, 100),
    usage=st.floats(0.05, 1),
)


def test_the_formula_by_hand() -> None:
    """102 agents: t quantiles of 100 degrees of freedom, and the rest of the formula."""
    quantiles = stats.t.ppf(0.975, 100) + stats.t.ppf(0.8, 100)
    by_hand = quantiles * 2 * math.sqrt((0.2 + 0.8 / 10) / (0.25 * 102))
    assert mde(102, PLAIN) == pytest.approx(by_hand)
    assert late_mde(102, PLAIN) == pytest.approx(4 * by_hand)


@pytest.mark.slow
@given(variations, st.integers(4, 5_000))
def test_the_agents_needed_for_the_smallest_effect_are_these_agents(
    variation: Variation, agents: int
) -> None:
    """One agent fewer would not find it."""
    effect = mde(agents, variation) * (1 + 1e-12)
    assert agents_needed(effect, variation) == agents
    assert agents_needed(-effect, variation) == agents


@given(variations, st.integers(4, 5_000))
def test_more_agents_find_less(variation: Variation, agents: int) -> None:
    """The smallest effect falls with each agent."""
    assert mde(agents + 1, variation) < mde(agents, variation)


def test_halves_are_best_and_measures_from_before_help() -> None:
    """An uneven lot finds less, an explained difference between agents more, and so do shifts."""
    even = mde(100, PLAIN)
    assert mde(100, PLAIN, Aim(share=0.2)) > even
    assert mde(100, PLAIN, Aim(explained=0.5)) < even
    assert mde(100, PLAIN, Aim(within_agents=True)) < mde(100, PLAIN, Aim(explained=0.99))


def test_a_curve_has_its_points() -> None:
    """Each size with both effects; without expected usage that of use is missing."""
    points = curve([50, 100], PLAIN)
    assert [each.agents for each in points] == [50, 100]
    assert points[1].late_mde == late_mde(100, PLAIN)
    assert curve([50], Variation(sigma=1, icc=0.1, days=5))[0].late_mde is None


def test_found_as_often_as_said() -> None:
    """Of 2,000 simulated experiments with the smallest effect the power's share finds it."""
    rng = np.random.default_rng(7)
    effect = mde(40, PLAIN)
    between, within = 2 * math.sqrt(0.2), 2 * math.sqrt(0.8 / 10)
    means = rng.normal(0, math.hypot(between, within), (2_000, 40))
    means[:, :20] += effect
    found = stats.ttest_ind(means[:, :20], means[:, 20:], axis=1).pvalue < 0.05
    assert 0.77 < found.mean() < 0.83


def test_a_pilot_gives_back_what_it_was_made_with() -> None:
    """σ and ρ of 400 agents with unequal numbers of days come out within a few percent."""
    rng = np.random.default_rng(3)
    sizes = rng.integers(2, 20, 400)
    agents = np.repeat(np.arange(400), sizes)
    values = rng.normal(0, 1.5, 400)[agents] + rng.normal(0, 3, len(agents))
    found = from_pilot(pd.DataFrame({"agent": agents, "y": values}), "y", usage=0.3)
    assert found.icc == pytest.approx(0.2, abs=0.04)
    assert found.sigma == pytest.approx(math.hypot(1.5, 3), rel=0.05)
    assert found.days == pytest.approx(sizes.mean())
    assert found.usage == 0.3


def test_agents_who_do_not_differ_have_no_correlation() -> None:
    """A variance between agents that comes out negative is none."""
    days = pd.DataFrame({"agent": [1, 1, 2, 2], "y": [0.0, 2.0, 2.0, 0.0]})
    assert from_pilot(days, "y").icc == 0


@pytest.mark.parametrize(
    ("outcome", "std_error"),
    [("ln_issue_identification", 0.012), ("dissatisfaction_rate", 0.005), ("rating", 0.018)],
)
def test_the_paper_has_its_own_standard_errors(outcome: str, std_error: float) -> None:
    """At its own size the smallest effect is that many published standard errors."""
    aim = Aim(share=TREATED / AGENTS)
    quantiles = stats.t.ppf(0.975, AGENTS - 2) + stats.t.ppf(0.8, AGENTS - 2)
    assert mde(AGENTS, paper(outcome), aim) == pytest.approx(quantiles * std_error)


@pytest.mark.parametrize(
    ("variation", "aim", "says"),
    [
        (PLAIN, Aim(share=1.0), "share is 1.0"),
        (PLAIN, Aim(power=0.0), "power is 0.0"),
        (Variation(sigma=0, icc=0.1, days=5), Aim(), "sigma is 0"),
        (Variation(sigma=1, icc=1.5, days=5), Aim(), "icc is 1.5"),
        (Variation(sigma=1, icc=0.5, days=5, usage=0.0), Aim(), "usage is 0.0"),
    ],
)
def test_numbers_out_of_range_are_named(variation: Variation, aim: Aim, says: str) -> None:
    """No number comes of them."""
    with pytest.raises(EffectsError, match=says):
        mde(100, variation, aim)


def test_what_cannot_be_planned_is_refused() -> None:
    """Three agents, no effect, an effect too small, unknown usage, an unknown outcome, no pilot."""
    with pytest.raises(EffectsError, match="too few"):
        mde(3, PLAIN)
    with pytest.raises(EffectsError, match="other than 0"):
        agents_needed(0, PLAIN)
    with pytest.raises(EffectsError, match="too small"):
        agents_needed(1e-9, PLAIN)
    with pytest.raises(EffectsError, match="needs the usage"):
        late_mde(100, Variation(sigma=1, icc=0.1, days=5))
    with pytest.raises(EffectsError, match="says nothing of 'mood'"):
        paper("mood")
    with pytest.raises(EffectsError, match="no column 'y'"):
        from_pilot(pd.DataFrame({"agent": [1]}), "y")
    with pytest.raises(EffectsError, match="1 agents with 2 days"):
        from_pilot(pd.DataFrame({"agent": [1, 1], "y": [1.0, 2.0]}), "y")
    with pytest.raises(EffectsError, match="never varies"):
        from_pilot(pd.DataFrame({"agent": [1, 1, 2], "y": [1.0, 1.0, 1.0]}), "y")


def test_a_pilot_that_is_not_sure_of_the_error_promises_what_is_found() -> None:
    """Of many pilots of ten agents, and studies of ten as well, 80% find what they promise."""
    rng = np.random.default_rng(8)
    pilots = np.sqrt(rng.chisquare(8, 300) / 8 * 4 / 10)
    effects = [
        mde(10, Variation(sigma=1, icc=0, days=1, error=error * 10**0.5, dof=0.8, pilot_dof=8))
        for error in pilots
    ]
    values = rng.normal(size=(300, 200, 10))
    values[:, :, :5] += np.array(effects)[:, None, None]
    found = stats.ttest_ind(values[:, :, :5], values[:, :, 5:], axis=2).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_a_pilot_that_knows_the_error_promises_what_the_formula_does() -> None:
    """The more degrees of freedom it has, the nearer it comes."""
    promised = [
        mde(200, Variation(sigma=1, icc=0, days=1, error=2.0, pilot_dof=dof))
        for dof in (5, 50, 50_000)
    ]
    known = mde(200, Variation(sigma=1, icc=0, days=1, error=2.0))
    assert promised[0] > promised[1] > promised[2] == pytest.approx(known, rel=2e-3)
