"""A small run of ``bench effects``: what it tells, not how fast anything was."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.bench.effects.results import Dummies, Effect, EffectsBenchResults
from console.bench.effects.run import EffectsBenchPlan, run
from console.bench.side_process import BenchError
from console.cli import main
from console.simulation.published import EFFECTS


def results(dummies: Dummies | None = None) -> EffectsBenchResults:
    """An analysis that kept its limits."""
    return EffectsBenchResults(
        agents=5_940,
        agent_days=130_000,
        simulate_s=6.0,
        analyze_s=30.0,
        analyze_cpu_s=35.0,
        peak_gb=0.8,
        effects=(Effect("ITT rating", 0.06, 0.018, 0.042, 0.043),),
        ratio_gap=1e-12,
        matrix_gb=5.9,
        dummies=dummies,
    )


@pytest.mark.slow
def test_both_regressions_agree_and_scripts_find_their_numbers(tmp_path: Path) -> None:
    """The JSON has every effect beside the paper's, both sides, and nothing is left behind."""
    sizes = ["--agents", "120", "--dummies", "60", "--folder", str(tmp_path)]
    done = CliRunner().invoke(main, ["bench", "effects", *sizes, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert len(found["effects"]) == 2 * len(EFFECTS)
    assert all(abs(each["off"]) < 6 for each in found["effects"])
    assert found["ratio_gap"] < 1e-9
    assert found["dummies"]["difference"] < 1e-6
    assert found["dummies"]["columns"] > 60
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_a_side_that_fails_says_why(tmp_path: Path) -> None:
    """What the process said last is in the error, and the temporary folder is gone."""
    with pytest.raises(BenchError, match="simulated: agents is 1, fewer than the arms"):
        run(EffectsBenchPlan(agents=1), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_scripts_get_what_the_numbers_come_to() -> None:
    """How far off in standard errors, whether limits were kept, how many times as fast."""
    sides = Dummies(
        agents=100, rows=2_000, columns=150, absorbed_s=0.5, dummies_s=5, peak_gb=1, difference=0
    )
    plain = json.loads(json.dumps(results(sides).as_dict()))
    assert plain["effects"][0]["off"] == pytest.approx(1.0)
    assert plain["dummies"]["times"] == 10
    assert plain["within_limits"]
    assert json.loads(json.dumps(results().as_dict()))["dummies"] is None


def test_people_get_a_line_for_each_effect() -> None:
    """Estimate, error, the paper's, the truth, the distance; and the sizes of the comparison."""
    told = results().as_text()
    assert "ITT rating" in told
    assert "+1.00" in told
    assert "5.9 GB" in told
