"""Fixed effects are taken out exactly."""

import numpy as np
import pyhdfe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import dummies, panel

from console.effects.errors import EffectsError
from console.effects.linear import absorption
from console.effects.linear.absorption import Absorption, singletons, within
from console.effects.linear.numeric_rows import take
from console.effects.linear.regression import fit_ols

EFFECTS = st.lists(st.sampled_from(["agent", "day", "team"]), min_size=1, unique=True)


@given(effects=EFFECTS, seed=st.integers(0, 1000), weighted=st.booleans())
@settings(deadline=None, max_examples=40)
def test_what_is_left_is_what_dummies_leave(effects: list[str], seed: int, weighted: bool) -> None:
    """Residuals and the number of parameters are those of a regression on all dummies."""
    frame = panel(8, 5, seed)
    rows = take(frame, ["x", "y"], effects, "w" if weighted else None)
    absorbed = Absorption(rows.labels, rows.weights, (), len(rows))
    columns = rows.matrix(["x", "y"]) * absorbed.roots[:, None]
    full = dummies(frame, *effects) * absorbed.roots[:, None]
    expected = columns - full @ np.linalg.lstsq(full, columns)[0]
    assert absorbed.residual(columns) == pytest.approx(expected, abs=1e-9)
    assert absorbed.rank == np.linalg.matrix_rank(full)


def test_a_large_panel_is_absorbed_as_pyhdfe_does() -> None:
    """Agents and days, unevenly worked: the same residuals, and the same degrees of freedom."""
    rng = np.random.default_rng(0)
    agent, day = rng.integers(0, 400, 8_000), rng.integers(0, 50, 8_000)
    x = rng.normal(size=(8_000, 2)) + day[:, None]
    theirs = pyhdfe.create(np.column_stack([agent, day]), drop_singletons=False)
    ours = Absorption({"agent": agent, "day": day}, None, (), 8_000)
    assert ours.residual(x) == pytest.approx(theirs.residualize(x), abs=1e-6)
    assert ours.rank == theirs.degrees


def test_the_basis_spans_the_effects_that_reach_across_clusters() -> None:
    """It is orthonormal, and of agents' effects only what is nested needs not be there."""
    frame = panel(8, 5)
    rows = take(frame, ["x"], ["agent", "day"])
    agent = rows.labels["agent"]
    inside = Absorption(rows.labels, None, (agent,), len(rows))
    across = Absorption(rows.labels, None, (), len(rows))
    for absorbed in (inside, across):
        assert absorbed.basis.T @ absorbed.basis == pytest.approx(np.eye(absorbed.across), abs=1e-9)
    assert (inside.nested, across.nested) == (True, False)
    assert inside.rank - inside.across == frame["agent"].nunique()
    assert across.across == across.rank


def test_rows_that_are_left_alone_go_until_none_is() -> None:
    """An agent's only row goes, then the row that it shared a day with, then that agent's other."""
    agent = np.array([0, 0, 0, 0, 1, 2, 2])
    day = np.array([0, 0, 1, 1, 2, 2, 0])
    gone = singletons({"agent": agent, "day": day})
    assert list(gone) == [False, False, False, False, True, True, True]


def test_too_many_levels_beside_the_largest_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be solved for in reasonable time has a message, not an endless wait."""
    monkeypatch.setattr(absorption, "MOST_LEVELS", 3)
    rows = take(panel(8, 5), ["x"], ["agent", "day"])
    with pytest.raises(EffectsError, match=r"5 levels and at most 3 can be solved for"):
        Absorption(rows.labels, None, (), len(rows))


def test_a_basis_that_memory_can_t_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """CR2 then has a message, and "auto" takes CR1."""
    monkeypatch.setattr(absorption, "_MOST_NUMBERS", 100)
    frame = panel(20, 8)
    with pytest.raises(EffectsError, match="levels that reach across clusters"):
        fit_ols(frame, "y", ["x"], ["agent", "day"], "agent", "CR2")
    assert "CR1" in fit_ols(frame, "y", ["x"], ["agent", "day"], "agent", "auto").method


def test_within_tells_teams_of_agents() -> None:
    """An agent is in one team; a team has several agents."""
    assert within(np.array([0, 1, 2, 0]), np.array([0, 0, 1, 0]))
    assert not within(np.array([0, 0, 1, 0]), np.array([0, 1, 2, 0]))
