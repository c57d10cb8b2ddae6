"""Simulated bundles: files, values, bytes, and that what reads bundles reads them."""

import json
from pathlib import Path
from typing import Any

import frictionless
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from console.effects.data.bundle_tables import read_tables
from console.export.descriptor import Format
from console.export.errors import ExportError
from console.measures.tables import TABLES
from console.simulation.bundle import write_simulated
from console.simulation.errors import SimulationError
from console.simulation.parameters import preset
from console.study.file.loading import load_study, study_hash
from console.study.file.rules import unknown_measures

SMALL = preset("paper", agents=24, days=16)
COLUMNS = {row.table.name: [each.name for each in row.table.columns] for row in TABLES}
BESIDE = {"datapackage.json", "codebook.md", "provenance.json", "study.toml", "truth.json"}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one with chats."""
    out = tmp_path_factory.mktemp("simulated") / "bundle"
    write_simulated(SMALL, out)
    return out


def content(folder: Path) -> dict[str, bytes]:
    """Every file."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(folder: Path, name: str) -> Any:  # noqa: ANN401
    """What a JSON file says."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_it_has_its_tables_and_what_tells_about_them(bundle: Path) -> None:
    """Tables, descriptor, codebook, provenance, study and truth, and nothing else."""
    tables = {"chats", "agent_days", "sessions", "agents", "assignments"}
    assert set(content(bundle)) == {f"{name}.parquet" for name in tables} | BESIDE
    assert {each["name"] for each in told(bundle, "datapackage.json")["resources"]} == {
        *tables,
        "truth",
        "study",
    }


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_frictionless_finds_nothing_wrong(tmp_path: Path, fmt: Format) -> None:
    """Types, required values and keys are as the descriptor says."""
    few = preset("paper", agents=6, days=4)
    write_simulated(few, tmp_path / "bundle", fmt=fmt)
    report = frictionless.validate(str(tmp_path / "bundle" / "datapackage.json"))
    messages = [error.message for task in report.tasks for error in task.errors]
    assert (messages, report.valid) == ([], True)


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, fmt: Format) -> None:
    """Every file is the same again, and another seed gives other days."""
    for name, parameters in (("one", SMALL), ("two", SMALL)):
        write_simulated(parameters, tmp_path / name, fmt=fmt)
    write_simulated(preset("paper", agents=24, days=16, seed=2), tmp_path / "three", fmt=fmt)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    days = f"agent_days.{fmt}"
    assert content(tmp_path / "one")[days] != content(tmp_path / "three")[days]


def test_days_are_the_means_of_their_chats(bundle: Path) -> None:
    """Where every chat was drawn, each mean and share is that of the chats in the table."""
    chats, days = (
        pq.read_table(bundle / f"{n}.parquet").to_pandas() for n in ("chats", "agent_days")
    )
    pairs = {name: name for name in days.columns if name in chats.columns and name in MEANS}
    pairs |= {"usage": "used", "usage_complete": "used_complete", "usage_partial": "used_partial"}
    pairs |= {"dissatisfaction_rate": "dissatisfied", "retrial_rate": "retrial_3d"}
    means = (
        chats.assign(day=chats["start"].dt.date).groupby(["agent", "day"]).mean(numeric_only=True)
    )
    days = days.set_index(["agent", "day"])
    assert len(days) == len(means)
    for of_day, of_chat in pairs.items():
        np.testing.assert_allclose(days[of_day], means[of_chat], rtol=1e-9, err_msg=of_day)
    assert (chats.groupby("agent").size() == days.groupby("agent")["chats"].sum()).all()


MEANS = (
    *("issue_identification_s", "duration_s", "active_s", "away_s", "away_share", "typing_s"),
    *("agent_response_s", "customer_response_s", "concurrency_at_start", "rating"),
    *("agent_messages", "customer_messages", "customer_pictures", "customer_tenure_days"),
    "unfounded_claims",
)


def test_suggestions_add_up_to_use(bundle: Path) -> None:
    """What was shown was adopted, modified or ignored, and only with access."""
    chats = pq.read_table(bundle / "chats.parquet").to_pandas()
    parts = ("adopted", "modified", "ignored")
    shown = chats[[f"suggestions_{part}" for part in parts]].sum(axis=1)
    assert (shown == chats["suggestions_shown"]).all()
    assert (chats["suggestions_shown"] == 2 * chats["access"]).all()
    used = (chats["suggestions_adopted"] + chats["suggestions_modified"]) > 0
    assert (used == (chats["used"] == 1)).all()


def test_lags_are_the_agents_day_before(bundle: Path) -> None:
    """The latest earlier day of the same agent, and none on the first."""
    days = pq.read_table(bundle / "agent_days.parquet").to_pandas()
    lag = days.groupby("agent")["concurrency_at_start"].shift()
    pd.testing.assert_series_equal(days["lag_concurrency"], lag, check_names=False)


def test_the_study_is_one_and_everything_names_it(bundle: Path) -> None:
    """Its file can be read, its hash is in the provenance and in every row."""
    study = load_study(bundle / "study.toml")
    assert list(unknown_measures(study, COLUMNS)) == []
    mark = study_hash(bundle / "study.toml")
    assert (study.assignment.unit, study.periods[0].access) == ("agent", False)
    provenance = told(bundle, "provenance.json")
    assert (provenance["study_hash"], provenance["simulated"]) == (mark, True)
    for name in ("agent_days", "sessions", "chats"):
        assert set(pq.read_table(bundle / f"{name}.parquet")["study_hash"].to_pylist()) == {mark}


def test_the_lot_is_the_studys_and_every_agent_keeps_theirs(bundle: Path) -> None:
    """An agent is in one arm, access follows arm and period, and blocks come out even."""
    rows = pq.read_table(bundle / "assignments.parquet").to_pandas()
    assert (rows.groupby("agent")["arm"].nunique() == 1).all()
    assert (rows.loc[rows["arm"] == "control", "access"] == 0).all()
    agents = rows.drop_duplicates("agent")
    shares = agents.groupby("block")["arm"].agg(lambda arms: (arms == "treatment").mean())
    assert set(shares) == {0.5}


def test_what_is_not_modelled_is_told(bundle: Path) -> None:
    """Columns that hold nothing but null or 0 for want of a model are named."""
    provenance = told(bundle, "provenance.json")
    for name, left in provenance["not_modelled"].items():
        rows = pq.read_table(bundle / f"{name}.parquet").to_pandas()
        assert all(rows[column].isna().all() for column in left["null"])
        assert all((rows[column] == 0).all() for column in left["zero"])


def test_what_analyses_bundles_reads_it(bundle: Path) -> None:
    """The tables come as frames, with a row an agent and day."""
    found = read_tables(bundle)
    assert len(found.agent_days) == len(found.agent_days.drop_duplicates(["agent", "day"]))
    assert set(found.agents["agent"]) == set(found.agent_days["agent"])


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """What is not a bundle is not replaced, and nothing half written is left."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(ExportError, match="not a bundle"):
        write_simulated(SMALL, tmp_path / "mine")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "thesis.txt"]


def test_a_bundle_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Chats that a new one lacks are gone with the old one."""
    write_simulated(SMALL, tmp_path / "out", with_chats=True)
    write_simulated(SMALL, tmp_path / "out", with_chats=False)
    assert not (tmp_path / "out" / "chats.parquet").exists()


def test_chats_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """Before anything is drawn, and with what to do."""
    with pytest.raises(SimulationError, match="--no-chats"):
        write_simulated(preset("paper", agents=20_000), tmp_path / "out", with_chats=True)


def test_without_any_use_there_is_no_effect_to_tell(tmp_path: Path) -> None:
    """Four agents on four days: numbers that can't be are null, and none is made up."""
    done = write_simulated(preset("paper", agents=4, days=4, tiers=1), tmp_path / "out")
    assert done.truth["outcomes"]["ln_duration"]["by_tier"] == {}
    json.dumps(done.truth, allow_nan=False)
