"""Randomization inference over an experiment's own design."""

import math
from typing import Any

import causaldata
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from console.bench.effects.null_designs import DESIGNS, DesignName, null_p_values
from console.effects.errors import EffectsError
from console.effects.randomization.assignment_mechanism import (
    CustomMechanism,
    PermutedBlocks,
    inferred,
)
from console.effects.randomization.permutations import BlockPermutation
from console.effects.randomization.randomization import Statistic, randomization_test

BY_AGENT = PermutedBlocks(("agent",), ("block",), assigned="treated", exposure="period")


def panel(effect: float, seed: int = 4) -> pd.DataFrame:
    """24 agents in blocks of 6 over 8 days, treated in the last 4; some rows have no outcome."""
    rng = np.random.default_rng(seed)
    agent, day = np.divmod(np.arange(24 * 8), 8)
    treated = np.concatenate([rng.permutation([0, 0, 0, 1, 1, 1]) for _ in range(4)])[agent]
    treat = treated * (day >= 4)
    y = rng.normal(0, 1, 24)[agent] + 0.3 * day + rng.normal(0, 0.5, len(agent)) + effect * treat
    y[rng.random(len(y)) < 0.05] = np.nan
    return pd.DataFrame(
        {"agent": agent, "day": day, "block": agent // 6, "treated": treated}
        | {"period": (day >= 4) * 1, "treat": treat, "y": y}
    )


@pytest.mark.parametrize("statistic", ["difference", "studentized"])
def test_the_published_example_of_eight(statistic: Statistic) -> None:
    """Thornton's eight: difference 1, and 60 of the 70 draws are as extreme."""
    eight = causaldata.ri.load_pandas().data
    found = randomization_test(
        eight, outcome="y", treatment="d", mechanism=PermutedBlocks(("name",)), statistic=statistic
    )
    assert found.estimate == pytest.approx(1.0)
    assert found.p_value == 60 / 70
    assert (found.n, found.clusters, found.std_error) == (8, 8, None)
    assert "all 70 draws" in found.method


@pytest.mark.parametrize("statistic", ["difference", "studentized"])
def test_effects_in_a_panel_with_blocks(statistic: Statistic) -> None:
    """The estimate is the regression's, and the interval is where the test stops rejecting."""
    rows = panel(effect=1.0)
    how: dict[str, Any] = {
        "treatment": "treat",
        "mechanism": BY_AGENT,
        "fixed_effects": ("agent", "day"),
        "draws": 999,
    }
    found = randomization_test(rows, outcome="y", statistic=statistic, **how)
    assert found.ci_low < 1 < found.ci_high
    assert found.p_value < 0.05
    for end, outward in ((found.ci_low, -1), (found.ci_high, 1)):
        for beyond, rejected in ((1e-6, True), (-1e-6, False)):
            moved = rows.assign(y=rows.y - (end + outward * beyond) * rows.treat)
            again = randomization_test(moved, outcome="y", statistic=statistic, **how)
            assert (again.p_value <= 0.05) is rejected


def test_few_draws_bound_nothing() -> None:
    """With three units of four treated one, no p-value can be below .25: the interval is open."""
    rows = pd.DataFrame({"unit": range(4), "t": [1, 0, 0, 0], "y": [9.0, 1.0, 2.0, 3.0]})
    found = randomization_test(
        rows, outcome="y", treatment="t", mechanism=PermutedBlocks(("unit",))
    )
    assert found.p_value == 0.25
    assert (found.ci_low, found.ci_high) == (-math.inf, math.inf)
    assert "No effect is rejected" in found.notes[-1]


def test_chance_draws_agree_with_all_draws() -> None:
    """Ten thousand draws by a function of one's own come near the exact p-value."""
    rng = np.random.default_rng(8)
    rows = pd.DataFrame({"unit": range(12), "t": [0, 1] * 6, "y": rng.normal(0, 1, 12)})

    def redraw(rng_of_draw: np.random.Generator) -> NDArray[np.float64]:
        return rng_of_draw.permutation(rows.t.to_numpy(dtype=float))

    asked: dict[str, Any] = {"outcome": "y", "treatment": "t"}
    exact = randomization_test(rows, mechanism=PermutedBlocks(("unit",)), **asked)
    drawn = randomization_test(rows, mechanism=CustomMechanism(redraw), draws=10_000, **asked)
    assert exact.p_value == pytest.approx(
        stats.permutation_test(
            (rows.y[rows.t == 1].to_numpy(), rows.y[rows.t == 0].to_numpy()),
            lambda a, b: a.mean() - b.mean(),
            n_resamples=10_000,  # more than there are assignments: all of them
        ).pvalue
    )
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.02)
    assert drawn.estimate == pytest.approx(exact.estimate)


def test_the_same_seed_draws_the_same() -> None:
    """A p-value can be had again."""
    rows = panel(effect=0.1)
    asked: dict[str, Any] = {
        "outcome": "y",
        "treatment": "treat",
        "mechanism": BY_AGENT,
        "draws": 99,
    }
    assert randomization_test(rows, **asked) == randomization_test(rows, **asked)


