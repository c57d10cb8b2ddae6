"""CUPED."""

import numpy as np
import pandas as pd
import pytest

from console.effects.checks.cuped import cuped
from console.effects.errors import EffectsError
from console.effects.estimators.itt_late import itt


def agents(effect: float = 1.0) -> pd.DataFrame:
    """400 agents whose outcome is in large part what they did before."""
    rng = np.random.default_rng(5)
    before = rng.normal(10, 2, 400)
    treated = rng.permutation(400) % 2
    y = 3 + 0.8 * before + rng.normal(0, 1, 400) + effect * treated
    return pd.DataFrame({"before": before, "treated": treated, "y": y})


def test_the_slope_is_that_within_the_arms() -> None:
    """θ and the adjusted outcome are those of a regression with the arm beside it."""
    rows = agents(effect=50.0)
    found = cuped(rows, outcome="y", before="before", treatment="treated")
    design = np.column_stack([np.ones(400), rows.before, rows.treated])
    slope = np.linalg.lstsq(design, rows.y, rcond=None)[0][1]
    assert found.theta == pytest.approx(slope)
    assert found.frame.y.mean() == pytest.approx(rows.y.mean())
    assert "y" in rows
    assert rows.y.equals(agents(effect=50.0).y)


def test_the_error_shrinks_as_said() -> None:
    """The effect stays within its error, which falls by √(1 - R²)."""
    rows = agents()
    found = cuped(rows, outcome="y", before="before", treatment="treated")
    raw = itt(rows, outcome="y", treatment="treated", inference="HC1")
    better = itt(found.frame, outcome="y", treatment="treated", inference="HC1")
    assert raw.std_error is not None
    assert better.std_error is not None
    shrunk = better.std_error / raw.std_error
    assert shrunk == pytest.approx(np.sqrt(1 - found.explained), rel=0.02)
    assert shrunk < 0.7
    assert better.ci_low < 1 < better.ci_high


def test_who_was_not_there_before_keeps_the_outcome() -> None:
    """Nobody is dropped, and those without a measure are counted."""
    rows = agents()
    rows.loc[:9, "before"] = np.nan
    found = cuped(rows, outcome="y", before="before", treatment="treated")
    assert found.without == 10
    assert found.frame.y[:10].tolist() == rows.y[:10].tolist()
    assert found.frame.y.notna().all()


def test_a_measure_that_does_not_vary_is_refused() -> None:
    """It explains nothing."""
    with pytest.raises(EffectsError, match="explains nothing"):
        cuped(agents().assign(before=3.0), outcome="y", before="before", treatment="treated")
