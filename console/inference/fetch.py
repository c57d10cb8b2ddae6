"""Brings a model onto this machine: from the first source that gives the right bytes.

The file appears under its name only when it is complete and its SHA-256 is right, so two processes
that fetch the same model at once do no harm, and nor does a power cut.
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from console.domain.errors import ModelError
from console.inference.catalog import CatalogModel, Presence, load_catalog, presence
from console.inference.hashes import remember
from console.inference.sources import Source, sources_of

Progress = Callable[[int, int, str], None]
"""Told the bytes done, the bytes of all, and what is going on."""

_SCRATCH = "fetching-"
_ABANDONED_S = 24 * 3600


def get_model(identifier: str, progress: Progress = lambda *_: None) -> Path:
    """The path of a catalogued model, fetched if it is not here; raises ``ModelError`` if it can't.

    What is here and verified is not fetched again.
    """
    model = load_catalog().named(identifier)
    if presence(model) is not Presence.READY:
        fetch(model, sources_of(model), progress)
    return model.path


def fetch(model: CatalogModel, sources: Sequence[Source], progress: Progress) -> None:
    """Fetch a model, trying ``sources`` in turn; raises ``ModelError`` with what each one said."""
    folder = model.path.parent
    problems = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(folder)
        for source in sources:
            with tempfile.TemporaryDirectory(dir=folder, prefix=_SCRATCH) as scratch:
                try:
                    _fetch_from(source, model, Path(scratch), progress)
                except (ModelError, OSError) as error:
                    problems.append(f"{source.name}: {error}")
                else:
                    return
    except OSError as error:
        raise ModelError(f"{folder}: can't be written to: {error.strerror}") from error
    raise ModelError(f"{model.id} can't be fetched. " + "; ".join(problems))


def _fetch_from(source: Source, model: CatalogModel, scratch: Path, progress: Progress) -> None:
    _check_space(source.disk_bytes(model.size), scratch)
    label = f"{model.id} from {source.name}"
    part = scratch / model.file
    done = 0

    def advance(ahead: int) -> None:
        progress(min(done + ahead, model.size), model.size, label)

    def counted() -> Iterable[bytes]:
        nonlocal done
        for piece in source.pieces(scratch, advance):
            done += len(piece)
            if done > model.size:
                raise ModelError(f"more than the {model.size:,} bytes it should be")
            advance(0)
            yield piece

    sha256 = _write(part, counted())
    if done != model.size:
        raise ModelError(f"{done:,} bytes came of {model.size:,}")
    if sha256 != model.sha256:
        raise ModelError(f"SHA-256 is {sha256[:12]}…, not {model.sha256[:12]}…")
    part.replace(model.path)
    remember(model.path, sha256)


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write the pieces and return their SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _check_space(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"{needed:,} bytes of disk space are needed in {folder}, {free:,} are free"
        )


def _clear_abandoned(folder: Path) -> None:
    """Remove what a killed process left behind long ago."""
    for scratch in folder.glob(f"{_SCRATCH}*"):
        if time.time() - scratch.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(scratch, ignore_errors=True)
