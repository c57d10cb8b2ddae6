"""The replication folder: its rows, and what other programs find with them."""

import csv
import functools
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from console.domain.study_terms import Estimator
from console.effects.analysis.pipeline import analyse, prepared
from console.effects.data.bundle_tables import Tables, read_tables
from console.effects.data.plan import AnalysisPlan
from console.effects.errors import EffectsError
from console.effects.replication.folder import MODELS, PYTHON_SCRIPT, R_SCRIPT, write_replication
from console.effects.replication.models import NotReplicated, models
from console.simulation.bundle import write_simulated
from console.simulation.parameters import Parameters
from console.workflows.replication import COMPARISON, replicate
from console.workflows.study_plan import plan_of

ESTIMATORS: tuple[Estimator, ...] = ("ancova", "difference", "paper")


@functools.cache
def _r_lacks() -> str | None:
    """Why the script in R can't run here; null if it can."""
    program = shutil.which("Rscript")
    if program is None:
        return "R is not installed"
    asked = "library(AER); library(clubSandwich)"
    ended = subprocess.run([program, "--vanilla", "-e", asked], capture_output=True, check=False)
    return None if ended.returncode == 0 else "R lacks AER or clubSandwich"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated experiment."""
    out = tmp_path_factory.mktemp("simulated") / "bundle"
    write_simulated(Parameters(agents=50, days=12, seed=4), out)
    return out


@pytest.fixture(scope="module")
def tables(bundle: Path) -> Tables:
    """Its tables."""
    return read_tables(bundle)


@pytest.fixture(scope="module")
def plan(bundle: Path) -> AnalysisPlan:
    """What its study file planned."""
    return plan_of(bundle / "study.toml")


def written(folder: Path, tables: Tables, plan: AnalysisPlan) -> Path:
    """The folder of a plan."""
    write_replication(folder, "a study", models(prepared(tables, plan), plan))
    return folder


def ran(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script's end."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_it_has_the_numbers_of_the_report(
    tables: Tables, plan: AnalysisPlan, tmp_path: Path
) -> None:
    """Each effect of the report that is no withheld one has its line, and as many rows as it."""
    folder = written(tmp_path / "replication", tables, plan)
    results = analyse(tables, plan)
    with (folder / MODELS).open(encoding="utf-8", newline="") as file:
        lines = {(line["kind"], line["outcome"]): line for line in csv.DictReader(file)}
    told = [
        *(("itt", each.effect) for each in results.itt),
        *(("late", each.effect) for each in results.late),
    ]
    estimated = [(kind, effect) for kind, effect in told if effect.estimate is not None]
    assert len(estimated) >= 8
    for kind, effect in estimated:
        line = lines[kind, effect.outcome]
        assert float(line["estimate"]) == effect.estimate
        rows = pd.read_csv(folder / "data" / f"{line['model']}.csv")
        assert len(rows) == effect.n == int(line["n"])
        assert {"outcome", "treat", "agent"} <= set(rows.columns)


def test_staggered_starts_are_left_out_with_the_reason(tables: Tables, plan: AnalysisPlan) -> None:
    """They are no one regression."""
    delayed = replace(plan, unit="delayed")
    for each in models(prepared(tables, plan), delayed):
        assert isinstance(each, NotReplicated)
        assert "cohort by cohort" in each.reason


def test_a_folder_that_cannot_be_written_is_an_error(
    tables: Tables, plan: AnalysisPlan, tmp_path: Path
) -> None:
    """It says which one."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EffectsError, match="file"):
        replicate(tmp_path / "file", tables, plan)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_r_finds_the_same(
    tables: Tables, plan: AnalysisPlan, tmp_path: Path, estimator: Estimator
) -> None:
    """To six digits: estimates, CR2 errors, degrees of freedom and p-values."""
    if lacks := _r_lacks():
        pytest.skip(lacks)
    folder = written(tmp_path, tables, replace(plan, estimator=estimator))
    ended = ran("Rscript", "--vanilla", R_SCRIPT, folder=folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count(" p_value ") >= 8


@pytest.mark.process
@pytest.mark.slow
def test_python_finds_the_same_and_tells_what_differs(
    tables: Tables, plan: AnalysisPlan, tmp_path: Path
) -> None:
    """Pyfixest agrees; a number that was changed by a hundred-thousandth is noticed."""
    folder = written(tmp_path, tables, replace(plan, estimator="paper"))
    ended = ran(sys.executable, PYTHON_SCRIPT, folder=folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count(" std_error ") >= 8
    lines = pd.read_csv(folder / MODELS)
    lines["estimate"] = lines["estimate"] * 1.00001
    lines.to_csv(folder / MODELS, index=False)
    ended = ran(sys.executable, PYTHON_SCRIPT, folder=folder)
    assert ended.returncode == 1
    assert "They differ." in ended.stdout


@pytest.mark.process
@pytest.mark.slow
def test_the_comparison_is_kept(tables: Tables, plan: AnalysisPlan, tmp_path: Path) -> None:
    """What ran here, and of what could not, why."""
    replicate(tmp_path, tables, plan)
    told = (tmp_path / COMPARISON).read_text(encoding="utf-8")
    assert "R:" in told
    assert "Python:\n" in told
    assert "agree." in told
