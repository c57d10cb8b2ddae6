"""The doctor finds what other accounts could open, and closes it."""

import os
import stat
from pathlib import Path

import pytest

from console import paths
from console.app import doctor
from console.app.doctor import HealthCheck
from console.app.permissions import close_to_others, of_database, own_places

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an older version left: a log, a bundle, settings and notes, open to everybody."""
    for name, place in (
        ("data_dir", "data"),
        ("config_file", "config/settings.toml"),
        ("diagnostic_log", "state/diagnostics.log"),
    ):
        monkeypatch.setattr(paths, name, lambda place=place: tmp_path / place)
    for file in (
        *("data/shop.db", "data/shop.db-wal", "data/bundle/events.parquet"),
        *("config/settings.toml", "state/diagnostics.log", "state/diagnostics.log.1"),
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(b"")
        (tmp_path / file).chmod(0o644)
        (tmp_path / file).parent.chmod(0o755)
    return tmp_path


def examined(database: Path | None = None) -> HealthCheck:
    """What the doctor says of it."""
    return doctor._private(database)


def open_to_others(folder: Path) -> list[str]:
    """What other accounts could open below a folder."""
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_an_old_installation_is_closed(old: Path) -> None:
    """Every file and folder, once; it says what was open, and then that nothing is."""
    assert len(open_to_others(old)) == 10
    first = examined()
    assert first.ok
    assert "and 9 more could be opened by other accounts; closed" in first.detail
    assert open_to_others(old) == []
    assert "10 files and folders, the user's alone" in examined().detail


def test_a_database_elsewhere_is_closed_and_its_folder_is_not(old: Path, tmp_path: Path) -> None:
    """The folder of a log that somebody named may be anybody's."""
    folder = tmp_path / "desks"
    folder.mkdir(mode=0o755)
    (folder / "session.db").write_bytes(b"")
    (folder / "session.db").chmod(0o644)
    examined(folder / "session.db")
    assert open_to_others(folder) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_a_link_is_not_followed(old: Path, tmp_path: Path) -> None:
    """A link in the data folder can't have another file's rights changed."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    elsewhere.chmod(0o644)
    (old / "data" / "link").symlink_to(elsewhere)
    close_to_others([*own_places(old / "data", elsewhere.parent / "x", old / "y"), old / "none"])
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_what_can_not_be_closed_is_told(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's file stays open; the finding says which, and what to do."""

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    told = examined()
    assert not told.ok
    assert told.detail.startswith("other accounts can open")
    assert "chmod" in told.remedy


def test_a_log_has_its_companions() -> None:
    """All four files of a log that is open."""
    names = [path.name for path in of_database(Path("a.db"))]
    assert names == ["a.db", "a.db-wal", "a.db-shm", "a.db.lock"]


def test_a_folder_that_cannot_be_read_is_told(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in it may be open to others: nobody has looked."""
    folder = old / "data" / "bundle"
    # The account that runs the tests may be one that can read every folder.
    monkeypatch.setattr(os, "access", lambda place, mode: place != folder)
    found = examined()
    assert not found.ok
    assert f"{folder} can't be read, so what is in it was not looked at" in found.detail
