"""Writes tables as Parquet or CSV. The only module of the export that imports pyarrow.

CSV is RFC 4180 in UTF-8: texts are always quoted, an empty field without quotes is null.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types
import pyarrow.csv as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from console.export.privacy import Discretion
from console.measures.columns import Column, ColumnType, T, Table

_BATCH = 16_384
"""Rows held in memory at a time; also the rows of a Parquet row group."""

_ARROW: dict[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "object": pa.string(),
    "array": pa.string(),
}


def schema_of(table: Table[Any], *, times_as_text: bool = False) -> pa.Schema:
    """A table's Arrow schema, with descriptions and units as metadata."""
    return pa.schema([_field(column, times_as_text) for column in table.columns])


def write_parquet(table: Table[T], things: Iterable[T], discretion: Discretion, path: Path) -> int:
    """Write a Parquet file and return its number of rows."""
    schema = schema_of(table)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(table, things, discretion, schema):
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def write_csv(table: Table[T], things: Iterable[T], discretion: Discretion, path: Path) -> int:
    """Write a CSV file and return its number of rows."""
    schema = schema_of(table, times_as_text=True)
    rows = 0
    with pc.CSVWriter(path, schema, write_options=pc.WriteOptions(eol="\r\n")) as writer:
        for batch in _batches(table, things, discretion, schema):
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def iso_time(moment: datetime) -> str:
    """A UTC time as ISO 8601 with six digits and Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def _field(column: Column[Any, Any], times_as_text: bool) -> pa.Field:
    as_text = times_as_text and column.type == "datetime"
    kind = pa.string() if as_text else _ARROW[column.type]
    metadata = {"description": column.description}
    if column.unit:
        metadata["unit"] = column.unit
    return pa.field(column.name, kind, nullable=column.nullable, metadata=metadata)


def _batches(
    table: Table[T], things: Iterable[T], discretion: Discretion, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    source = iter(things)
    while chunk := list(islice(source, _BATCH)):
        arrays = [
            pa.array(
                [_cell(discretion.value(column, thing), field) for thing in chunk], type=field.type
            )
            for column, field in zip(table.columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _cell(value: Any, field: pa.Field) -> Any:  # noqa: ANN401 - any column's
    if isinstance(value, datetime) and field.type == pa.string():
        return iso_time(value)
    return value
