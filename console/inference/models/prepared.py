"""Records which form of a model's weights is fastest on this machine.

A record is valid only for the processor, the library and the file that it was made with, and as
long as the file it names has not changed.
"""

import hashlib
import platform
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from console.inference.models.hashes import sha256_of

ORIGINAL = "original"
"""The variant that is the file as it was fetched."""

_BUSY = 1.5
"""Runs of the same model that differ by more than this were disturbed."""

_CPU = Path("/proc/cpuinfo")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trial(_Part):
    """A variant measured in turns with the best one known until then, ``against``.

    ``gain`` is how many times as fast a suggestion was made. ``reads`` and ``writes`` are tokens
    per second, writing two drafts at a time. ``spread`` is how many times as long as the shortest
    the longest run of the same took. ``problem`` says why there are no numbers.
    """

    variant: str
    against: str
    gain: float | None = None
    reads: float | None = None
    writes: float | None = None
    against_reads: float | None = None
    against_writes: float | None = None
    spread: float | None = None
    problem: str | None = None


class Prepared(_Part):
    """The variant that is used, ``gain`` times as fast as the original, and how that was measured.

    ``file`` is the name of a file beside the original, of ``size`` bytes. ``plain`` says that the
    library's faster forms of weights end the process here. ``features`` is what the library says of
    the processor.
    """

    source_sha256: str
    variant: str
    file: str
    size: int = Field(gt=0)
    sha256: str
    gain: float
    plain: bool = False
    threads: int
    processor: str
    library: str
    features: str
    tried: tuple[Trial, ...]

    @property
    def uncertain(self) -> bool:
        """Whether something else kept the machine busy while it was measured."""
        return any((trial.spread or 1) > _BUSY for trial in self.tried)

    @property
    def is_original(self) -> bool:
        """Whether the file runs as it was fetched."""
        return self.variant == ORIGINAL


def record_of(source: Path) -> Path:
    """Where the record of a model file lies."""
    return source.with_name(f"{source.name}.prepared.json")


def load_record(source: Path, source_sha256: str) -> Prepared | None:
    """The record of ``source``; None if there is none or it is not valid any more."""
    try:
        text = record_of(source).read_text(encoding="utf-8")
        record = Prepared.model_validate_json(text)
        file = source.with_name(record.file)
        holds = (
            record.source_sha256 == source_sha256
            and record.processor == this_processor()
            and record.library == this_library()
            and Path(record.file).name == record.file
            and file.stat().st_size == record.size
            and sha256_of(file) == record.sha256
        )
    except (OSError, ValidationError, ValueError):
        return None
    return record if holds else None


def save_record(source: Path, record: Prepared) -> None:
    """Write the record of ``source``; raises ``OSError`` if it can't be written."""
    with tempfile.NamedTemporaryFile(
        "w", dir=source.parent, suffix=".tmp", delete=False, encoding="utf-8"
    ) as file:
        file.write(record.model_dump_json(indent=1))
    Path(file.name).replace(record_of(source))


@cache
def this_processor() -> str:
    """The processor's name and a digest of what it can do, without loading the library."""
    name = f"{platform.machine()} {platform.processor()}".strip()
    if not _CPU.exists():
        return name
    first = _CPU.read_text(encoding="utf-8", errors="replace").split("\n\n")[0]
    pairs = (line.split(":", 1) for line in first.splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in pairs}
    abilities = fields.get("flags") or fields.get("Features") or ""
    digest = hashlib.sha256(" ".join(sorted(abilities.split())).encode()).hexdigest()[:12]
    return f"{fields.get('model name', name)} {digest}"


@cache
def this_library() -> str:
    """The version of the library that runs models."""
    return f"llama-cpp-python {metadata.version('llama-cpp-python')}"
