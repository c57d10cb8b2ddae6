"""Every type of column has a name in each system, and those agree."""

from typing import get_args

import duckdb
import ibis
import pyarrow as pa
import pytest

from console.column_types import NUMERIC_TYPES, TYPE_NAMES, ColumnType, arrow_types

TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


def test_every_type_is_known_to_every_system() -> None:
    """No type is missing from any of the definitions, and none is there that is no type."""
    assert set(TYPES) == set(TYPE_NAMES) == set(arrow_types())
    assert set(TYPES) > NUMERIC_TYPES


@pytest.mark.parametrize("name", TYPES)
def test_duckdb_hands_out_the_type_that_files_have(name: ColumnType) -> None:
    """A null of the type in DuckDB's SQL is a null of the Arrow type."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        sql = f"SELECT CAST(NULL AS {TYPE_NAMES[name].duckdb}) AS a"
        table = connection.execute(sql).to_arrow_table()
    assert table.schema.field("a").type == arrow_types()[name]


@pytest.mark.parametrize("name", TYPES)
def test_computed_values_become_the_type_that_files_have(name: ColumnType) -> None:
    """The type a column has while it is computed is the file's, or a whole number for times."""
    computed = ibis.dtype(TYPE_NAMES[name].ibis).to_pyarrow()
    expected = pa.int64() if name in ("date", "datetime") else arrow_types()[name]
    assert computed == expected
