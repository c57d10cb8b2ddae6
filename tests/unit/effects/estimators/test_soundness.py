"""Whatever the table and the question, the answer is sound, or an error says why there is none."""

import contextlib
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import Numbers, panel

from console.effects import itt, late
from console.effects.errors import EffectsError
from console.effects.estimates import Estimate

SPOILED: dict[str, Callable[[Numbers, np.random.Generator], Numbers]] = {
    "with gaps": lambda values, rng: np.where(rng.random(len(values)) < 0.3, np.nan, values),
    "in steps": lambda values, _: np.round(values),
    "constant": lambda values, _: np.ones_like(values),
    "huge": lambda values, _: values * 1e12,
    "tiny": lambda values, _: values * 1e-12,
    "far from nought": lambda values, _: values + 1e9,
}

tables = st.fixed_dictionaries(
    {
        "agents": st.integers(1, 12),
        "days": st.integers(1, 6),
        "seed": st.integers(0, 10_000),
        "share": st.floats(0.3, 1),
    }
)
questions = st.fixed_dictionaries(
    {
        "fixed_effects": st.sampled_from([[], ["agent"], ["agent", "day"], ["day"], ["team"]]),
        "cluster": st.sampled_from([None, "agent", "team", "day", ("agent", "day")]),
        "controls": st.sampled_from([[], ["x"]]),
        "inference": st.sampled_from(["CR2", "CR1", "HC1", "classical", "auto", "two-way", "wild"]),
        "weights": st.sampled_from([None, "w"]),
    }
)
spoiling = st.dictionaries(
    st.sampled_from(["y", "x", "usage", "treat"]), st.sampled_from(sorted(SPOILED)), max_size=2
)


def sound(found: Estimate) -> bool:
    """Finite, with an interval that holds the estimate, and a p-value that is one."""
    return (
        all(math.isfinite(value) for value in (found.estimate, found.std_error or math.nan))
        and found.ci_low <= found.estimate <= found.ci_high
        and 0 <= found.p_value <= 1
        and (found.dof is None or found.dof > 0)
    )


@pytest.mark.slow
@given(table=tables, question=questions, spoiled=spoiling)
@settings(deadline=None, max_examples=150)
def test_an_answer_is_sound_or_there_is_none(
    table: dict[str, Any], question: dict[str, Any], spoiled: dict[str, str]
) -> None:
    """No table makes an estimator return what is not a number, or fail in an unforeseen way."""
    frame = panel(**table)
    rng = np.random.default_rng(table["seed"])
    for name, how in spoiled.items():
        values: Numbers = frame[name].to_numpy()
        frame[name] = SPOILED[how](values, rng)
    with contextlib.suppress(EffectsError):
        assert sound(itt(frame, outcome="y", treatment="treat", **question))
        assert sound(late(frame, outcome="y", usage="usage", assignment="treat", **question))


@pytest.mark.parametrize("kind", ["bool", "Int64", "Float64", "Decimal"])
def test_numbers_come_in_many_types(kind: str) -> None:
    """What pandas keeps as truth values, nullable numbers or decimals counts the same."""
    frame = panel(20, 8)
    other = frame.assign(treat=frame["treat"].astype(bool))
    if kind == "Decimal":
        decimals = [Decimal(int(value)) for value in frame["treat"]]
        other["treat"] = pd.Series(decimals, dtype=object)
    elif kind != "bool":
        other["treat"] = frame["treat"].astype(pd.api.types.pandas_dtype(kind))
    how: dict[str, Any] = {"outcome": "y", "treatment": "treat", "cluster": "agent"}
    assert itt(other, **how) == itt(frame, **how)


@pytest.mark.parametrize("kind", ["string", "category", "datetime"])
def test_labels_are_of_any_type(kind: str) -> None:
    """Agents and days are names, categories (also unused ones) or dates; an empty one goes."""
    frame = panel(20, 8)
    day = pd.Timestamp("2026-01-01") + pd.to_timedelta(frame["day"], unit="D")
    label = frame["day"].astype(str)
    changed = day if kind == "datetime" else label.astype(pd.api.types.pandas_dtype(kind))
    other = frame.assign(day=changed)[frame["day"] != 3]
    how: dict[str, Any] = {"outcome": "y", "treatment": "treat", "cluster": "agent"}
    how["fixed_effects"] = ["agent", "day"]
    expected = itt(frame[frame["day"] != 3], **how)
    assert itt(other, **how).estimate == pytest.approx(expected.estimate)
    emptied = frame.assign(day=changed.where(frame["day"] != 3))
    found = itt(emptied, **how)
    assert found.estimate == pytest.approx(expected.estimate)
    assert "rows have an empty value and were left out" in found.notes[0]


def test_a_table_s_index_does_not_matter() -> None:
    """It may repeat, as after tables were put together."""
    frame = panel(20, 8)
    again = frame.set_index(frame["day"].to_numpy())
    how: dict[str, Any] = {"outcome": "y", "treatment": "treat", "cluster": "agent"}
    assert itt(again, **how) == itt(frame, **how)


def test_one_treated_row_is_no_comparison() -> None:
    """Without clusters a single treated row is refused, as a single treated cluster is."""
    frame = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0, 9.0], "z": [0, 0, 0, 0, 1]})
    with pytest.raises(EffectsError, match="only one row is ever treated"):
        itt(frame, outcome="y", treatment="z")


def test_squares_beyond_all_numbers() -> None:
    """An outcome too large to be squared is refused in a line."""
    frame = panel(20, 8)
    huge = frame.assign(y=frame["y"] * 1e200)
    with pytest.raises(EffectsError, match="measure it in a larger unit"):
        itt(huge, outcome="y", treatment="treat", cluster="agent", inference="CR1")


def test_an_outcome_that_never_varies_has_no_exact_interval() -> None:
    """Drawing the lot again on an outcome that is the same for all is refused."""
    frame = panel(20, 8).assign(y=3.0)
    with pytest.raises(EffectsError, match="does not vary"):
        itt(
            frame,
            outcome="y",
            treatment="treat",
            cluster="agent",
            fixed_effects=["agent", "day"],
            inference="randomization",
        )
