"""Reads CSV by the conventions of R's readers, which can't run here.

What is imitated, from the manuals of data.table and readr: fields are split as RFC 4180 says, and a
field is missing by what it is and whether it was quoted.

- ``fread(na.strings = "")``: an empty field without quotes is NA, ``""`` is an empty text.
- ``read_csv(na = "")``: an empty field is NA, quoted or not; readr 2 no longer tells them apart.

Both have other words for NA by default (``"NA"``), so ``na.strings`` or ``na`` must be given. Types
are given too (``colClasses``, ``col_types``): whole numbers as ``integer64``, whose lowest value is
its NA, so that is not among what can be read.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Literal

from console.column_types import ColumnType
from console.measures.schema import Table

Reader = Literal["fread", "read_csv"]
Field = tuple[str, bool]
"""What is in a field, and whether it was quoted."""

_FIELD = re.compile(r'"((?:[^"]|"")*)"(,|\r\n)|([^",\r\n]*)(,|\r\n)')

_TRUTH = {"true": True, "false": False, "TRUE": True, "FALSE": False}


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


_TYPES: dict[ColumnType, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": _TRUTH.__getitem__,
    "date": date.fromisoformat,
    "datetime": _time,
    "object": str,
    "array": str,
}


def read(content: str, table: Table, reader: Reader) -> list[dict[str, Any]]:
    """The rows of a file, with the types of the table's columns."""
    head, *lines = _lines(content)
    assert [text for text, _ in head] == [column.name for column in table.columns]
    return [
        {
            column.name: None if _is_na(field, reader) else _TYPES[column.type](field[0])
            for column, field in zip(table.columns, line, strict=True)
        }
        for line in lines
    ]


def _is_na(field: Field, reader: Reader) -> bool:
    text, quoted = field
    return not text and (reader == "read_csv" or not quoted)


def _lines(content: str) -> Iterator[list[Field]]:
    """Fields of each line; raises ValueError where the file is not as RFC 4180 says."""
    place, line = 0, []
    while place < len(content):
        found = _FIELD.match(content, place)
        if found is None:
            raise ValueError(f"not RFC 4180 at character {place}: {content[place : place + 20]!r}")
        quoted = found[1] is not None
        line.append((found[1].replace('""', '"') if quoted else found[3], quoted))
        if (found[2] or found[4]) == "\r\n":
            yield line
            line = []
        place = found.end()
