"""A site of one's own, from an empty folder to a report, as its page in the docs has it."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ROOT, commands

pytestmark = [pytest.mark.slow, pytest.mark.process]

PAGE = ROOT / "resources" / "docs" / "site.md"
HOTEL = ROOT / "tests" / "sites" / "hotel"


def _environment(home: Path) -> dict[str, str]:
    """A shell with a home of its own, whose settings name no model."""
    settings = home / "switchboard" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('model = "none"\n', encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    homes = {"XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    return os.environ | homes | {"PATH": path, "QT_QPA_PLATFORM": "offscreen"}


def _opens_a_window(line: str) -> bool:
    is_demo = line.startswith("switchboard demo")
    return line == "switchboard" or (is_demo and "--headless" not in line)


def _type(lines: list[str], folder: Path) -> None:
    environment = _environment(folder / "home")
    for line in lines:
        done = subprocess.run(
            shlex.split(line),
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def _lines(*, duration: int) -> list[str]:
    lines = [line for line in commands(PAGE) if not _opens_a_window(line)]
    assert len(lines) >= 6
    return [re.sub(r"--duration \d+", f"--duration {duration}", line) for line in lines]


def test_the_page_leads_from_an_empty_folder_to_a_report(tmp_path: Path) -> None:
    """Every command of the page that opens no window works as it is typed, in order."""
    _type(_lines(duration=6), tmp_path)
    assert "Acme Garden" in (tmp_path / "acme" / "shop.toml").read_text(encoding="utf-8")
    assert (tmp_path / "report" / "report.html").stat().st_size > 10_000
    assert (tmp_path / "my-report" / "results.json").exists()
    assert json.loads((tmp_path / "both" / "provenance.json").read_text())["practice_sessions"]
    assert (tmp_path / "both-report" / "report.html").stat().st_size > 10_000


def test_another_organisation_gets_a_report_of_its_practice_customers(tmp_path: Path) -> None:
    """The hotel, which has written no stories, needs nothing but its folder."""
    _type(
        [
            f"switchboard site check {HOTEL}",
            f"switchboard demo --headless --out day --site-folder {HOTEL} --customers 5 "
            "--duration 15",
            "switchboard analyze day/bundle --out report",
        ],
        tmp_path,
    )
    summary = json.loads((tmp_path / "day" / "summary.json").read_text(encoding="utf-8"))
    made_of = json.loads((tmp_path / "day" / "bundle" / "provenance.json").read_text())
    assert summary["chats"] >= 1
    assert summary["messages_in"] >= 2
    assert len(made_of["practice_sessions"]) == 1
    assert (tmp_path / "report" / "report.html").stat().st_size > 10_000
