"""What an export is asked to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.export.descriptor import Format


@dataclass(frozen=True, slots=True)
class BundleFormat:
    """How tables are written, and in which further formats the events are added.

    ``formats`` are names in ``console.export.formats.FORMATS``; ``for_spreadsheets`` makes texts in
    CSV files harmless for programs that take some of them for formulas, and marks the files as
    UTF-8.
    """

    fmt: Format = "parquet"
    for_spreadsheets: bool = False
    formats: Sequence[str] = ()


PARQUET = BundleFormat()
"""Tables in Parquet, and nothing else."""


@dataclass(frozen=True, slots=True)
class TableInputs:
    """The files from which every table is computed; ``texts`` only where they may be shared."""

    events: Path
    edits: Path
    chat_texts: Path
    claims: Path
    texts: Path | None
