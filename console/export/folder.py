"""Writes a bundle's folder so that it appears whole under its name or not at all."""

import glob
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from console.domain import limits
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.export.descriptor import PACKAGE_NAME
from console.export.errors import ExportError
from console.paths import own_text

DESCRIPTOR = "datapackage.json"

_PART = ".part"
"""Part of the name of every folder and file that an unfinished export uses."""


@contextmanager
def new_bundle(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write in; it becomes ``out`` when everything has gone well.

    A bundle that is there already is replaced; until then it stays as it was.

    Raises:
        ExportError: ``out`` is something else, or can't be written.
    """
    out = out.resolve()
    refuse_foreign(out)
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}{_PART}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone(out):
            _sweep(out)
            draft.mkdir()
            yield draft
            _put_in_place(draft, out)
    except OSError as error:
        raise ExportError(
            f"cannot write the bundle {out}: {error.strerror or error}; nothing was left there, "
            "check the folder and the space on the disk"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """While nobody else writes this bundle; raises ExportError if somebody does."""
    lock = filelock.FileLock(out.with_name(f".{out.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        raise ExportError(f"{out} is being written by another export; wait for it") from None
    try:
        yield
    finally:
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def _sweep(out: Path) -> None:
    """Remove what a killed export left, which may hold texts that must not be shared."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.*{_PART}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def refuse_foreign(out: Path) -> None:
    """Raise ExportError if there is something at ``out`` that is not a bundle, and nothing but."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    ours = _files_of_bundle(out)
    if ours is None:
        raise ExportError(
            f"{out} exists and is not a bundle; nothing was changed, name another folder"
        )
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}
    others = sorted(present - ours)
    if others:
        raise ExportError(
            f"{out} holds files that no export wrote ({others[0]}); nothing was changed, "
            "name another folder"
        )


def bundle_descriptor(folder: Path) -> JsonObject | None:
    """What a bundle's descriptor says; None if the folder is not a bundle."""
    try:
        package = own_json(folder, DESCRIPTOR)
    except (OSError, ValueError):
        return None
    return package if package.get("name") == PACKAGE_NAME else None


def own_json(folder: Path, name: str) -> JsonObject:
    """What a bundle's own file of JSON says.

    Raises:
        OSError: it can't be read.
        ValueError: it is a link, a device or a pipe, too large, or no JSON object.
    """
    return parse_object(own_text(folder, name, limits.DESCRIPTION_BYTES))


def _files_of_bundle(out: Path) -> set[str] | None:
    package = bundle_descriptor(out)
    if package is None:
        return None
    try:
        paths = [resource["path"] for resource in package["resources"]]
    except (KeyError, TypeError):
        return None
    files = {path for each in paths for path in ([each] if isinstance(each, str) else each)}
    return files | {DESCRIPTOR, "codebook.md", "provenance.json"}


def _put_in_place(draft: Path, out: Path) -> None:
    """Two renames: between them ``out`` is missing for an instant, but never half there."""
    old = draft.with_suffix(".old")
    if out.exists():
        out.rename(old)
    try:
        draft.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
