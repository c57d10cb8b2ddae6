"""The study's file in a bundle, and what the bundle says of it."""

import hashlib
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from strategies import Step, Workplace

from console.cli import main
from console.domain import events as ev
from console.domain.errors import UsageError
from console.export.bundle import BundleReport, export, measure_again
from console.export.errors import ExportError
from console.workflows.export import STORE

KEY = b"k" * 32
PLAN = b'name = "pilot"\n'
DAY = [Step("arrive", 0, 0, False, ""), Step("accept", 9, 0, False, "")]


def desk(folder: Path, plan: bytes | None, agent: str = "henry") -> Path:
    """The database of a console at which somebody worked under this plan, or under none."""
    folder.mkdir()
    place = Workplace(folder, agent, run=folder.name)
    if plan is not None:
        study_hash = hashlib.sha256(plan).hexdigest()
        study = ev.StudyEntered(study="pilot", study_hash=study_hash, idle_limit_s=60)
        place.session.record(study)
    place.play(DAY)
    place.close()
    return place.path


def file(folder: Path, plan: bytes) -> Path:
    """The study's file."""
    (folder / "study.toml").write_bytes(plan)
    return folder / "study.toml"


def exported(*databases: Path, out: Path, study: Path | None = None) -> BundleReport:
    """A bundle of these databases."""
    return export(databases, out, store=STORE, key=KEY, study=study)


def made_of(bundle: Path) -> dict[str, Any]:
    """What the bundle says of its making."""
    found: dict[str, Any] = json.loads((bundle / "provenance.json").read_text())
    return found


@pytest.mark.slow
def test_the_file_goes_into_the_bundle_as_it_is(tmp_path: Path) -> None:
    """Byte for byte, named by the descriptor; the provenance has its hash, and a second export."""
    database, out = desk(tmp_path / "a", PLAN), tmp_path / "bundle"
    for _ in range(2):
        exported(database, out=out, study=file(tmp_path, PLAN))
        assert (out / "study.toml").read_bytes() == PLAN
        assert made_of(out)["study_hash"] == hashlib.sha256(PLAN).hexdigest()
    resources = json.loads((out / "datapackage.json").read_text())["resources"]
    assert [each["type"] for each in resources if each.get("path") == "study.toml"] == ["file"]


@pytest.mark.slow
def test_the_hash_is_told_without_the_file_and_null_without_a_study(tmp_path: Path) -> None:
    """It comes from the sessions."""
    exported(desk(tmp_path / "a", PLAN), out=tmp_path / "with")
    exported(desk(tmp_path / "b", None), out=tmp_path / "without")
    assert made_of(tmp_path / "with")["study_hash"] == hashlib.sha256(PLAN).hexdigest()
    assert made_of(tmp_path / "without")["study_hash"] is None
    assert not (tmp_path / "with" / "study.toml").exists()


@pytest.mark.parametrize("plan", [PLAN + b"# changed since\n", None], ids=["edited", "no study"])
def test_another_file_than_the_sessions_ran_under_is_refused(
    tmp_path: Path, plan: bytes | None
) -> None:
    """An edited plan is not the plan, and nothing is written."""
    database = desk(tmp_path / "a", plan)
    with pytest.raises(ExportError, match="is not the study of these sessions"):
        exported(database, out=tmp_path / "bundle", study=file(tmp_path, PLAN))
    assert not (tmp_path / "bundle").exists()


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    """Before anything is read of the databases."""
    with pytest.raises(ExportError, match=r"cannot read the study .*nowhere\.toml"):
        exported(desk(tmp_path / "a", PLAN), out=tmp_path / "b", study=tmp_path / "nowhere.toml")


def test_an_agents_own_data_go_without_the_file(tmp_path: Path) -> None:
    """It tells what is looked for, and the study may still go on."""
    database, study = desk(tmp_path / "a", PLAN), file(tmp_path, PLAN)
    with pytest.raises(UsageError, match="own data"):
        export([database], tmp_path / "b", store=STORE, key=KEY, own="henry", study=study)


@pytest.mark.slow
def test_merged_bundles_of_one_study_keep_its_file(tmp_path: Path) -> None:
    """Also if only one of them has it."""
    study = file(tmp_path, PLAN)
    exported(desk(tmp_path / "a", PLAN), out=tmp_path / "one", study=study)
    exported(desk(tmp_path / "b", PLAN, "mary"), out=tmp_path / "two")
    report = measure_again([tmp_path / "one", tmp_path / "two"], tmp_path / "merged")
    assert (tmp_path / "merged" / "study.toml").read_bytes() == PLAN
    assert made_of(tmp_path / "merged")["study_hash"] == hashlib.sha256(PLAN).hexdigest()
    assert report.problems == ()


@pytest.mark.slow
def test_bundles_of_two_studies_say_so_and_keep_neither_file(tmp_path: Path) -> None:
    """Arms of two studies are not to be compared as if they were one's."""
    other = PLAN + b"# another\n"
    for name, plan in (("one", PLAN), ("two", other)):
        database = desk(tmp_path / f"of-{name}", plan)
        exported(database, out=tmp_path / name, study=file(tmp_path, plan))
    report = measure_again([tmp_path / "one", tmp_path / "two"], tmp_path / "merged")
    hashes = sorted(hashlib.sha256(plan).hexdigest() for plan in (PLAN, other))
    assert made_of(tmp_path / "merged")["study_hash"] == hashes
    assert not (tmp_path / "merged" / "study.toml").exists()
    assert "2 study files" in report.problems[0]
    again = measure_again([tmp_path / "merged"], tmp_path / "again")
    assert made_of(tmp_path / "again")["study_hash"] == hashes
    assert again.problems == report.problems


@pytest.fixture
def _same_signals() -> Iterator[None]:
    """The command hears when it is told to stop; the tests after it don't."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def command(*arguments: str | Path) -> Result:
    """What the command says and how it ends."""
    return CliRunner().invoke(main, ["export", *map(str, arguments), "--text", "full"])


@pytest.mark.slow
@pytest.mark.usefixtures("_same_signals")
def test_the_command_takes_the_file_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    """Wrong use ends with 2, another study with 1; each is one line."""
    database, study = desk(tmp_path / "a", PLAN), file(tmp_path, PLAN)
    out = tmp_path / "bundle"
    assert command(database, "--out", out, "--study", study).exit_code == 0
    assert (out / "study.toml").read_bytes() == PLAN
    both = command(database, "--out", out, "--study", study, "--own", "henry")
    study.write_bytes(PLAN + b"# changed\n")
    other = command(database, "--out", out, "--study", study)
    assert (both.exit_code, other.exit_code) == (2, 1)
    assert [done.output.count("\n") for done in (both, other)] == [1, 1]
    assert (out / "study.toml").read_bytes() == PLAN
