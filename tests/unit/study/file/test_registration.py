"""A registered study file is frozen: later changes are found out."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import made_studies
import pytest
from click.testing import CliRunner

from console.cli import main
from console.effects.analysis.deviations import deviations
from console.study.errors import StudyError
from console.study.file.loading import study_hash
from console.study.file.registration import (
    register_study,
    registration_file,
    registration_of,
)
from console.study.file.templates import templates
from console.workflows.study_plan import plan_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound study file."""
    path = tmp_path / "pilot.toml"
    start = datetime(2026, 3, 2, tzinfo=UTC).date()
    template = next(iter(templates().values()))
    path.write_text(template.filled(name="pilot", title="A pilot", seed=1, start=start))
    return path


def test_a_file_is_registered_once(file: Path) -> None:
    """Its hash and the time stay what they were, however often it is registered."""
    made = register_study(file)
    assert made.study_hash == study_hash(file)
    assert register_study(file) == registration_of(file)
    assert plan_of(file).registered_hash == made.study_hash


def test_a_changed_file_is_not_registered_again(file: Path) -> None:
    """Else nobody could tell that it was changed."""
    register_study(file)
    file.write_text(file.read_text() + "# changed\n")
    with pytest.raises(StudyError, match="changed since"):
        register_study(file)
    assert plan_of(file).registered_hash != plan_of(file).study_hash


def test_what_is_no_registration_is_refused(file: Path) -> None:
    """A damaged one is not taken for none."""
    registration_file(file).write_text("{}")
    with pytest.raises(StudyError, match="can't be read as a registration"):
        plan_of(file)


def test_the_command_says_where_it_lies(file: Path) -> None:
    """With its hash, so that it can be compared with copies."""
    told = CliRunner().invoke(main, ["study", "register", str(file)])
    assert told.exit_code == 0, told.output
    assert study_hash(file) in told.output
    assert registration_file(file).is_file()


def test_the_analysis_says_what_was_changed() -> None:
    """Changes after the registration, and a registration after the first day, are deviations."""
    tables, plan = made_studies.tables(), made_studies.plan()
    before = datetime(2026, 2, 1, tzinfo=UTC)
    sound = replace(plan, registered_hash=plan.study_hash, registered_at=before)
    assert deviations(tables, sound) == deviations(tables, plan)
    late = replace(plan, registered_hash="cd" * 32, registered_at=datetime(2026, 3, 9, tzinfo=UTC))
    found = deviations(tables, late)
    assert any("changed after it was registered on 2026-03-09" in each for each in found)
    assert any("after the first day of the data, 2026-03-02" in each for each in found)
