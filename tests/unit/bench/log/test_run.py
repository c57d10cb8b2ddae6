"""A small run of ``bench log``: what it tells, not how fast anything was."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from console import paths
from console.bench.drafts.wording import shop_sentences
from console.bench.log import year
from console.bench.log.day import day
from console.bench.log.results import LogBenchPlan, LogBenchResults
from console.bench.log.run import run
from console.bench.log.year import require_room, write_year
from console.cli import main
from console.domain.clock import SystemClock
from console.domain.errors import UsageError
from console.store.log import verify_log
from console.store.opening import open_log

SMALL = LogBenchPlan(events=3_000, rounds=1, busy_s=0.1, live_s=0.1, many=200, few=20)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """What customers of the practice shop write."""
    return shop_sentences(paths.resources() / "shop")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> LogBenchResults:
    """One round on a log of 3,000 events."""
    folder = tmp_path_factory.mktemp("bench")
    found = run(folder, SMALL)
    assert list(folder.iterdir()) == [], "something was left behind"
    return found


def test_it_holds_what_scripts_rely_on(results: LogBenchResults) -> None:
    """The JSON has the keys that are promised, and a number in each."""
    plain = json.loads(json.dumps(results.as_dict()))
    for name in ("append_us", "append_year_us", "append_live_us"):
        assert 0 < plain[name]["p50"] <= plain[name]["p99"]
    assert all(plain["synced_per_s"][side] > 0 for side in ("ours", "sqlite_utils"))
    assert plain["open_s"] > 0
    assert (plain["events"], plain["rounds"]) == (3_000, 1)


def test_people_get_some_lines(results: LogBenchResults) -> None:
    """With the year's size and where it was read from."""
    told = results.as_text()
    assert "sqlite-utils" in told
    assert "3,000 events" in told


def test_the_years_log_is_a_log_like_any_other(tmp_path: Path, sentences: list[str]) -> None:
    """It verifies, has a session a day, and opens with the chats of the day that was cut off."""
    path = tmp_path / "year.db"
    counts: list[int] = []
    write_year(path, 1_000, sentences, counts.append)
    assert verify_log(path) == []
    opened = open_log(path, SystemClock())
    assert opened.notice is None
    assert opened.log.last_seq == counts[-1] >= 1_000
    assert 0 < opened.log.recovery_point() < opened.log.last_seq
    assert opened.desk.tabs
    opened.log.close()


def test_a_day_is_the_same_from_the_same_seed(sentences: list[str]) -> None:
    """Runs on different days measure the same work."""
    assert day(["a", "b"], sentences, seed=3) == day(["a", "b"], sentences, seed=3)
    assert day(["a", "b"], sentences, seed=3) != day(["a", "b"], sentences, seed=4)


def test_too_small_a_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what there is, what it takes, and what to do."""
    monkeypatch.setattr(year, "_BYTES", 10**12)
    with pytest.raises(UsageError, match="name another folder"):
        require_room(tmp_path, 1_000_000)


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    """It is not made, since a name given by mistake is likelier."""
    told = CliRunner().invoke(main, ["bench", "log", "--folder", str(tmp_path / "no"), "--json"])
    assert told.exit_code == 2
    assert "does not exist" in told.stderr


@pytest.mark.slow
def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    """And nothing else on standard output."""
    arguments = ["--folder", str(tmp_path), "--events", "1000", "--rounds", "1", "--json"]
    told = CliRunner().invoke(main, ["bench", "log", *arguments])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["events"] == 1000
