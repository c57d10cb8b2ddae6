"""What tables are computed from, as files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Material:
    """The files from which every table is computed; ``texts`` only where they may be told."""

    events: Path
    edits: Path
    chat_texts: Path
    texts: Path | None
