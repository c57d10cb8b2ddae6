"""Tables of bundles that an older version wrote: columns that came later are null in them."""

from pathlib import Path

import duckdb

from console.column_types import TYPE_NAMES
from console.measures.engines import table_at
from console.measures.schema import Table


def columns_of(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> str:
    """A table's columns, in SQL, as a file has them.

    One that may not be null has to be there; that it is not comes out when the query runs.
    """
    described = connection.execute(
        f"DESCRIBE SELECT * FROM {table_at(file)}"  # noqa: S608 - quoted
    )
    existing = {name for name, *_ in described.fetchall()}
    return ", ".join(
        f'"{column.name}"'
        if column.name in existing or not column.nullable
        else f'CAST(NULL AS {TYPE_NAMES[column.type].duckdb}) AS "{column.name}"'
        for column in table.columns
    )
