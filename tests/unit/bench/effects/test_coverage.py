"""A small run of ``bench coverage``, the experiments it is made of, and what it tells."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from console.bench.effects.coverage import CoveragePlan, run
from console.bench.effects.coverage_draws import KINDS, alarms, simulated, summary
from console.bench.effects.designs import (
    CELLS,
    Cell,
    design_summary,
    drawn,
    power_of_cell,
    powered,
)
from console.bench.effects.experiments import NEVER, TIERS, USAGE, Shape, experiment
from console.bench.effects.hurtful_worlds import EVERY, AnyWorld, claimed, told, world_summary
from console.bench.effects.null_designs import DESIGNS
from console.bench.effects.staggered import one, staggered_summary
from console.cli import main


@pytest.mark.slow
def test_intervals_of_forty_agents_hold_the_truth() -> None:
    """Of 30 experiments hardly more than one in ten miss, with either kind of interval."""
    shape = Shape(40, 5)
    found = summary(shape, simulated(shape, 3, range(30)))
    for kind in KINDS:
        assert found.kinds[kind].itt >= 0.83
        assert found.kinds[kind].late >= 0.83
        assert found.kinds[kind].late_width > found.kinds[kind].itt_width
    assert found.tiers_rejected is not None
    assert found.tiers_rejected <= 0.2


@pytest.mark.slow
def test_few_treated_show_what_cr2_is_for() -> None:
    """With six of forty treated CR1's intervals are too short; tiers are not compared."""
    shape = Shape(40, 3, share=0.15)
    found = summary(shape, simulated(shape, 3, range(20)))
    assert found.treated == 6
    kinds = found.kinds
    assert kinds["difference CR2"].itt_width > 1.15 * kinds["difference CR1"].itt_width
    assert found.tiers_rejected is found.tiers_rejected_plain is None


def test_an_experiment_is_shaped_as_it_says() -> None:
    """Half treated, usage where treated only, its mean and the share who never use it as set."""
    rows = experiment(Shape(4_000, 3), np.random.default_rng(1))
    agents = rows.groupby("agent").agg({"treated": "max", "usage": "max"})
    assert agents.treated.mean() == 0.5
    assert (rows.treat == rows.treated * rows.period).all()
    assert (rows.usage[rows.treat == 0] == 0).all()
    assert (rows.y_null[rows.usage == 0] == rows.y[rows.usage == 0]).all()
    assert rows.usage[rows.treat == 1].mean() == pytest.approx(USAGE, abs=0.02)
    assert (agents.usage[agents.treated == 1] == 0).mean() == pytest.approx(NEVER, abs=0.05)
    assert set(rows.tier) == set(TIERS)
    assert rows.groupby("agent").size().between(2, 6).all()


def test_tiers_regress_to_the_mean() -> None:
    """Without any effect the low gain and the high lose after the day on which they were cut."""
    rows = experiment(Shape(2_000, 3), np.random.default_rng(2))
    rows = rows[rows.treated == 0]
    means = rows.groupby(["tier", "period"], observed=True).y_null.mean().unstack()
    change = means[1.0] - means[0.0]
    assert change["low"] > change["middle"] > change["high"]


@pytest.mark.slow
def test_alarms_of_assignments() -> None:
    """Sound assignments raise no alarm, broken ones do."""
    assert alarms(1_000, 4, broken=False) <= 0.01
    assert alarms(1_000, 4, broken=True) >= 0.99


@pytest.mark.slow
def test_cohorts_are_told_as_they_are() -> None:
    """Of studies with four cohorts, effects that grow are told about as they are."""
    found = staggered_summary(np.array([_cohorts(number) for number in range(6)]))
    assert found.told == pytest.approx(found.truth, abs=0.25)
    assert found.covered >= 0.6


def _cohorts(number: int) -> list[float]:
    return one(4, np.random.default_rng(number))


@pytest.mark.slow
def test_scripts_find_their_numbers() -> None:
    """The JSON has every kind, size and design, and a run can be had again."""
    cells = (Cell("agents, means before", 40, 3), Cell("sessions", 20, 2))
    plan = CoveragePlan(draws=2, seed=5, shapes=(Shape(40, 3),), cells=cells)
    first, again = run(plan), run(replace(plan, parts=("sizes", "designs")))
    assert (first.sizes, first.designs) == (again.sizes, again.designs)
    found = json.loads(json.dumps(first.as_dict()))
    assert [size["agents"] for size in found["sizes"]] == [40]
    assert set(found["sizes"][0]["kinds"]) == set(KINDS)
    assert set(found["randomization"]) == set(DESIGNS)
    assert set(found["staggered"]) == {"2", "4", "6"}
    assert set(found["worlds"]) == set(EVERY)
    assert [each["design"] for each in found["designs"]] == [each.name for each in cells]
    assert set(found["family"]) == {"Holm", "Romano-Wolf"}
    text = first.as_text()
    assert all(
        word in text
        for word in (*KINDS, *DESIGNS, "6 cohorts", "40 agents, 20 treated, 6 days", "tier × day")
    )


@pytest.mark.slow
@pytest.mark.parametrize("cell", [each for each in CELLS if each.agents == 40])
def test_every_design_is_judged(cell: Cell) -> None:
    """Two draws of each: p-values, whether the truth is held, and what was promised is found."""
    found = design_summary(cell, drawn(cell, 3, range(2)))
    assert found.design == cell.name
    assert found.covered in (0, 0.5, 1)
    assert 0 <= found.power <= 1
    assert (found.redrawn is None) == (cell.name == "delayed starts")


def test_power_is_of_all_promises_and_all_experiments() -> None:
    """Each interval without an effect is moved by each promise, up and down."""
    rows = np.array([[0.5, -1.0, 3.0, 2.0], [0.5, -2.0, 2.0, np.nan]])
    assert power_of_cell(rows) == 1 / 4
    cell = Cell("agents, no days before", 20, 2)
    assert np.array_equal(powered(cell, 3, range(2)), drawn(cell, 3, range(2))[:, :4], True)


@pytest.mark.slow
@pytest.mark.parametrize("world", EVERY)
def test_each_world_is_judged(world: AnyWorld) -> None:
    """Of three experiments all are warned of what hurts there; elsewhere hardly any is warned."""
    rows = told(world, 11, range(3))
    found = world_summary(world, rows)
    if found.to_warn_of is not None:
        assert found.warned[found.to_warn_of] >= 2 / 3
    assert sum(found.warned.values()) <= (found.to_warn_of is not None) + 2 / 3
    assert all((share >= 0) == (world == "usual") for share in claimed(rows).values())


def test_a_part_can_be_had_by_itself() -> None:
    """The others are then empty, and are not told."""
    found = run(CoveragePlan(draws=20, parts=("sample ratio",)))
    assert found.alarms_broken is not None
    assert (found.sizes, found.worlds, found.promised) == ([], {}, None)
    assert "world" not in found.as_text()


def test_the_command_says_what_it_takes() -> None:
    """Too few experiments are wrong use."""
    told = CliRunner().invoke(main, ["bench", "coverage", "--draws", "2"])
    assert told.exit_code == 2
