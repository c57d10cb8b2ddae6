"""Columns as a table of the bundle: what the model has, null or nothing for the rest."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import pyarrow as pa

from console.export.columnar import ArrowArray, schema_of
from console.measures.schema import Table
from console.simulation.random_streams import IntArray, Numbers

Values: TypeAlias = "pa.Array[pa.Scalar[pa.DataType]] | Numbers | IntArray"

Columns = Mapping[str, Values]
"""Arrays of NumPy or Arrow by column; what is not a number is null."""


def batch(table: Table, columns: Columns, rows: int) -> pa.RecordBatch:
    """A table's rows with all its columns.

    What the model does not have is null, and 0 where the table wants a number: such a column counts
    what never happens here. ``missing`` tells which they are.
    """
    schema = schema_of(table)
    arrays = [_array(columns, field, rows) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def missing(table: Table, columns: Columns) -> dict[str, list[str]]:
    """Which columns of a table are not modelled, and are null or 0 therefore."""
    left = [column for column in table.columns if column.name not in columns]
    return {
        "null": [column.name for column in left if column.nullable],
        "zero": [column.name for column in left if not column.nullable],
    }


def texts(prefix: str, numbers: Iterable[int], width: int) -> pa.StringArray:
    """Names such as ``a00017``, one for each number."""
    return pa.array([f"{prefix}{number:0{width}}" for number in numbers])


def repeated(values: list[str | None], numbers: IntArray) -> pa.StringArray:
    """The value that each number names, counted from 0."""
    return pa.array(values, pa.string()).take(numbers)


def as_arrow(values: Values) -> ArrowArray:
    """The same values as an array of Arrow, with null for what is not a number."""
    return values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)


def _array(columns: Columns, field: "pa.Field[pa.DataType]", rows: int) -> ArrowArray:
    if field.name in columns:
        return as_arrow(columns[field.name]).cast(field.type)
    if field.nullable:
        return pa.nulls(rows).cast(field.type)
    # A text that is not modelled has no 0: this refuses it.
    return pa.array([0] * rows, field.type)
