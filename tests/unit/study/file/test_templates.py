"""Templates are filled in and stay sound."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from console.cli import main
from console.study.file.design import Study
from console.study.file.loading import load_study
from console.study.file.templates import templates


@pytest.mark.parametrize("name", templates())
def test_a_filled_template_is_a_sound_study(tmp_path: Path, name: str) -> None:
    """Name, title and seed are what was asked for, and comments stay."""
    path = tmp_path / "study.toml"
    text = templates()[name].filled(name="mine", title="Mine", seed=3, start=date(2027, 1, 4))
    path.write_text(text, encoding="utf-8")
    study = load_study(path)
    assert (study.name, study.title, study.assignment.seed) == ("mine", "Mine", 3)
    assert text.count("#") == untouched(name).count("#")


def test_the_help_of_init_names_every_template() -> None:
    """So that nobody has to guess what there is to start from."""
    told = " ".join(CliRunner().invoke(main, ["study", "init", "--help"]).output.split())
    assert [name for name in templates() if name not in told.replace("- ", "-")] == []


UNITS: dict[str, list[tuple[str, str]]] = {
    "chat": [],
    "delayed": [("access = true", "access = true\nstart = 2026-04-06")],
}


@pytest.mark.parametrize("unit", UNITS)
def test_units_without_a_template_are_those_of_by_agent_changed(tmp_path: Path, unit: str) -> None:
    """As its comment and studies.md say."""
    text = untouched("by-agent")
    for old, new in [('unit = "agent"', f'unit = "{unit}"'), *UNITS[unit]]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    assert load_study(path).assignment.unit == unit


def untouched(name: str) -> str:
    """The template as it is."""
    template = templates()[name]
    return template.filled(name="x", title="x", seed=0, start=template.first_day)


def test_all_days_move_with_the_first() -> None:
    """Periods keep their lengths and their order."""
    text = templates()["by-agent"].filled(name="x", title="x", seed=0, start=date(2027, 1, 4))
    study = Study.model_validate(tomllib.loads(text))
    assert [(period.first, period.last) for period in study.periods] == [
        (date(2027, 1, 4), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 2, 28)),
    ]


def test_a_template_without_periods_has_no_first_day() -> None:
    """Nothing needs to be asked for it."""
    assert templates()["demo"].first_day is None
    assert templates()["by-agent"].first_day == date(2026, 3, 2)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), min_size=1))
def test_any_title_comes_back_as_it_was(title: str) -> None:
    """Quotes, line breaks and everything else in it don't break the file."""
    text = templates()["demo"].filled(name="x", title=title, seed=0, start=None)
    assert tomllib.loads(text)["title"] == title
