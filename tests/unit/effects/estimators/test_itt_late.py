"""The effect of being assigned, and of using it, in one call each."""

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import panel

from console import effects
from console.effects import itt, late
from console.effects.errors import EffectsError
from console.effects.estimates import LateEstimate

PANEL: dict[str, Any] = {"cluster": "agent", "fixed_effects": ["agent", "day"]}


def used(frame: pd.DataFrame, **how: object) -> LateEstimate:
    """The effect of usage in a panel."""
    return late(frame, outcome="y", usage="usage", assignment="treat", **(PANEL | how))


@given(seed=st.integers(0, 10_000), inference=st.sampled_from(["CR2", "CR1", "wild"]))
@settings(deadline=None, max_examples=15)
def test_the_late_is_the_itt_over_the_first_stage(seed: int, inference: str) -> None:
    """To the last digits, with the same rows, whatever the inference."""
    frame = panel(14, 6, seed)
    how = PANEL | {"controls": ["x"], "inference": inference}
    assigned = itt(frame, outcome="y", treatment="treat", **how)
    found = used(frame, controls=["x"], inference=inference)
    assert assigned.estimate / found.first_stage == pytest.approx(found.estimate)


def test_the_first_stage_is_the_assignment_s_effect_on_usage() -> None:
    """And with one assignment the effective F is the square of its t."""
    frame = panel(20, 8)
    first = itt(frame, outcome="usage", treatment="treat", **PANEL)
    found = used(frame)
    assert first.std_error
    assert found.first_stage == pytest.approx(first.estimate)
    assert found.first_stage_f == pytest.approx((first.estimate / first.std_error) ** 2)


def test_usage_that_the_assignment_decides_is_the_assignment() -> None:
    """If all who were treated used it, and nobody else, the two effects are one."""
    frame = panel(20, 8).assign(usage=lambda rows: rows["treat"])
    assigned = itt(frame, outcome="y", treatment="treat", **PANEL)
    found = used(frame)
    assert found.estimate == pytest.approx(assigned.estimate)
    assert found.std_error == pytest.approx(assigned.std_error or 0)
    assert found.first_stage_f == math.inf
    assert (found.ar_low, found.ar_high) == pytest.approx((assigned.ci_low, assigned.ci_high))


def test_one_strong_instrument_accepts_what_2sls_does() -> None:
    """With a strong first stage the Anderson-Rubin set and the interval nearly agree."""
    found = used(panel(200, 8))
    width = found.ci_high - found.ci_low
    assert found.ar_low == pytest.approx(found.ci_low, abs=0.1 * width)
    assert found.ar_high == pytest.approx(found.ci_high, abs=0.1 * width)
    assert found.notes == ()


def test_a_weak_assignment_is_said_to_be() -> None:
    """The interval stays, the notes say what to read instead, and the set has no end."""
    frame = panel(20, 8, seed=3)
    rng = np.random.default_rng(1)
    frame["usage"] = (rng.random(len(frame)) < 0.3).astype(float)
    found = used(frame)
    assert found.first_stage_f < 10
    assert any("read the Anderson-Rubin set" in note for note in found.notes)
    assert math.isinf(found.ar_high or 0)


def test_the_effect_is_found_in_a_large_panel() -> None:
    """An effect of .5 on users comes out within four standard errors."""
    found = used(panel(1_500, 8, effect=0.5))
    assert found.std_error
    assert abs(found.estimate - 0.5) < 4 * found.std_error


def test_randomization_is_one_of_the_inferences() -> None:
    """The estimate is that of least squares; p and interval come from draws of the clusters."""
    frame = panel(16, 6)
    found = itt(frame, outcome="y", treatment="treat", inference="randomization", **PANEL)
    other = itt(frame, outcome="y", treatment="treat", **PANEL)
    assert found.estimate == pytest.approx(other.estimate)
    assert found.std_error is None
    assert "randomization" in found.method


def test_few_degrees_of_freedom_are_noted() -> None:
    """Of forty agents two were treated: the error rests on them, whatever the table's length."""
    frame = panel(40, 8)
    treated = frame["agent"][frame["treated"] == 1].unique()[:2]
    frame["treat"] = ((frame["day"] >= 4) & frame["agent"].isin(treated)).astype(int)
    found = itt(frame, outcome="y", treatment="treat", **PANEL)
    assert found.dof
    assert found.dof < 4
    assert any("degrees of freedom" in note for note in found.notes)