@pytest.mark.parametrize("sizes", [(3, 3, 3), (2, 3, 4)])
def test_a_draw_permutes_each_block_by_itself(sizes: tuple[int, ...]) -> None:
    """A block keeps its values, whose orders are alike in number; blocks may lie mixed."""
    block = np.random.default_rng(1).permutation(np.repeat(np.arange(len(sizes)), sizes))
    assigned = np.arange(len(block), dtype=float)
    design = BlockPermutation(np.arange(len(block)), np.ones(len(block)), assigned, block)
    draws = design.draw(np.random.default_rng(2), 2_400)
    for number, size in enumerate(sizes):
        own = draws[:, block == number]
        assert (np.sort(own, axis=1) == assigned[block == number]).all()
        orders, counts = np.unique(own, axis=0, return_counts=True)
        assert len(orders) == math.factorial(size)
        assert stats.chisquare(counts).pvalue > 0.001


def test_a_plain_design_is_seen_from_the_treatment() -> None:
    """Rows, clusters, and clusters treated from a day on; anything else must be told."""
    rows = panel(effect=0)
    assert inferred(rows, "treated", None)[1].unit == ("row of the table",)
    assert inferred(rows, "treated", "agent")[1] == PermutedBlocks(("agent",))
    table, design = inferred(rows, "treat", "agent", ("agent", "day"))
    told = PermutedBlocks(("agent",), (), "treated", "period")
    asked: dict[str, Any] = {
        "outcome": "y",
        "treatment": "treat",
        "fixed_effects": ("agent", "day"),
        "draws": 99,
    }
    seen = randomization_test(table, mechanism=design, **asked)
    assert seen == randomization_test(rows, mechanism=told, **asked)
    with pytest.raises(EffectsError, match="give the mechanism"):
        inferred(rows, "treat", "agent")


@pytest.mark.parametrize(
    ("design", "treatment", "says"),
    [
        (PermutedBlocks(("agent",)), "treat", "'treat' changes within a unit"),
        (PermutedBlocks(("agent",), ("day",)), "treated", "more than one block"),
        (PermutedBlocks(("agent",), (), "treated", "treat"), "period", "is not what was assigned"),
        (PermutedBlocks(("nobody",)), "treated", "no column 'nobody'"),
        (PermutedBlocks(("agent",)), "period", "'period' changes within a unit"),
    ],
)
def test_a_treatment_of_another_design_is_refused(
    design: PermutedBlocks, treatment: str, says: str
) -> None:
    """The message says what contradicts it."""
    with pytest.raises(EffectsError, match=says):
        randomization_test(panel(0), outcome="y", treatment=treatment, mechanism=design)


def test_nothing_to_compare_is_refused() -> None:
    """A treatment that fixed effects explain has no effect, and no draws give no p-value."""
    asked: dict[str, Any] = {
        "outcome": "y",
        "treatment": "treated",
        "mechanism": PermutedBlocks(("agent",)),
    }
    with pytest.raises(EffectsError, match="does not vary beside"):
        randomization_test(panel(0), fixed_effects=("agent",), **asked)
    with pytest.raises(EffectsError, match="one draw at least"):
        randomization_test(panel(0), draws=0, **asked)


@pytest.mark.slow
@pytest.mark.parametrize("design", DESIGNS)
def test_without_effect_p_values_are_even(design: DesignName) -> None:
    """Over 1,000 draws of the design (seed 2) none is more likely than another, by KS at 1%.

    The p-values are exact however few other assignments each rests on; with 199 they are as even
    as KS can tell of a thousand.
    """
    p_values = null_p_values(design, 1_000, seed=2, draws=199)
    assert stats.kstest(p_values, "uniform").pvalue > 0.01
    assert 0.03 < np.mean(p_values <= 0.05) < 0.07


def test_the_estimate_is_the_one_that_is_tested() -> None:
    """Pairs that lost a unit: the interval lies around the estimate, less which nothing is left."""
    rng = np.random.default_rng(8)
    rows = pd.DataFrame({"unit": range(60), "pair": np.arange(60) // 2})
    rows["t"] = (rng.permuted(np.tile([0, 1], (30, 1)), axis=1)).ravel()
    rows["y"] = rng.normal(0, 3, 30)[rows.pair] + 0.5 * rows.t + rng.normal(0, 0.3, 60)
    rows = rows[~rows.unit.isin([3, 8, 14, 21, 40])]
    asked: dict[str, Any] = {
        "outcome": "y",
        "treatment": "t",
        "mechanism": PermutedBlocks(("unit",), ("pair",)),
    }
    found = randomization_test(rows, **asked)
    assert abs((found.ci_low + found.ci_high) / 2 - found.estimate) < 0.1
    left = randomization_test(rows.assign(y=rows.y - found.estimate * rows.t), **asked)
    assert left.estimate == pytest.approx(0, abs=1e-9)
    assert left.p_value == 1
