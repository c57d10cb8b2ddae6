"""How a regression weighs agent-days, beside the regression itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.simulation.weights import weights


@given(seed=st.integers(0, 10_000), agents=st.integers(4, 12), days=st.integers(4, 8))
@settings(max_examples=30, deadline=None)
def test_the_coefficient_is_that_of_a_regression_with_dummies(
    seed: int, agents: int, days: int
) -> None:
    """Whatever days agents worked, with a control, the weights give what least squares gives."""
    rng = np.random.default_rng(seed)
    agent, day = np.nonzero(rng.random((agents, days)) < 0.8)
    treat = (agent % 2 == 0) & (day >= days // 2)
    control, outcome = rng.standard_normal((2, len(agent)))
    found = weights(treat, (control,), agent, day, np.ones(len(agent), dtype=np.bool_))
    dummies = [agent[:, None] == np.arange(agents), day[:, None] == np.arange(days)]
    columns = np.column_stack([treat, control, *dummies]).astype(np.float64)
    full = np.linalg.matrix_rank(columns) == np.linalg.matrix_rank(columns[:, 1:]) + 1
    assert found.any == full
    if full:
        ours = found.coefficient(outcome)
        assert ours == pytest.approx(np.linalg.lstsq(columns, outcome)[0][0], abs=1e-6)


def test_an_empty_sample_compares_nothing() -> None:
    """Without rows there are no weights, and no coefficient is made up."""
    none = np.zeros(3, dtype=np.bool_)
    found = weights(none, (), np.arange(3), np.arange(3), none)
    assert not found.any
