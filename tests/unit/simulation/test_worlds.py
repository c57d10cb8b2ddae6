"""Worlds that hurt: what is true in them, and what the report says."""

import json
from pathlib import Path

import pandas as pd
import pytest

from console.cli.simulate import simulate as command
from console.effects.analysis.results import Results
from console.simulation.bundle import write_simulated
from console.simulation.errors import SimulationError
from console.simulation.model import simulate
from console.simulation.parameters import preset
from console.simulation.worlds import WORLDS, World, description
from console.workflows.analyse import analyse_bundles

SEED = 4
IDENTIFICATION = "ln_issue_identification"


def in_world(folder: Path, world: World) -> tuple[Results, dict[str, object]]:
    """A null experiment in a world: what its report has, and the truth of the primary outcome."""
    bundle = folder / "bundle"
    write_simulated(preset("null", agents=160, days=42, seed=SEED), bundle, world=world)
    truth = json.loads((bundle / "truth.json").read_text(encoding="utf-8"))
    assert truth["world"] == world
    return analyse_bundles([bundle], folder / "out").results, truth["outcomes"]


def warned(results: Results) -> set[str]:
    """The warnings of a report."""
    found = {
        "attrition": results.attrition.alarm,
        "interference": results.interference.warn,
        "raters": getattr(results.rating_response, "warn", False),
        "sizes": results.srm.alarm,
    }
    return {name for name, alarm in found.items() if alarm}


def primary(results: Results) -> float:
    """The primary effect."""
    estimate = next(each for each in results.itt if each.primary).effect.estimate
    assert estimate is not None
    return estimate


def test_each_world_is_described() -> None:
    """In a sentence."""
    assert all(description(world).endswith(".") for world in WORLDS)


def test_chats_are_of_the_usual_world(tmp_path: Path) -> None:
    """Asking for them in another is an error."""
    with pytest.raises(SimulationError, match="--chats"):
        write_simulated(
            preset("null", agents=20, days=8), tmp_path / "b", with_chats=True, world="key"
        )


@pytest.mark.slow
def test_nothing_is_warned_of_where_nothing_hurts(tmp_path: Path) -> None:
    """The usual world."""
    results, _ = in_world(tmp_path, "usual")
    assert warned(results) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "warning"),
    [("shared queue", "interference"), ("attrition", "attrition"), ("silent raters", "raters")],
)
def test_what_hurts_is_warned_of(tmp_path: Path, world: World, warning: str) -> None:
    """And nothing else is."""
    results, _ = in_world(tmp_path, world)
    assert warned(results) == {warning}


@pytest.mark.slow
def test_the_effect_through_more_chats_is_found(tmp_path: Path) -> None:
    """The truth is of potential outcomes; holding the day before's chats constant hides some."""
    results, truth = in_world(tmp_path, "crowding")
    told = truth[IDENTIFICATION]
    assert isinstance(told, dict)
    assert 0.3 < told["on_treated_days"] < 0.375
    assert abs(primary(results) - told["on_treated_days"]) < 0.15


@pytest.mark.slow
def test_the_key_is_told_apart(tmp_path: Path) -> None:
    """Confirming is quicker, and customers agree no sooner."""
    results, _ = in_world(tmp_path, "key")
    assert primary(results) < -0.15
    assert results.until_agreed is not None
    assert results.until_agreed.effect.verdict == "unclear"


@pytest.mark.slow
def test_false_claims_are_found(tmp_path: Path) -> None:
    """As an effect on the number of unfounded claims, for the worse."""
    results, _ = in_world(tmp_path, "false claims")
    verdicts = {each.effect.outcome: each.effect.verdict for each in results.itt}
    assert verdicts["unfounded_claims"] == "worse"


def test_tiers_that_were_cut_by_chance_regress() -> None:
    """As resources/docs/tiers.md shows: without an effect the lowest gain, the highest lose."""
    experiment = simulate(preset("null", agents=1000, days=28, seed=1))
    days = pd.DataFrame(
        {
            "tier": experiment.tier[experiment.days.agent],
            "treat": experiment.agents.treated[experiment.days.agent],
            "period": experiment.days.period,
            "rating": experiment.columns["rating"],
        }
    )
    ratings = days.set_index(["tier", "treat", "period"])["rating"]

    def change(tier: int, *, treated: bool) -> float:
        after, before = (ratings.loc[(tier, treated, each)].mean() for each in (True, False))
        return float(after - before)

    assert change(0, treated=False) == pytest.approx(0.64, abs=0.006)
    assert change(0, treated=True) == pytest.approx(0.59, abs=0.006)
    assert change(4, treated=False) == pytest.approx(-0.73, abs=0.006)
    assert change(4, treated=True) == pytest.approx(-0.67, abs=0.006)


def test_the_command_offers_every_world() -> None:
    """Its list is written out, since to import this one takes a second that ``--help`` has not."""
    (option,) = (each for each in command.params if each.name == "world")
    assert tuple(option.type.choices) == WORLDS  # type: ignore[attr-defined]  # click's choice
