"""What computes the expressions: DuckDB inside this process, or Spark for fleets.

An engine reads Parquet files, holds what is computed once, and hands out rows in batches. Nothing
is downloaded: DuckDB reads Parquet by itself, Spark is the site's or a local one (extra ``spark``).
"""

import importlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import ibis
import pyarrow as pa  # type: ignore[import-untyped] # ships no types

from console.measures.columns import Relation
from console.measures.errors import EngineMissing

EngineName = Literal["duckdb", "spark"]

_BATCH = 65_536
_MEMORY_MB = 2_048
"""What DuckDB may hold before it uses the disk."""


class Engine(Protocol):
    """Computes Ibis expressions. Columns of time are read as microseconds since 1970."""

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> Relation:
        """The rows of Parquet files as a table; ``times`` are its columns of time."""

    def keep(self, name: str, rows: Relation) -> Relation:
        """Compute rows once and return the table that holds them."""

    def batches(self, rows: Relation) -> Iterator[pa.RecordBatch]:
        """Compute rows and hand them out, some thousands at a time."""


@contextmanager
def engine(name: EngineName, scratch: Path, memory_mb: int = _MEMORY_MB) -> Iterator[Engine]:
    """An engine that keeps what does not fit into memory in the folder ``scratch``.

    Raises:
        EngineMissing: Spark was asked for and is not installed, or can't start.
    """
    if name == "duckdb":
        with _duckdb(scratch, memory_mb) as found:
            yield found
    else:
        with _spark(scratch) as found:
            yield found


# --- DuckDB ----------------------------------------------------------------------------------


class DuckDBEngine:
    """DuckDB on a file of its own."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - Ibis ships no types
        self._connection = connection

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> Relation:
        paths = ", ".join(_quoted(str(file)) for file in files)
        micros = ", ".join(f'epoch_us("{column}") AS "{column}"' for column in times)
        replaced = f"* REPLACE ({micros})" if micros else "*"
        self._connection.raw_sql(
            f"CREATE VIEW {name} AS SELECT {replaced} "  # noqa: S608 - our own names, quoted paths
            f"FROM read_parquet([{paths}], union_by_name = true)"
        )
        return self._connection.table(name)

    def keep(self, name: str, rows: Relation) -> Relation:
        return self._connection.create_table(f"kept_{name}", rows)

    def batches(self, rows: Relation) -> Iterator[pa.RecordBatch]:
        # Ibis's own way still asks DuckDB by a name that DuckDB warns of.
        cursor = self._connection.con.cursor()
        yield from cursor.execute(self._connection.compile(rows)).to_arrow_reader(_BATCH)


@contextmanager
def _duckdb(scratch: Path, memory_mb: int) -> Iterator[DuckDBEngine]:
    with tempfile.TemporaryDirectory(dir=scratch, prefix="duckdb-") as folder:
        connection = ibis.duckdb.connect(
            Path(folder) / "measures.duckdb",
            memory_limit=f"{memory_mb}MB",
            temp_directory=folder,
            preserve_insertion_order=False,
        )
        try:
            yield DuckDBEngine(connection)
        finally:
            connection.disconnect()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- Spark -----------------------------------------------------------------------------------


class SparkEngine:
    """A Spark session: the cluster's, if this runs on one, else a local one."""

    def __init__(self, session: Any, connection: Any) -> None:  # noqa: ANN401
        self._session, self._connection = session, connection
        self._kept: list[Any] = []

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> Relation:
        frame = self._session.read.option("mergeSchema", "true").parquet(*map(str, files))
        for column in times:
            frame = frame.selectExpr(
                *(f"`{other}`" for other in frame.columns if other != column),
                f"unix_micros(`{column}`) AS `{column}`",
            )
        frame.createOrReplaceTempView(name)
        return self._connection.table(name)

    def keep(self, name: str, rows: Relation) -> Relation:
        frame = self._session.sql(self._connection.compile(rows)).persist()
        self._kept.append(frame)
        frame.createOrReplaceTempView(f"kept_{name}")
        return self._connection.table(f"kept_{name}")

    def batches(self, rows: Relation) -> Iterator[pa.RecordBatch]:
        yield from self._connection.to_pyarrow_batches(rows, chunk_size=_BATCH)

    def forget(self) -> None:
        """Let go of what was kept."""
        for frame in self._kept:
            frame.unpersist()


@contextmanager
def _spark(scratch: Path) -> Iterator[SparkEngine]:
    try:
        spark = importlib.import_module("pyspark.sql")
    except ImportError:
        raise EngineMissing(
            "Spark is not installed; pip install 'switchboard[spark]', or use --engine duckdb"
        ) from None
    try:
        session = (
            spark.SparkSession.builder.appName("switchboard-measures")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.local.dir", str(scratch))
            .config("spark.ui.enabled", "false")
            .config("spark.sql.ansi.enabled", "false")
            .getOrCreate()
        )
    except Exception as error:
        raise EngineMissing(
            f"Spark can't start ({type(error).__name__}); it needs Java 17 or newer, or a cluster "
            "whose SPARK_HOME is set; or use --engine duckdb"
        ) from error
    found = SparkEngine(session, ibis.pyspark.connect(session))
    try:
        yield found
    finally:
        found.forget()
        session.stop()
