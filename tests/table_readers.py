"""Reads a table with a column of every type, as each of the usual readers would."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import r_conventions

from console.column_types import ColumnType
from console.export.columnar import schema_of
from console.measures.schema import Column, Table

Row = dict[str, Any]

TABLE = Table(
    name="rows",
    description="A column of every type.",
    key=("key",),
    columns=(
        Column(name="key", type="integer", description="Its number.", nullable=False),
        *(
            Column(name=f"{kind}_column", type=kind, description="Anything.")
            for kind in get_args(ColumnType)
        ),
    ),
)
NAMES = tuple(column.name for column in TABLE.columns)

# --- of CSV ----------------------------------------------------------------------------------


def _pyarrow(folder: Path) -> list[Row]:
    """As the codebook says: a field that is empty and not quoted is null."""
    convert = pcsv.ConvertOptions(
        column_types=schema_of(TABLE),
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    parse = pcsv.ParseOptions(newlines_in_values=True)
    rows: list[Row] = pcsv.read_csv(
        folder / "rows.csv", parse_options=parse, convert_options=convert
    ).to_pylist()
    return rows


def _polars(folder: Path) -> list[Row]:
    """Times need their format, since polars guesses none with Z and six digits."""
    types: dict[ColumnType, Any] = {
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
    }
    schema = {column.name: types.get(column.type, pl.String) for column in TABLE.columns}
    frame = pl.read_csv(folder / "rows.csv", schema=schema)
    time = pl.col("datetime_column").str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us", time_zone="UTC"
    )
    return frame.with_columns(time).to_dicts()


def _duckdb(folder: Path) -> list[Row]:
    """Times come as texts: a time with a zone needs an extension, which may not be there."""
    types: dict[ColumnType, str] = {
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
    }
    columns = {column.name: types.get(column.type, "VARCHAR") for column in TABLE.columns}
    with duckdb.connect() as machine:
        found = machine.read_csv(
            str(folder / "rows.csv"),
            header=True,
            auto_detect=False,
            columns=columns,
            quotechar='"',
            escapechar='"',
            na_values="",
            allow_quoted_nulls=False,
        )
        rows: list[Row] = found.to_arrow_table().to_pylist()
    return [row | {"datetime_column": _parsed(row["datetime_column"])} for row in rows]


def _parsed(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _pandas(folder: Path) -> list[Row]:
    """Pandas takes a quoted empty text for null as well; its Float64 would read -0 as 0."""
    types: dict[ColumnType, str] = {"integer": "Int64", "number": "float64", "boolean": "boolean"}
    times = ["date_column", "datetime_column"]
    frame = pd.read_csv(
        folder / "rows.csv",
        dtype={c.name: types.get(c.type, "string") for c in TABLE.columns if c.name not in times},
        keep_default_na=False,
        na_values=[""],
        parse_dates=times,
        date_format="ISO8601",
    )
    frame["date_column"] = pd.to_datetime(frame["date_column"]).dt.date
    fitted = pa.Table.from_pandas(frame, schema=schema_of(TABLE), preserve_index=False)
    rows: list[Row] = fitted.to_pylist()
    return rows


def _fread(folder: Path) -> list[Row]:
    text = (folder / "rows.csv").read_bytes().decode()
    return r_conventions.read(text, TABLE, "fread")


def _readr(folder: Path) -> list[Row]:
    text = (folder / "rows.csv").read_bytes().decode()
    return r_conventions.read(text, TABLE, "read_csv")


Read = Callable[[Path], list[Row]]

EXACT: dict[str, Read] = {
    "pyarrow": _pyarrow,
    "polars": _polars,
    "duckdb": _duckdb,
    "fread": _fread,
}
"""Readers of CSV that tell an empty text from null."""

LUMPING: dict[str, Read] = {"pandas": _pandas, "readr": _readr}
"""Readers of CSV that take both for null."""


def _parquet_of_duckdb(folder: Path) -> list[Row]:
    with duckdb.connect() as machine:
        found = machine.read_parquet(str(folder / "rows.parquet"))
        told = found.project("* REPLACE (epoch_us(datetime_column) AS datetime_column)")
        rows: list[Row] = told.to_arrow_table().to_pylist()
    return [row | {"datetime_column": _since_1970(row["datetime_column"])} for row in rows]


def _since_1970(micros: int | None) -> datetime | None:
    if micros is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _parquet_of_pandas(folder: Path) -> list[Row]:
    frame = pd.read_parquet(folder / "rows.parquet", dtype_backend="pyarrow")
    rows: list[Row] = pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


PARQUET: dict[str, Read] = {
    "pyarrow": lambda folder: list(pq.read_table(folder / "rows.parquet").to_pylist()),
    "pandas": _parquet_of_pandas,
    "polars": lambda folder: pl.read_parquet(folder / "rows.parquet").to_dicts(),
    "duckdb": _parquet_of_duckdb,
}
