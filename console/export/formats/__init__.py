"""The further formats of a bundle's events, for the programs of other fields."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from console.domain.json_objects import JsonObject

if TYPE_CHECKING:  # it loads pyarrow, and the formats' names are needed before
    from console.export.formats.reader import TableReader


@dataclass(frozen=True, slots=True)
class FormatWriter:
    """Adds files to a bundle; ``module`` is loaded when there is something to write."""

    module: str
    description: str

    def __call__(self, tables: "TableReader", out: Path) -> list[Path]:
        """Write into the folder ``out`` and return what was written, relative to it."""
        return cast("list[Path]", importlib.import_module(self.module).write(tables, out))


FORMATS: dict[str, FormatWriter] = {
    "bids": FormatWriter(
        "console.export.formats.bids",
        "The events and the spans of focus of each session on one time axis, in a tree as BIDS "
        "has it.",
    ),
    "jsonl": FormatWriter(
        "console.export.formats.jsonl",
        "The events as JSON Lines, one object an event, the fact nested as body.",
    ),
    "ocel": FormatWriter(
        "console.export.formats.ocel",
        "The events as an object-centric event log, OCEL 2.0 in JSON: which chats, suggestions, "
        "agents, customers and sessions each is about.",
    ),
}
"""Every further format, by the name that ``--also`` takes."""

_MEDIA_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "tsv": "text/tab-separated-values",
}


def resource(name: str, paths: Sequence[Path]) -> JsonObject:
    """How the data package's descriptor names what ``FORMATS[name]`` wrote.

    Frictionless takes files of type ``file`` as they are; tables of its own they are not.
    """
    descriptor: JsonObject = {
        "name": name,
        "type": "file",
        "description": FORMATS[name].description,
        "path": [path.as_posix() for path in paths],
    }
    if len(paths) == 1:
        form = paths[0].suffix.removeprefix(".")
        descriptor |= {"path": paths[0].as_posix(), "format": form, "mediatype": _MEDIA_TYPES[form]}
    return descriptor
