"""Hashes are remembered for a file as it is, not for one that pretends to be it."""

import os
from pathlib import Path

import pytest

from console import paths
from console.inference.models.hashes import sha256_of


def test_weights_that_changed_are_hashed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if their size is the same and their time of change was set back."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    file = tmp_path / "model.gguf"
    file.write_bytes(b"good weights")
    before, times = sha256_of(file), file.stat()
    file.write_bytes(b"evil weights")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert sha256_of(file) != before
