"""Columns as a table of the bundle: what the model has, null or nothing for the rest."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types

from console.export.columnar import schema_of
from console.measures.schema import Table

Columns = Mapping[str, Any]
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


def texts(prefix: str, numbers: Any, width: int) -> pa.Array:  # noqa: ANN401 - an array of either
    """Names such as ``a00017``, one for each number."""
    return pa.array([f"{prefix}{number:0{width}}" for number in numbers])


def repeated(values: list[str | None], numbers: Any) -> pa.Array:  # noqa: ANN401
    """The value that each number names, counted from 0."""
    return pa.array(values, pa.string()).take(pa.array(numbers))


def _array(columns: Columns, field: pa.Field, rows: int) -> pa.Array:
    if field.name in columns:
        values = columns[field.name]
        found = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
        return found.cast(field.type)
    if field.nullable:
        return pa.nulls(rows, field.type)
    return pa.repeat(pa.scalar(0, field.type), rows)
