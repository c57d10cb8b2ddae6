"""Files of the user's that are written in place of the ones before."""

import os
from pathlib import Path

import pytest

from console.paths import replace_text


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash there is the old text or the new one, and never an empty file."""
    file = tmp_path / "settings.toml"
    file.write_text("old", encoding="utf-8")
    at_sync = list[tuple[str, str]]()
    sync = os.fsync

    def noted(handle: int) -> None:
        sync(handle)
        (new,) = (path for path in tmp_path.iterdir() if path != file)
        at_sync.append((new.read_text(encoding="utf-8"), file.read_text(encoding="utf-8")))

    monkeypatch.setattr(os, "fsync", noted)
    replace_text(file, "new")
    assert at_sync == [("new", "old")]
    assert file.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [file]
