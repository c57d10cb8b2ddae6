"""``switchboard simulate`` as people and scripts call it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.cli import main

SIZES = ("--agents", "20", "--days", "12")


def test_scripts_get_one_object(tmp_path: Path) -> None:
    """Rows by table and the truth, which is also in the file beside the tables."""
    out = tmp_path / "bundle"
    done = CliRunner().invoke(main, ["simulate", "--out", str(out), *SIZES, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["rows"]["agents"] == 20
    assert found["truth"] == json.loads((out / "truth.json").read_text())


def test_parameters_are_taken(tmp_path: Path) -> None:
    """Effects, use, tiers and the like come out in the truth."""
    given = "--preset null --effect ln_duration=-0.2 --usage 0.5 --tiers 2 --rho 0.1 --icc 0.3"
    given += " --noise 0.5 --no-chats --seed 9"
    out = str(tmp_path / "bundle")
    done = CliRunner().invoke(main, ["simulate", "--out", out, *SIZES, *given.split(), "--json"])
    assert done.exit_code == 0, done.output
    truth = json.loads(done.stdout)["truth"]
    parameters = truth["parameters"]
    assert (parameters["usage"], parameters["tiers"], parameters["noise_times"]) == (0.5, 2, 0.5)
    assert (parameters["rho"], parameters["icc"], parameters["seed"]) == (0.1, 0.3, 9)
    assert truth["outcomes"]["ln_duration"]["late"] == pytest.approx(-0.2)
    assert list(truth["outcomes"]["rating"]["by_tier"]) == ["tier_1", "tier_2"]


def test_people_get_the_true_effects(tmp_path: Path) -> None:
    """A line an outcome, under what was written."""
    done = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path / "bundle"), *SIZES])
    lines = done.output.splitlines()
    assert "20 agents" in lines[0]
    assert sum("ITT" in line and "LATE" in line for line in lines) == 7


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--effect", "ln_duration"), "a name and a number"),
        (("--effect", "ln_duration=much"), "a name and a number"),
        (("--effect", "joy=1"), "no effect is called joy"),
        (("--rho", "nan"), "rho is nan"),
        (("--agents", "1"), "fewer than the arms"),
    ],
)
def test_wrong_use_is_told_and_leaves_nothing(
    tmp_path: Path, given: tuple[str, ...], told: str
) -> None:
    """Exit code 2, one line, and no folder."""
    done = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path / "bundle"), *given])
    assert done.exit_code == 2
    assert told in done.output
    assert list(tmp_path.iterdir()) == []
