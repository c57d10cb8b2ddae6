"""The types that columns of a bundle can have, and what each system calls them.

The one list of them: measures compute by it, bundles are written and read by it.
"""

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:  # most who ask for types need no data frames
    import pyarrow as pa

ColumnType = Literal[
    "string", "integer", "number", "boolean", "date", "datetime", "object", "array"
]
"""Frictionless's names. ``object`` and ``array`` are JSON texts."""


class TypeNames(NamedTuple):
    """What a type is called in Ibis while it is computed, in DuckDB's SQL and in OCEL.

    While a table is computed, a ``datetime`` is the microseconds since 1970 as an integer, which
    every engine treats alike, and a ``date`` the days since then; they are converted when the table
    is written.
    """

    ibis: str
    duckdb: str
    ocel: Literal["string", "time", "integer", "float", "boolean"]


TYPE_NAMES: dict[ColumnType, TypeNames] = {
    "string": TypeNames("string", "VARCHAR", "string"),
    "integer": TypeNames("int64", "BIGINT", "integer"),
    "number": TypeNames("float64", "DOUBLE", "float"),
    "boolean": TypeNames("boolean", "BOOLEAN", "boolean"),
    "date": TypeNames("int64", "DATE", "time"),
    "datetime": TypeNames("int64", "TIMESTAMPTZ", "time"),
    "object": TypeNames("string", "VARCHAR", "string"),
    "array": TypeNames("string", "VARCHAR", "string"),
}

NUMERIC_TYPES: frozenset[ColumnType] = frozenset({"integer", "number", "boolean"})
"""Types whose values can be averaged, so that arms can be compared on them."""


@cache
def arrow_types() -> "dict[str, pa.DataType]":
    """Arrow's types, in which columns are written to files and read from them."""
    import pyarrow as pa  # noqa: PLC0415 - takes a moment to load

    types: dict[ColumnType, pa.DataType] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
        "object": pa.string(),
        "array": pa.string(),
    }
    return {str(name): type_ for name, type_ in types.items()}
