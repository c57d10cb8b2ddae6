"""Another account of the machine reads, lists, writes and locks nothing that the program made."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0,
        reason="only root can act as another account of the machine",
    ),
]

_PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from console import paths
from console.app.diagnostics import ProblemLog
from console.app.first_start import FirstAnswers, keep_answers
from console.cli import main
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.store.log import EventLog

folder = Path(sys.argv[1])
run = lambda *words: CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)

log = EventLog(paths.data_dir() / "shop.db", SystemClock())
log.append("s", [ev.SessionStarted(
    run="r", agent="Robin", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0)])
log.flush()
for done in (
    run("study", "init", folder / "pilot.toml", "--template", "by-agent"),
    run("site", "init", folder / "acme"),
    run("export", log.path, "--out", folder / "bundle"),
    run("export", log.path, "--out", folder / "shared", "--share"),
    run("withdraw", "--customer", "4711"),
):
    assert done.exit_code == 0, done.output
(folder / "agents.csv").write_text("agent,tier,site\\nRobin,low,north\\n", encoding="utf-8")
done = run("study", "assign", folder / "pilot.toml", "--agents", folder / "agents.csv")
assert done.exit_code == 0, done.output
keep_answers(paths.config_file(), FirstAnswers("Robin", None, live=False))
ProblemLog(paths.diagnostic_log()).note(ValueError("x"))
log.append("s", [ev.WindowActivated()])
log.flush()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter and read, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def running(place: Path) -> Iterator[Path]:
    """A program that has written all it writes, and still holds its log; with an open umask."""
    user = {f"XDG_{kind}_HOME": str(place / kind.lower()) for kind in _KINDS}
    for folder in user.values():
        Path(folder).mkdir(mode=0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(place)],
        env=os.environ | user | {"HOME": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        umask=0o022,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield place
        process.communicate("")


_KINDS = ("DATA", "CONFIG", "STATE", "CACHE")


def intruder(*folders: Path) -> tuple[int, list[str]]:
    """How many paths another account tried, and what it could do."""
    done = subprocess.run(
        [sys.executable, TESTS / "intruder.py", *folders],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return told["tried"], told["done"]


def test_nothing_is_readable_or_lockable_by_another_account(running: Path) -> None:
    """Log and its companions, bundles, study, list of arms, site, settings, key, diagnostics."""
    names = {path.name for path in running.rglob("*")}
    assert {
        *("shop.db", "shop.db-wal", "shop.db-shm", "shop.db.lock", "pseudonym.key"),
        *("withdrawals.txt", "settings.toml", "diagnostics.log", "events.parquet"),
        *("pilot.toml", "pilot.assignment.json", "site.toml"),
    } <= names
    tried, done = intruder(running)
    # Folders of the account that are there before the program is; what is in them is its own.
    theirs = {f"{what} {running / kind.lower()}" for what in ("list", "lock") for kind in _KINDS}
    assert tried > 50
    assert set(done) <= theirs


def test_the_intruder_finds_what_is_open(place: Path) -> None:
    """A file and a folder for all are read, listed and locked: the test above could fail."""
    (place / "open").mkdir()
    (place / "open").chmod(0o777)
    (place / "open" / "log.db").write_bytes(b"")
    (place / "open" / "log.db").chmod(0o644)
    _, done = intruder(place)
    assert {line.split()[0] for line in done} == {
        *("read", "list", "write", "lock", "query", "replace")
    }