def test_a_column_has_one_role() -> None:
    """An outcome that is also held equal, or a control named twice, is a slip."""
    with pytest.raises(EffectsError, match="'y' is named twice"):
        itt(panel(), outcome="y", treatment="treat", controls=["y"])
    with pytest.raises(EffectsError, match="'x' is named twice"):
        used(panel(), controls=["x", "x"])


def test_the_method_says_what_was_done() -> None:
    """Estimator, fixed effects, clusters, errors."""
    found = itt(panel(), outcome="y", treatment="treat", **PANEL)
    assert found.method == (
        "least squares, effects of agent and day absorbed, clustered by agent, "
        "CR2 errors, Satterthwaite dof"
    )


def nobody(frame: pd.DataFrame) -> pd.DataFrame:
    """Nobody used it."""
    return frame.assign(usage=0)


def everybody(frame: pd.DataFrame) -> pd.DataFrame:
    """Everybody used it all the time."""
    return frame.assign(usage=1)


def one_arm(frame: pd.DataFrame) -> pd.DataFrame:
    """Only the treated are in the table, after the start."""
    return frame.loc[frame["treat"] == 1]


def one_agent(frame: pd.DataFrame) -> pd.DataFrame:
    """Only one agent was there."""
    first = frame["agent"][frame["treat"] == 1].iloc[0]
    rows: pd.DataFrame = frame[frame["agent"] == first]
    return rows


def one_treated(frame: pd.DataFrame) -> pd.DataFrame:
    """One treated agent among the others."""
    first = frame["agent"][frame["treat"] == 1].iloc[0]
    rows: pd.DataFrame = frame[(frame["agent"] == first) | (frame["treated"] == 0)]
    return rows


def one_control(frame: pd.DataFrame) -> pd.DataFrame:
    """One agent who was not treated among the others."""
    first = frame["agent"][frame["treated"] == 0].iloc[0]
    rows: pd.DataFrame = frame[(frame["agent"] == first) | (frame["treated"] == 1)]
    return rows


def without_log(frame: pd.DataFrame) -> pd.DataFrame:
    """An outcome that is the logarithm of 0 somewhere."""
    return frame.assign(y=np.where(frame["day"] == 1, -np.inf, frame["y"]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (nobody, r"nobody used it: 'usage' is 0 in all \d+ rows"),
        (everybody, "with everybody using it alike"),
        (one_arm, r"rows are in one arm \('treat' is 1\)"),
        (one_agent, "all rows are in one cluster"),
        (one_treated, "only one cluster is ever treated"),
        (one_control, "only one cluster is ever not treated"),
        (without_log, "'y' is infinite .* logarithm of 0"),
    ],
)
def test_what_has_no_answer_gets_a_message(
    change: Callable[[pd.DataFrame], pd.DataFrame], message: str
) -> None:
    """Nothing returns a number that it should not."""
    with pytest.raises(EffectsError, match=message):
        used(change(panel(20, 8)))


def test_a_cluster_never_treated_does_no_harm_where_others_were_in_both_arms() -> None:
    """Rows drawn one by one: a village where nobody was treated is not an arm of its own."""
    rng = np.random.default_rng(0)
    frame = panel(20, 8).assign(treat=lambda rows: rng.integers(0, 2, len(rows)))
    frame.loc[frame["agent"] == 0, "treat"] = 0
    assert itt(frame, outcome="y", treatment="treat", cluster="agent").clusters == 20


def test_inferences_that_don_t_fit_are_refused() -> None:
    """Randomization has no weights and is not for the LATE; the bootstrap has one instrument."""
    frame = panel()
    with pytest.raises(EffectsError, match="takes no weights"):
        itt(frame, outcome="y", treatment="treat", inference="randomization", weights="w")
    with pytest.raises(EffectsError, match="'randomization' is not for this LATE"):
        used(frame, inference="randomization")
    with pytest.raises(EffectsError, match="'wild' is not for this LATE"):
        late(frame, outcome="y", usage="usage", assignment=["treat", "z"], inference="wild")


def test_the_package_has_no_other_names() -> None:
    """A misspelt estimator is an error where it is asked for."""
    with pytest.raises(AttributeError, match="no attribute 'ittt'"):
        _ = effects.ittt


@pytest.mark.process
def test_the_form_of_results_needs_no_pandas() -> None:
    """The console starts without the libraries of an analysis."""
    code = (
        "import sys; import console.effects.estimates; "
        "sys.exit(any(name in sys.modules for name in ('pandas', 'numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
