"""Sides of a benchmark are processes; baselines are there in a checkout alone."""

import json
from pathlib import Path

import pytest

from console import paths
from console.bench.effects.run import EffectsBenchPlan
from console.bench.effects.run import run as run_effects
from console.bench.measures.run import MeasuresBenchPlan
from console.bench.measures.run import run as run_measures
from console.bench.side_process import BenchError, check_baseline, print_result, run_module


def test_a_checkout_has_both_baselines() -> None:
    """The measures in pandas and the regression in statsmodels can be compared with here."""
    check_baseline("measures_in_pandas", "pandas")
    check_baseline("regression_with_dummies", "statsmodels")


def test_an_installed_program_says_that_baselines_are_in_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder is not, both benchmarks refuse in one line before they measure anything."""
    monkeypatch.setattr(paths, "baselines", lambda: tmp_path / "tests" / "baselines")
    with pytest.raises(BenchError, match=r"statsmodels.*from a checkout") as of_effects:
        run_effects(EffectsBenchPlan(agents=120, dummies=60), tmp_path)
    with pytest.raises(BenchError, match=r"pandas.*from a checkout") as of_measures:
        run_measures(MeasuresBenchPlan(events=1_000, small=1_000), tmp_path)
    assert all("\n" not in str(error.value) for error in (of_effects, of_measures))
    assert list(tmp_path.iterdir()) == []


def test_a_baseline_without_its_library_is_refused() -> None:
    """The error names the library that the baseline uses, and how to get it."""
    with pytest.raises(BenchError, match=r"no_such_library is not installed.*make setup-tests"):
        check_baseline("measures_in_pandas", "no_such_library")


@pytest.mark.process
def test_a_side_that_fails_is_named_with_its_last_line() -> None:
    """What the process printed last of its errors is the reason that is given."""
    with pytest.raises(BenchError, match=r"ours: .*No module named console.bench.nothing"):
        run_module("console.bench.nothing", side="ours", advice="take fewer")


def test_a_side_prints_its_result_and_what_it_spent(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object, with the peak memory and the processor seconds of the process."""
    print_result({"rows": 3})
    result = json.loads(capsys.readouterr().out)
    assert result["rows"] == 3
    assert result["peak_mb"] > 1
    assert result["cpu_s"] > 0
