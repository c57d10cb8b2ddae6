"""The version is written down once, in ``console/__init__.py``."""

import tomllib
from importlib.metadata import version
from pathlib import Path

from click.testing import CliRunner

import console
from console.cli import main

ROOT = Path(__file__).parents[2]


def test_the_package_takes_its_version_from_the_code() -> None:
    """The project's file names no version of its own, only the module that has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "console/__init__.py"


def test_the_installed_package_has_the_version_of_the_code() -> None:
    """What is installed, if only as a link to this checkout, has the version of the code."""
    assert version("switchboard") == console.__version__


def test_the_command_prints_the_version() -> None:
    """``switchboard --version`` prints the version of the code."""
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == f"switchboard, version {console.__version__}\n"
