"""A series of sessions under a study, run as a user runs it, ends with a bundle and a report."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow

SESSIONS = 6
WORDS = ("demo", "--headless", "--study", "demo", "--model", "none", "--customers", 3)


def switchboard(*words: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the program with nobody's settings, and return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "console", *map(str, words)],
        env=os.environ | {"XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program's own files go."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """The results of a short series."""
    out = tmp_path_factory.mktemp("series") / "out"
    done = run(out, home)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sessions"] == SESSIONS
    return out


def run(out: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the series."""
    words = ("--sessions", SESSIONS, "--speed", 10, "--duration", 8, "--out", out, "--json")
    return switchboard(*WORDS, *words, home=home)


def rows(series: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of the bundle."""
    found: list[dict[str, Any]] = pq.read_table(series / "bundle" / f"{table}.parquet").to_pylist()
    return found


def test_each_tier_has_as_many_agents_in_either_arm(series: Path) -> None:
    """Six agents of three tiers, drawn in blocks of two: one in each arm of each tier."""
    lots = Counter((row["stratum"], row["arm_name"]) for row in rows(series, "assignments"))
    tiers = ("low", "middle", "high")
    assert lots == {(f"tier={t}", arm): 1 for t in tiers for arm in ("assistant", "control")}


def test_every_session_is_of_the_study_in_the_bundle(series: Path) -> None:
    """The sessions name the hash of the study's file that lies in the bundle."""
    (found,) = {row["study_hash"] for row in rows(series, "sessions")}
    told = json.loads((series / "bundle" / "provenance.json").read_text())
    assert told["study_hash"] == found
    assert (series / "bundle" / "study.toml").read_bytes() == (series / "study.toml").read_bytes()


def test_every_agent_is_asked_what_the_study_asks(series: Path) -> None:
    """One questionnaire at the end of each session; an agent may decline, as the profile has it."""
    sittings = rows(series, "sittings")
    assert len(sittings) == SESSIONS
    assert all(row["questionnaire"] == "sus" for row in sittings)
    assert sum(row["complete"] for row in sittings) > SESSIONS // 2


def test_the_report_counts_who_was_assigned(series: Path) -> None:
    """All agents are in the flow; six are too few for an interval, and the results say so."""
    results = json.loads((series / "results.json").read_text())
    assert results["flow"]["agents"] == SESSIONS
    assert all(each["withheld"] for each in results["itt"])
    report = (series / "report.html").read_text()
    assert "The assistant in the demonstration" in report


def test_a_series_that_is_there_is_not_run_again(series: Path, home: Path) -> None:
    """The second run analyses the same sessions."""
    before = {file: file.stat().st_mtime_ns for file in series.glob("sessions/*/session.db")}
    done = run(series, home)
    assert done.returncode == 0, done.stderr
    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert len(before) == SESSIONS


def test_a_series_without_a_study_is_refused(tmp_path: Path, home: Path) -> None:
    """Wrong use, told in a line."""
    done = switchboard("demo", "--headless", "--out", tmp_path, "--sessions", 2, home=home)
    assert done.returncode == 2
    assert done.stderr.strip() == "switchboard: --sessions goes with --headless and --study"


def test_a_series_takes_no_agent_of_the_user_s(tmp_path: Path, home: Path) -> None:
    """What it would have to ignore is refused."""
    words = ("--study", "demo", "--sessions", 2, "--agent", "Robin")
    done = switchboard("demo", "--headless", "--out", tmp_path, *words, home=home)
    assert done.returncode == 2
    assert done.stderr.startswith("switchboard: --agent: a series makes up its own agents")
