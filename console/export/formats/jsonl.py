"""The events as JSON Lines: one object an event and line, in the order of the table.

Each has the columns of the table that are not null, and the fact nested as ``body``. A column whose
name is a field of the body too is left out, but for the kind and the chat. Whole numbers are
written out in full, also beyond 2^53, where JavaScript rounds.
"""

import json
from pathlib import Path

from console.domain.structured_text import parse_object
from console.export.errors import ExportError
from console.export.formats.reader import Row, TableReader
from console.measures.events import EVENTS

PATH = Path("events.jsonl")

_ALWAYS = frozenset({"kind", "chat"})
_COLUMNS = tuple(column.name for column in EVENTS.columns)


def write(tables: TableReader, out: Path) -> list[Path]:
    """Write the events and return the file, relative to ``out``."""
    with (out / PATH).open("w", encoding="utf-8", newline="\n") as file:
        for row in tables.rows(EVENTS, _COLUMNS):
            file.write(_line(row) + "\n")
    return [PATH]


def _line(row: Row) -> str:
    try:
        body = parse_object(str(row["body"]))
    except ValueError as error:
        raise ExportError(
            f"event {row['seq']} of the log {row['log']} can't be read in its bundle ({error}); "
            "export the log again"
        ) from None
    fields = {
        name: value
        for name, value in row.items()
        if value is not None and (name in _ALWAYS or name not in body)
    }
    return json.dumps(fields | {"body": body}, ensure_ascii=False, separators=(",", ":"))
