"""Balance of the arms before anything was done."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from console.effects.checks.balance import balance
from console.effects.errors import EffectsError


def agents(seed: int, count: int = 60, variables: int = 10) -> pd.DataFrame:
    """Agents in blocks of 6, half of each treated, with variables that tell nothing of that."""
    rng = np.random.default_rng(seed)
    treated = [rng.permutation([0, 0, 0, 1, 1, 1]) for _ in range(count // 6)]
    values = rng.standard_t(4, (count, variables))
    table = pd.DataFrame(values, columns=[f"x{number}" for number in range(variables)])
    return table.assign(
        agent=range(count), block=np.arange(count) // 6, treated=np.concatenate(treated)
    )


NAMES = tuple(f"x{number}" for number in range(10))


def test_a_variable_by_hand() -> None:
    """Means 2 and 4 with standard deviations 1: the difference is two of them."""
    rows = pd.DataFrame(
        {"agent": range(7), "treated": [0, 0, 0, 1, 1, 1, 1], "x": [1, 2, 3, 3, 4, 5, np.nan]}
    )
    found = balance(rows, treatment="treated", variables=("x",), unit="agent")
    (x,) = found.variables
    assert (x.mean_control, x.mean_treated, x.sd_control, x.sd_treated) == (2, 4, 1, 1)
    assert x.smd == pytest.approx(2)
    assert (x.flagged, x.n_treated, x.n_control, x.missing) == (True, 3, 3, 1)


def test_days_count_as_their_agent() -> None:
    """Several rows an agent are compared as the agent's mean."""
    once = agents(1)
    days = pd.concat([once.assign(x0=once.x0 - 1), once.assign(x0=once.x0 + 1)])
    asked: dict[str, Any] = {"treatment": "treated", "variables": ("x0", "x1"), "unit": "agent"}
    found, same = balance(days, **asked), balance(once, **asked)
    assert found.variables[1] == same.variables[1]
    assert found.variables[0].smd == pytest.approx(same.variables[0].smd)
    assert found.p_value == same.p_value


@pytest.mark.slow
def test_sound_lots_are_rejected_as_often_as_said() -> None:
    """Over 100 assignments with ten variables the joint p-values are even, by KS at 1%."""
    p_values = [
        balance(
            agents(seed),
            treatment="treated",
            variables=NAMES,
            unit="agent",
            within=("block",),
            draws=199,
            seed=seed,
        ).p_value
        for seed in range(100)
    ]
    assert stats.kstest(np.array(p_values, dtype=float), "uniform").pvalue > 0.01


def test_a_lot_that_was_not_one_is_noticed() -> None:
    """If the better agents were treated, the joint test and the flag say so."""
    rows = agents(3)
    rows["treated"] = (rows.x4 > rows.x4.median()) * 1
    found = balance(rows, treatment="treated", variables=NAMES, unit="agent")
    assert found.p_value is not None
    assert found.p_value < 0.005
    assert found.variables[4].flagged


def test_being_empty_is_a_variable_too() -> None:
    """Values missing from the treated only are an imbalance, whatever the others are."""
    rows = agents(4)
    rows.loc[rows.treated == 1, "x0"] = np.nan
    found = balance(rows, treatment="treated", variables=("x0",), unit="agent")
    assert found.variables[0].smd is None
    assert found.variables[0].mean_treated is None
    assert found.p_value is not None
    assert found.p_value < 0.005


def test_what_never_varies_has_no_difference() -> None:
    """Neither a standardised difference nor a joint p-value is made up."""
    rows = agents(5).assign(x0=3.0)
    found = balance(rows, treatment="treated", variables=("x0",), unit="agent")
    assert found.variables[0].smd is None
    assert not found.variables[0].flagged
    assert found.p_value is None


def test_few_draws_are_all_gone_through() -> None:
    """Six agents have twenty possible assignments."""
    found = balance(agents(6, count=6), treatment="treated", variables=("x0",), unit="agent")
    assert found.method == "randomization test, all 20 assignments"


def test_what_cannot_be_compared_is_refused() -> None:
    """One arm alone, an arm that changes within an agent, and a column that is not there."""
    rows = agents(7)
    asked: dict[str, Any] = {"variables": ("x0",), "unit": "agent"}
    with pytest.raises(EffectsError, match="1 for some units and 0 for others"):
        balance(rows.assign(treated=1), treatment="treated", **asked)
    with pytest.raises(EffectsError, match="changes within 'agent'"):
        balance(pd.concat([rows, rows.assign(treated=0)]), treatment="treated", **asked)
    with pytest.raises(EffectsError, match="no column 'y'"):
        balance(rows, treatment="treated", variables=("y",), unit="agent")
