"""The events as an object-centric event log, OCEL 2.0 in JSON (ocel-standard.org).

JSON, because every reader of OCEL 2.0 takes it, it keeps values typed (r4pm and PM4Py read numbers
as numbers), holds any character, and can be written while the events are read. SQLite is left to
the store, which alone opens databases here; XML has no control characters.

Values are numbers and booleans, as on the format's own page and in what readers write; the JSON
schema published with the standard would have every value as a text, which readers keep as a text.

Objects are chats, suggestions, customers, agents and sessions; ``ocel_types`` lists the attributes
of each, ``ocel_objects`` and ``ocel_suggestions`` how they change. Message texts are never in it. A
chat or suggestion is an object from when it was queued or requested; an event about one whose
beginning is not on record is not related to it.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from console.domain.json_objects import JsonObject
from console.export.formats import ocel_types
from console.export.formats.ocel_objects import objects
from console.export.formats.ocel_relations import KnownObjects
from console.export.formats.reader import Row, TableReader
from console.measures.events import EVENTS

PATH = Path("ocel.json")

Json = JsonObject


def write(tables: TableReader, out: Path) -> list[Path]:
    """Write the log and return the file, relative to ``out``."""
    known = KnownObjects()
    with (out / PATH).open("w", encoding="utf-8", newline="\n") as file:
        file.write("{\n")
        _array(file, "eventTypes", ocel_types.event_types())
        _array(file, "objectTypes", ocel_types.object_types())
        _array(file, "events", _events(tables, known))
        _array(file, "objects", objects(tables, out, known), last=True)
        file.write("}\n")
    return [PATH]


def _events(tables: TableReader, known: KnownObjects) -> Iterator[Json]:
    for row in tables.rows(EVENTS, ocel_types.EVENT_COLUMNS):
        yield {
            "id": f"{row['session']}:{row['seq']}",
            "type": row["kind"],
            "time": row["time"],
            "attributes": _attributes(row),
            "relationships": [
                {"objectId": related, "qualifier": qualifier}
                for related, qualifier in known.of(row)
            ],
        }


def _attributes(row: Row) -> list[Json]:
    attributes = ocel_types.ATTRIBUTES.get(row["kind"], ())
    return [
        {"name": each.name, "value": each.value(row[each.name])}
        for each in attributes
        if row[each.name] is not None
    ]


def _array(file: TextIO, name: str, items: Iterable[Json], *, last: bool = False) -> None:
    file.write(f'"{name}": [')
    for number, item in enumerate(items):
        file.write((",\n" if number else "\n") + _dumped(item))
    file.write("\n]\n" if last else "\n],\n")


def _dumped(item: Json) -> str:
    return json.dumps(item, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
