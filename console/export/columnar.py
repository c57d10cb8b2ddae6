"""Writes tables as Parquet or CSV files, a batch at a time.

CSV is RFC 4180 in UTF-8: texts are always quoted, an empty field without quotes is null.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from console.column_types import arrow_types
from console.export.descriptor import Format
from console.export.spreadsheet import guarded
from console.measures.schema import Column, Table

ArrowArray: TypeAlias = "pa.Array[pa.Scalar[pa.DataType]]"
"""An array of any type."""

_GROUP = 131_072
"""Rows of a Parquet row group, and so of what is held in memory at a time."""


def schema_of(table: Table) -> pa.Schema:
    """A table's Arrow schema, with descriptions and units as metadata."""
    return pa.schema([_field(column) for column in table.columns])


def write(
    table: Table,
    batches: Iterable[pa.RecordBatch],
    fmt: Format,
    path: Path,
    *,
    for_spreadsheets: bool = False,
) -> int:
    """Write the rows of a table in this form and return how many there were.

    ``for_spreadsheets`` makes texts in CSV harmless (``console.export.spreadsheet``) and lets the
    file begin with a byte order mark, by which Excel knows UTF-8.
    """
    schema = schema_of(table)
    if for_spreadsheets and fmt == "csv":
        batches = map(guarded, batches)
    rows = _gathered(_fitted(batch, schema) for batch in batches)
    if fmt == "parquet":
        return _write_parquet(rows, schema, path)
    return _write_csv(rows, schema, path, BOM_UTF8 if for_spreadsheets else b"")


def _write_parquet(batches: Iterator[pa.Table], schema: pa.Schema, path: Path) -> int:
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch, row_group_size=_GROUP)
            rows += batch.num_rows
    return rows


def _write_csv(batches: Iterator[pa.Table], schema: pa.Schema, path: Path, mark: bytes) -> int:
    rows = 0
    texts = pa.schema([_as_text(field) for field in schema])
    options = pcsv.WriteOptions(eol="\r\n")  # type: ignore[call-arg] # newer than the stubs
    with path.open("wb") as file:
        file.write(mark)
        with pcsv.CSVWriter(file, texts, write_options=options) as writer:
            for batch in batches:
                writer.write_table(_times_as_text(batch, texts))
                rows += batch.num_rows
    return rows


def _field(column: Column) -> "pa.Field[pa.DataType]":
    metadata = {"description": column.description}
    if column.unit:
        metadata["unit"] = column.unit
    return pa.field(
        column.name, arrow_types()[column.type], nullable=column.nullable, metadata=metadata
    )


def _fitted(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    """The batch's columns in the order and of the types of the schema.

    Engines hand out times as integers, and counts in whatever width suits them.
    """
    arrays = [_cast(batch.column(field.name), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _cast(array: ArrowArray, kind: pa.DataType) -> ArrowArray:
    if pa.types.is_date(kind) and not pa.types.is_date(array.type):
        return array.cast(pa.int32()).cast(kind)
    return array.cast(kind)


def _gathered(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in groups of one size, whatever the batches of the engine were."""
    held: list[pa.Table] = []
    count = 0
    for table in tables:
        held.append(table)
        count += table.num_rows
        while count >= _GROUP:
            whole = pa.concat_tables(held)
            yield whole.slice(0, _GROUP).combine_chunks()
            held, count = [whole.slice(_GROUP)], count - _GROUP
    if count:
        yield pa.concat_tables(held).combine_chunks()


def _as_text(field: "pa.Field[pa.DataType]") -> "pa.Field[pa.DataType]":
    is_time = pa.types.is_timestamp(field.type)
    return pa.field(field.name, pa.string() if is_time else field.type, field.nullable)


def _times_as_text(table: pa.Table, texts: pa.Schema) -> pa.Table:
    """Times as ISO 8601 with six digits and Z."""
    arrays = [
        pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        if pa.types.is_timestamp(column.type)
        else column
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, schema=texts)
