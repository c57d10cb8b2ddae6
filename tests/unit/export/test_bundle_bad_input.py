"""Exports that can't be done say why in one line and leave nothing behind."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import Step, Workplace

from console.domain.clock import SystemClock
from console.domain.errors import DatabaseDamaged, StoreError, SwitchboardError
from console.export.bundle import BundleReport, export
from console.export.errors import ExportError
from console.store.log import EventLog
from console.workflows.export import STORE

KEY = b"k" * 32


def exported(*databases: Path, out: Path, allow_damaged: bool = False) -> BundleReport:
    """A bundle of these databases."""
    return export(databases, out, store=STORE, key=KEY, allow_damaged=allow_damaged)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A sound database with a little in it."""
    (tmp_path / "desk").mkdir()
    place = Workplace(tmp_path / "desk")
    place.play([Step("arrive", 0, 0, False, ""), Step("accept", 9, 0, False, "")])
    place.close()
    return place.path


def change(database: Path, statement: str) -> None:
    """Damage a database."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()


def nothing_is_left(folder: Path) -> bool:
    """Whether there is no bundle and no piece of one."""
    return not [p for p in folder.iterdir() if "bundle" in p.name]


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    """The line names the file."""
    with pytest.raises(StoreError, match=r"nowhere\.db is not a file"):
        exported(tmp_path / "nowhere.db", out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    """A text file is not taken for a log."""
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(DatabaseDamaged, match=r"notes\.db"):
        exported(path, out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """Somebody else's tables are not read."""
    change(tmp_path / "other.db", "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="another program's database"):
        exported(tmp_path / "other.db", out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file without a byte is not a log."""
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match=r"empty\.db"):
        exported(tmp_path / "empty.db", out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)


def test_a_log_in_which_nothing_happened_is_not_exported(tmp_path: Path, database: Path) -> None:
    """Alone it makes no bundle; beside another it adds nothing."""
    empty = tmp_path / "empty.db"
    EventLog(empty, SystemClock()).close()
    with pytest.raises(StoreError, match="nothing was ever recorded"):
        exported(empty, out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)
    assert exported(empty, database, out=tmp_path / "bundle").rows["chats"] == 1


@pytest.mark.slow
def test_an_edited_log_is_refused_unless_allowed(tmp_path: Path, database: Path) -> None:
    """The first problem is told; if damage is allowed the problems go into the report."""
    change(database, "UPDATE events SET wall_us = wall_us + 1 WHERE seq = 3")
    with pytest.raises(DatabaseDamaged, match="event 3 does not match its digest"):
        exported(database, out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)
    report = exported(database, out=tmp_path / "bundle", allow_damaged=True)
    assert "event 3 does not match" in report.problems[0]
    assert "event 3 does not match" in (tmp_path / "bundle" / "provenance.json").read_text()


def test_a_log_with_a_hole_is_refused_unless_allowed(tmp_path: Path, database: Path) -> None:
    """What is there is exported then, and the bundle says what is missing."""
    change(database, "DELETE FROM events WHERE seq = 3")
    with pytest.raises(DatabaseDamaged, match="event 3 is missing"):
        exported(database, out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)
    report = exported(database, out=tmp_path / "bundle", allow_damaged=True)
    assert any("event 3 is missing" in problem for problem in report.problems)
    made_of = json.loads((tmp_path / "bundle" / "provenance.json").read_text())
    assert "event 3 is missing; the next one is 4" in made_of["databases"][0]["problems"]


def test_copies_that_went_different_ways_are_refused(tmp_path: Path, database: Path) -> None:
    """Two logs that share their beginning can't both be the agent's day."""
    copies = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        copies.append(Path(shutil.copy(database, tmp_path / name)))
        place = Workplace(tmp_path / name)
        place.close()
    with pytest.raises(StoreError, match="begin alike but differ later"):
        exported(*copies, out=tmp_path / "bundle")
    assert nothing_is_left(tmp_path)


def test_a_folder_of_someone_elses_is_not_replaced(tmp_path: Path, database: Path) -> None:
    """What is not a bundle stays as it was."""
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("It was a dark night")
    with pytest.raises(ExportError, match="is not a bundle"):
        exported(database, out=out)
    assert (out / "chapter.txt").read_text() == "It was a dark night"


def test_a_file_is_not_replaced(tmp_path: Path, database: Path) -> None:
    """A file under the bundle's name stays as it was."""
    out = tmp_path / "notes"
    out.write_text("keep me")
    with pytest.raises(ExportError, match="is not a bundle"):
        exported(database, out=out)
    assert out.read_text() == "keep me"


def test_a_bundle_with_something_added_is_not_replaced(tmp_path: Path, database: Path) -> None:
    """An analyst's notes in a bundle are not lost with it."""
    exported(database, out=tmp_path / "bundle")
    (tmp_path / "bundle" / "my notes.txt").write_text("look at chat 3")
    with pytest.raises(ExportError, match=r"files that no export wrote \(my notes\.txt\)"):
        exported(database, out=tmp_path / "bundle")
    assert (tmp_path / "bundle" / "my notes.txt").exists()


@pytest.mark.slow
def test_a_failed_export_keeps_the_bundle_that_was_there(tmp_path: Path, database: Path) -> None:
    """The old bundle goes only when the new one is whole."""
    out = tmp_path / "bundle"
    exported(database, out=out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    change(database, "DELETE FROM events WHERE seq = 3")
    with pytest.raises(DatabaseDamaged):
        exported(database, out=out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_empty_folder_becomes_the_bundle(tmp_path: Path, database: Path) -> None:
    """A folder made for the purpose is fine."""
    (tmp_path / "bundle").mkdir()
    assert exported(database, out=tmp_path / "bundle").rows["chats"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is full after some kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    options = ["-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)]
    if subprocess.run([mount, *options], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_no_half_bundle(small_disk: Path, database: Path) -> None:
    """The line says that there is no room, and the disk is as empty as before."""
    with pytest.raises(ExportError, match=r"cannot write the bundle .*[Nn]o space"):
        exported(database, out=small_disk / "bundle")
    assert list(small_disk.iterdir()) == []


def test_a_bundle_below_a_file_is_refused(tmp_path: Path, database: Path) -> None:
    """A parent that is no folder is an error with a line of its own."""
    (tmp_path / "file").touch()
    with pytest.raises(SwitchboardError, match="cannot write the bundle"):
        exported(database, out=tmp_path / "file" / "bundle")


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET body = '{' WHERE seq = 3",
        "UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE seq = 3",
        "UPDATE events SET kind = 'x', body = '{\"kind\":\"x\"}' WHERE seq = 3",
        "UPDATE events SET wall_us = 9223372036854775807 WHERE seq = 3",
        "UPDATE events SET mono_ns = 5 WHERE seq = 4",
    ],
)
def test_what_can_be_read_of_a_damaged_log_is_exported_if_allowed(
    tmp_path: Path, database: Path, damage: str
) -> None:
    """One row that can't be read does not keep the others back, and is noted."""
    change(database, damage)
    with pytest.raises(DatabaseDamaged):
        exported(database, out=tmp_path / "bundle")
    report = exported(database, out=tmp_path / "bundle", allow_damaged=True)
    assert report.problems
    assert report.rows["sessions"] == 1


@pytest.mark.slow
def test_a_copy_that_lost_its_beginning_is_the_same_log(tmp_path: Path) -> None:
    """Its later sessions count once."""
    (tmp_path / "desk").mkdir()
    place = Workplace(tmp_path / "desk")
    place.play([Step("arrive", 0, 0, False, ""), Step("change_agent", 9, 0, True, "")])
    place.play([Step("arrive", 0, 0, False, ""), Step("accept", 9, 0, False, "")])
    place.close()
    copy = Path(shutil.copy(place.path, tmp_path / "copy.db"))
    change(copy, "DELETE FROM events WHERE session = (SELECT session FROM events LIMIT 1)")
    whole = exported(place.path, out=tmp_path / "one").rows
    assert exported(place.path, copy, out=tmp_path / "two", allow_damaged=True).rows == whole


def test_what_a_killed_export_left_is_gone_after_the_next(tmp_path: Path, database: Path) -> None:
    """It may hold texts that nobody was to have."""
    left = tmp_path / ".bundle.0123abcd.part.x"
    left.mkdir()
    (left / "texts.parquet").write_text("Where is my parcel?")
    exported(database, out=tmp_path / "bundle")
    assert [path.name for path in tmp_path.iterdir() if "bundle" in path.name] == ["bundle"]


_SLOW_EXPORT = """
    import sys, time
    from pathlib import Path
    from console.export.bundle import export
    from console.workflows.export import STORE
    def told(what, share):
        print(what, flush=True)
        time.sleep(60 if what == sys.argv[3] else 0)
    export([Path(sys.argv[1])], Path(sys.argv[2]), store=STORE, key=b"k" * 32, progress=told)
"""


@pytest.mark.process
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize("moment", ["reading events", "computing measures", "writing chats"])
def test_a_killed_export_leaves_the_bundle_and_the_log_as_they_were(
    tmp_path: Path, database: Path, moment: str
) -> None:
    """Nothing is half under the bundle's name, and the next export succeeds."""
    exported(database, out=tmp_path / "bundle")
    before = {path.name: path.read_bytes() for path in (tmp_path / "bundle").iterdir()}
    log = database.read_bytes()
    code = [sys.executable, "-c", textwrap.dedent(_SLOW_EXPORT)]
    arguments = [str(database), str(tmp_path / "bundle"), moment]
    with subprocess.Popen([*code, *arguments], stdout=subprocess.PIPE, text=True) as going:
        assert going.stdout is not None
        assert moment in (line.strip() for line in going.stdout)
        going.kill()
    assert {p.name: p.read_bytes() for p in (tmp_path / "bundle").iterdir()} == before
    assert database.read_bytes() == log
    exported(database, out=tmp_path / "bundle")
    assert {p.name: p.read_bytes() for p in (tmp_path / "bundle").iterdir()} == before
