"""Reading a stranger's bundle: its own files and no others."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.data.bundle_tables import check_days, read_tables
from console.effects.errors import EffectsError
from console.simulation.bundle import write_simulated
from console.simulation.parameters import Parameters


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small simulated bundle."""
    write_simulated(Parameters(agents=8, days=4, seed=1), tmp_path / "bundle", with_chats=False)
    return tmp_path / "bundle"


def renamed(bundle: Path, path: str) -> None:
    """Have the descriptor say that agent_days is elsewhere."""
    file = bundle / "datapackage.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    for each in package["resources"]:
        if each["name"] == "agent_days":
            each["path"] = path
    file.write_text(json.dumps(package), encoding="utf-8")


@pytest.mark.parametrize("path", ["../stolen.parquet", "/etc/passwd", "a/b.parquet", ""])
def test_a_table_elsewhere_is_refused(bundle: Path, path: str) -> None:
    """Whatever is there is not opened."""
    renamed(bundle, path)
    with pytest.raises(EffectsError, match=r"outside of itself|not a file of its own"):
        read_tables(bundle)


def _link(path: Path) -> None:
    target = path.with_name("target.parquet")
    path.rename(target)
    path.symlink_to(target)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("replace", [_link, _pipe])
def test_what_is_no_file_is_refused(bundle: Path, replace: Callable[[Path], None]) -> None:
    """A link leads elsewhere, and a pipe would be waited for without end."""
    replace(bundle / "agent_days.parquet")
    with pytest.raises(EffectsError, match="not a file of its own"):
        read_tables(bundle)


def test_a_descriptor_without_end_is_one_line(bundle: Path) -> None:
    """Lists within lists to any depth are no descriptor."""
    (bundle / "datapackage.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(EffectsError, match="not a bundle"):
        read_tables(bundle)


def test_days_that_cannot_be_counted_are_refused() -> None:
    """A day that is there twice and an infinite number are one line with the agent and the day."""
    days = made_studies.tables().agent_days
    check_days(days, Path("bundle"))
    with pytest.raises(EffectsError, match=r"^bundle: 2 agent-days .* agent agent-0 on 2026-03-02"):
        check_days(pd.concat([days, days.head(2)]), Path("bundle"))
    infinite = days.assign(ln_duration=days["ln_duration"].where(days.index != 3, -np.inf))
    with pytest.raises(EffectsError, match="ln_duration is infinite on 1 agent-days"):
        check_days(infinite, Path("bundle"))
