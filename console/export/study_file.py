"""The study's file in a bundle: the plan as it was when the sessions ran."""

import hashlib
from collections.abc import Iterable, Set
from pathlib import Path

from console.domain.json_objects import JsonObject
from console.export.errors import ExportError

NAME = "study.toml"

RESOURCE: JsonObject = {
    "name": "study",
    "type": "file",
    "description": "The study's file, by whose SHA-256 the sessions name it (study_hash).",
    "path": NAME,
    "format": "toml",
    "mediatype": "application/toml",
}
"""How the data package's descriptor names it."""


def read_study(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        ExportError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(
            f"cannot read the study {path}: {error.strerror}; nothing was exported, name its file"
        ) from error


def add_study_file(content: bytes, hashes: Set[str], path: Path, folder: Path) -> None:
    """Write the study's file, read from ``path``, into a bundle whose sessions name ``hashes``.

    Raises:
        ExportError: no session ran under this file.
    """
    refuse_other(content, hashes, path)
    (folder / NAME).write_bytes(content)


def refuse_other(content: bytes, hashes: Set[str], path: Path) -> None:
    """Raise ExportError if no session ran under this file."""
    own = hashlib.sha256(content).hexdigest()
    if own not in hashes:
        named = " and ".join(sorted(hashes)) or "none"
        raise ExportError(
            f"{path} (SHA-256 {own}) is not the study of these sessions, which name {named}; "
            "nothing was exported, name the file as it was when they ran, or leave out --study"
        )


def carry_over_study_file(bundles: Iterable[Path], folder: Path) -> None:
    """Take the study's file over from bundles, if all that have one have the same."""
    contents = {path.read_bytes() for bundle in bundles if (path := bundle / NAME).is_file()}
    if len(contents) == 1:
        (folder / NAME).write_bytes(contents.pop())
