"""Brings a model onto this machine: from the first source that gives the right bytes.

The file appears under its name only when it is complete and its SHA-256 is right. What has come of
it outlives the process and a broken connection: the next attempt goes on from there, from whichever
source. A lock lets one process at a time fetch a model; the others wait and find it done.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from console.domain.errors import ModelError
from console.domain.progress import StepProgress
from console.inference.models.building import all_sources_of
from console.inference.models.catalog import CatalogModel, Presence, load_catalog, presence
from console.inference.models.hashes import remember
from console.inference.models.locks import exclusive_lock
from console.inference.models.sources import ModelSource

_SCRATCH = "fetching-"
_WORTH = 1 << 20
"""A source that broke off after this many new bytes is asked again."""


def get_model(identifier: str, progress: StepProgress = lambda *_: None) -> Path:
    """The path of a catalogued model, fetched if it is not here; raises ``ModelError`` if it can't.

    What is here and verified is not fetched again.
    """
    model = load_catalog().named(identifier)
    if presence(model) is not Presence.READY:
        fetch(model, all_sources_of(model), progress)
    return model.path


def fetch(model: CatalogModel, sources: Sequence[ModelSource], progress: StepProgress) -> None:
    """Fetch a model, trying ``sources`` in turn; raises ``ModelError`` with what each one said."""
    folder = model.path.parent

    def waiting() -> None:
        progress(0, model.size, f"{model.id}: waiting for another process that works on it")

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive_lock(model.path, waiting):
            if presence(model) is not Presence.READY:
                _Fetching(model, progress).try_all(sources)
    except OSError as error:
        raise ModelError(f"{folder}: can't be written to: {error.strerror or error}") from error


class _Fetching:
    """One model on its way."""

    def __init__(self, model: CatalogModel, progress: StepProgress) -> None:
        self._model = model
        self._progress = progress
        self._scratch = model.path.parent / f"{_SCRATCH}{model.file}"
        self._part = self._scratch / model.file

    def try_all(self, sources: Sequence[ModelSource]) -> None:
        """Take the model from the first source that has it."""
        problems = []
        for source in sources:
            problem = self._try(source)
            if problem is None:
                return
            problems.append(f"{source.name}: {problem}")
        raise ModelError(f"{self._model.id} can't be fetched. " + "; ".join(problems))

    def _try(self, source: ModelSource) -> Exception | None:
        """Take the model from ``source``; what was wrong if that doesn't work."""
        fresh = False
        while True:
            self._scratch.mkdir(exist_ok=True)
            before = self._have()
            try:
                self._take(source)
            except (ModelError, OSError) as error:
                dropped = before > 0 and self._have() == 0
                if dropped and not fresh:
                    fresh = True  # It may have been the earlier part that was wrong.
                elif self._have() - before < _WORTH:
                    self._drop_if_empty()
                    return error
            else:
                return None

    def _take(self, source: ModelSource) -> None:
        size, start = self._model.size, source.kept(self._scratch, self._have())
        _check_space(source.disk_bytes(size, start), self._scratch)
        label = f"{self._model.id} from {source.name}"

        def advance(ahead: int) -> None:
            self._progress(min(self._have() + ahead, size), size, label)

        with self._part.open("ab") as file:
            file.truncate(start)
            advance(0)
            for piece in source.pieces(self._scratch, start, advance):
                file.write(piece)
                file.flush()
                if file.tell() > size:
                    break
                advance(0)
            os.fsync(file.fileno())
        self._verify()
        self._part.replace(self._model.path)
        remember(self._model.path, self._model.sha256)
        self._drop()

    def _verify(self) -> None:
        """Raise ``ModelError`` unless all is here and right; what can't become so is dropped."""
        size, have = self._model.size, self._have()
        if have < size:
            raise ModelError(f"{have:,} bytes came of {size:,}")
        if have > size:
            self._drop()
            raise ModelError(f"more than the {size:,} bytes it should be")
        with self._part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 != self._model.sha256:
            self._drop()
            raise ModelError(f"SHA-256 is {sha256[:12]}…, not {self._model.sha256[:12]}…")

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _drop(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _drop_if_empty(self) -> None:
        if self._have() == 0:
            self._drop()


def _check_space(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"{needed:,} bytes of disk space are needed in {folder}, {free:,} are free; "
            "make room and try again"
        )
