"""What an export is asked to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.export.descriptor import Format


@dataclass(frozen=True, slots=True)
class BundleFormat:
    """How tables are written, and in which further forms the events are.

    ``also`` are names of ``console.export.formats.ALSO``; ``for_spreadsheets`` makes texts in CSV
    files harmless for programs that take some of them for formulas.
    """

    fmt: Format = "parquet"
    for_spreadsheets: bool = False
    also: Sequence[str] = ()


PARQUET = BundleFormat()
"""Tables in Parquet, and nothing else."""


@dataclass(frozen=True, slots=True)
class TableInputs:
    """The files from which every table is computed; ``texts`` only where they may be told."""

    events: Path
    edits: Path
    chat_texts: Path
    texts: Path | None
