"""SHA-256 of large files, remembered for as long as a file keeps its size and time of change."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from console import paths
from console.domain.structured_text import parse_object


def sha256_of(path: Path, *, anew: bool = False) -> str:
    """The file's SHA-256, remembered from an earlier call unless ``anew``."""
    known = None if anew else _recall(path)
    if known is not None:
        return known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    remember(path, digest)
    return digest


def remember(path: Path, sha256: str) -> None:
    """Note the hash of a file as it is now."""
    note = _note_for(path)
    # On a full or read-only disk there is no note, and the file is hashed again next time.
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=note.parent)
        with os.fdopen(handle, "w") as file:
            json.dump({"state": _state(path), "sha256": sha256}, file)
        Path(name).replace(note)


def _recall(path: Path) -> str | None:
    try:
        note = parse_object(_note_for(path).read_text())
        return str(note["sha256"]) if note["state"] == _state(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note_for(path: Path) -> Path:
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:24]
    return paths.cache_dir() / "hashes" / f"{name}.json"


def _state(path: Path) -> list[int]:
    """What changes with the file. The time of change alone can be set back by anybody."""
    state = path.stat()
    return [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
