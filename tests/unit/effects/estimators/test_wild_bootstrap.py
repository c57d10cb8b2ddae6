"""The wild cluster bootstrap is the regression run again on residuals with other signs."""

import math

import numpy as np
import pytest
from panels import Numbers, dummies, panel

from console.effects import itt, late
from console.effects.errors import EffectsError
from console.effects.estimators.wild_bootstrap import FEW, WildTest, bootstrap
from console.effects.linear.regression_data import RegressionData
from console.effects.linear.regressors import Regressors


def drawn(agents: int, outcome: str = "y", moved: str = "treat") -> WildTest:
    """Draws for a panel with agents and days absorbed."""
    problem = RegressionData(
        panel(agents, 6), ["y", "usage", "treat", "x"], absorb=["agent", "day"], cluster="agent"
    )
    design = Regressors.plain(problem, ["treat", "x"], "CR1")
    return bootstrap(design, design.fit(outcome), design.fit(moved))


def again(agents: int, moved: str, effect: float) -> Numbers:
    """t² of all sign vectors, each by a regression with dummies on its own sample."""
    frame = panel(agents, 6)
    effects = dummies(frame, "agent", "day")
    rest = np.hstack([frame[["x"]].to_numpy(), effects])
    lone = frame["treat"].to_numpy()
    lone = lone - rest @ np.linalg.lstsq(rest, lone)[0]
    full = np.hstack([lone[:, None], rest])
    target = frame["y"].to_numpy() - effect * frame[moved].to_numpy()
    null = target - rest @ np.linalg.lstsq(rest, target)[0]
    agent = frame["agent"].to_numpy()
    squares = []
    for number in range(2**agents):
        sample = null * np.where(number >> agent & 1, -1, 1)
        left = sample - full @ np.linalg.lstsq(full, sample)[0]
        scores = np.bincount(agent, weights=lone * left)
        squares.append((lone @ sample) ** 2 / (scores @ scores))
    return np.array(squares)


@pytest.mark.parametrize(("moved", "effect"), [("treat", 0.0), ("treat", 0.4), ("usage", 0.4)])
def test_draws_are_regressions_on_bootstrapped_samples(
    moved: str, effect: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For whatever hypothesis, all t² and the p-value are those of brute force."""
    monkeypatch.setattr("console.effects.estimators.wild_bootstrap.FEW", 1)
    test = drawn(7, moved=moved)
    powers = np.array([1.0, effect, effect**2])
    quotients = (test.numerators @ powers) / (test.denominators @ powers)
    expected = again(7, moved, effect)
    assert quotients == pytest.approx(expected)
    extreme = np.mean(expected >= expected[0] * (1 - 1e-9))
    assert test.p_value(effect) == pytest.approx(extreme)


def test_few_sign_vectors_are_all_gone_through() -> None:
    """With twelve clusters there are 4,096, and the p-value is a share of them."""
    test = drawn(FEW)
    assert test.exact
    assert len(test.numerators) == 4096
    assert (4096 * test.p_value(0.0)) % 1 == 0
    assert "all 4,096 vectors of signs" in test.how


def test_fewer_clusters_get_six_point_weights() -> None:
    """Eleven clusters have too few sign vectors for a fine p-value."""
    test = drawn(FEW - 1)
    assert not test.exact
    assert "six-point weights" in test.how


def test_many_clusters_give_what_cr2_gives() -> None:
    """With sixty agents the interval is near that of CR2, and the same each time."""
    frame = panel(60, 6)
    ways = [
        itt(
            frame,
            outcome="y",
            treatment="treat",
            cluster="agent",
            fixed_effects=["agent", "day"],
            inference=way,
        )
        for way in ("wild", "CR2", "wild")
    ]
    wild, other, once_more = ways
    width = other.ci_high - other.ci_low
    assert wild.estimate == other.estimate
    assert wild.ci_low == pytest.approx(other.ci_low, abs=0.1 * width)
    assert wild.ci_high == pytest.approx(other.ci_high, abs=0.1 * width)
    assert wild == once_more
    assert wild.dof is None


def test_the_interval_holds_what_is_not_rejected() -> None:
    """Just inside its ends p is above 5%, just outside below."""
    test = drawn(20)
    frame = panel(20, 6)
    found = itt(
        frame,
        outcome="y",
        treatment="treat",
        cluster="agent",
        fixed_effects=["agent", "day"],
        controls=["x"],
        inference="wild",
    )
    for end, way in ((found.ci_low, 1), (found.ci_high, -1)):
        assert test.p_value(end + way * 1e-6) > 0.05
        assert test.p_value(end - way * 1e-6) <= 0.05


def test_usage_that_hardly_moved_leaves_the_interval_open() -> None:
    """The bootstrap of the Anderson-Rubin test does not pretend to know."""
    frame = panel(14, 6)
    rng = np.random.default_rng(0)
    frame["usage"] = (rng.random(len(frame)) < 0.3).astype(float)
    found = late(
        frame, outcome="y", usage="usage", assignment="treat", cluster="agent", inference="wild"
    )
    assert math.isinf(found.ci_low) or math.isinf(found.ci_high)
    assert any("bootstrap's interval has no end" in note for note in found.notes)


def test_rows_without_clusters_are_refused() -> None:
    """The bootstrap is of clusters."""
    with pytest.raises(EffectsError, match="needs one column to cluster by"):
        itt(panel(), outcome="y", treatment="treat", inference="wild")
