"""CR2 without large matrices is CR2 with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import dense, dummies, panel

from console.effects.linear.cr2 import adjusted
from console.effects.linear.regression import fit_ols

MODELS = [
    ((), "agent"),
    (("day",), "agent"),
    (("agent",), "team"),
    (("agent", "day"), "agent"),
    (("agent", "day"), "team"),
    (("team", "day"), "agent"),
    (("day",), None),
]


@pytest.mark.parametrize(("absorb", "cluster"), MODELS)
@pytest.mark.parametrize(("agents", "days"), [(12, 6), (20, 9), (8, 20)])
def test_absorbed_effects_adjust_as_dummies_do(
    absorb: tuple[str, ...], cluster: str | None, agents: int, days: int
) -> None:
    """Errors and degrees of freedom are the textbook's with a dummy for every effect."""
    frame = panel(agents, days)
    fit = fit_ols(frame, "y", ["treat", "x"], absorb, cluster)
    regressors = frame[["treat", "x"]].to_numpy()
    effects = dummies(frame, *absorb) if absorb else np.ones((len(frame), 1))
    by = frame[cluster].to_numpy() if cluster else np.arange(len(frame))
    slow = dense(regressors, effects, by)
    both = np.hstack([regressors, effects])
    residuals = slow.residual_maker @ frame["y"].to_numpy()
    assert fit.coefficients == pytest.approx(np.linalg.lstsq(both, frame["y"])[0][:2])
    assert fit.vcov == pytest.approx(slow.vcov(residuals), rel=1e-8)
    assert fit.dof == pytest.approx([slow.dof(0), slow.dof(1)])
    assert fit.joint(np.eye(2))[1] == pytest.approx(slow.dof(0, 1) - 1)


def test_weighted_rows_are_rows_scaled_by_the_root_of_their_weight() -> None:
    """Weights mean errors of variance 1/w, so the textbook's CR2 on scaled rows is the same."""
    frame = panel(10, 6)
    fit = fit_ols(frame, "y", ["treat", "x"], ("agent", "day"), "agent", weights="w")
    roots = np.sqrt(frame["w"].to_numpy())[:, None]
    regressors = roots * frame[["treat", "x"]].to_numpy()
    slow = dense(regressors, roots * dummies(frame, "agent", "day"), frame["agent"].to_numpy())
    residuals = slow.residual_maker @ (roots[:, 0] * frame["y"].to_numpy())
    assert fit.vcov == pytest.approx(slow.vcov(residuals), rel=1e-8)
    assert fit.dof == pytest.approx([slow.dof(0), slow.dof(1)])


@given(
    seed=st.integers(0, 1000),
    clusters=st.integers(3, 40),
    size=st.integers(1, 12),
    width=st.integers(1, 5),
)
@settings(deadline=None, max_examples=50)
def test_the_series_and_the_eigenvalues_agree(
    seed: int, clusters: int, size: int, width: int
) -> None:
    """Whatever the leverage, what is computed is (I − QQ')^(−½) Q, cluster by cluster."""
    rng = np.random.default_rng(seed)
    rows = clusters * size
    width = min(width, rows)
    basis = np.linalg.qr(rng.normal(size=(rows, width)))[0]
    cluster = rng.permutation(np.arange(rows) % clusters)
    found = adjusted(basis, np.eye(width), cluster).weights
    for one in range(clusters):
        block = basis[cluster == one]
        values, vectors = np.linalg.eigh(np.eye(len(block)) - block @ block.T)
        kept = values > 1e-9
        root = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
        assert found[cluster == one] == pytest.approx(root @ block, abs=1e-9)


def test_a_cluster_that_alone_determines_a_coefficient_is_reported() -> None:
    """Its residuals say nothing about that coefficient's error, and a note says so."""
    frame = panel(12, 6)
    frame["mine"] = (frame["agent"] == 3) * frame["x"]
    fit = fit_ols(frame, "y", ["treat", "mine"], ("agent",), "agent")
    assert any("determine a coefficient alone" in note for note in fit.notes)
