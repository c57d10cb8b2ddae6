"""The engines that compute the measures: DuckDB inside this process, or Spark for large data.

An engine reads Parquet files, keeps what is computed once, and yields rows in batches. Nothing is
downloaded: DuckDB reads Parquet itself, Spark is the site's or a local one (extra ``spark``).
"""

import importlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import duckdb
import pyarrow as pa

from console.domain.sinks import sql_text
from console.measures.errors import EngineFailed, EngineMissing
from console.measures.sql_plan import Dialect

EngineName = Literal["duckdb", "spark"]

_BATCH = 65_536
_MEMORY_MB = 2_048
"""What DuckDB may hold before it uses the disk."""


class QueryEngine(Protocol):
    """Computes queries. Columns of time are read as microseconds since 1970."""

    dialect: Dialect

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> None:
        """Make the rows of Parquet files a table; ``times`` are its columns of time."""

    def keep(self, name: str, sql: str) -> None:
        """Compute rows once and make them a table."""

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Compute rows and yield them, some thousands at a time."""


@contextmanager
def engine(name: EngineName, scratch: Path, memory_mb: int = _MEMORY_MB) -> Iterator[QueryEngine]:
    """An engine that puts what does not fit into memory into the folder ``scratch``.

    Raises:
        EngineMissing: Spark was asked for and is not installed, or can't start.
        EngineFailed: DuckDB can't go on, most often because the disk is full.
    """
    opening = _duckdb(scratch, memory_mb) if name == "duckdb" else _spark(scratch)
    with opening as query_engine:
        yield query_engine


# --- DuckDB ----------------------------------------------------------------------------------


class DuckDBEngine:
    """DuckDB inside this process."""

    dialect: Dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> None:
        paths = ", ".join(map(pattern_of, files))
        micros = ", ".join(f'epoch_us("{column}") AS "{column}"' for column in times)
        replaced = f"* REPLACE ({micros})" if micros else "*"
        self._connection.execute(
            f"CREATE VIEW {name} AS SELECT {replaced} "  # noqa: S608 - our names, quoted paths
            f"FROM read_parquet([{paths}], union_by_name = true, {NO_PARTITIONS})"
        )

    def keep(self, name: str, sql: str) -> None:
        self._connection.execute(f"CREATE TABLE {name} AS {sql}")

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        yield from self._connection.cursor().execute(sql).to_arrow_reader(_BATCH)


@contextmanager
def _duckdb(scratch: Path, memory_mb: int) -> Iterator[QueryEngine]:
    with tempfile.TemporaryDirectory(dir=scratch, prefix="duckdb-") as folder:
        # Tables in memory spill to the folder when the limit is reached, as those of a database
        # file would, but without compression, which took a third of the whole time.
        settings = {"memory_limit": f"{memory_mb}MB", "temp_directory": folder}
        connection = duckdb.connect(config={**settings, "preserve_insertion_order": "false"})
        try:
            yield DuckDBEngine(connection)
        except duckdb.Error as error:
            raise EngineFailed(
                f"DuckDB can't compute the measures: {str(error).splitlines()[0]}; see that there "
                f"is room on the disk of {scratch.parent}, then try again"
            ) from error
        finally:
            connection.close()


NO_PARTITIONS = "hive_partitioning = false"
"""Keeps DuckDB from taking a folder that is called ``arm=control`` for a column with that value."""


def table_at(path: Path) -> str:
    """A file in Parquet as a table of DuckDB's SQL: its own columns and no others."""
    return f"read_parquet({pattern_of(path)}, {NO_PARTITIONS})"


def pattern_of(path: Path) -> str:
    """A file's path in DuckDB's SQL, which would read ``*``, ``?`` and ``[`` in it as a pattern."""
    plain = re.sub(r"[*?\[]", lambda sign: f"[{sign.group()}]", str(path))
    return sql_text(plain)


# --- Spark -----------------------------------------------------------------------------------


def spark_path(path: Path) -> str:
    """A file's path for Spark, which would read ``*``, ``?``, ``[`` and ``{`` as a pattern."""
    return re.sub(r"[\\*?\[\]{}^]", lambda sign: f"\\{sign.group()}", str(path))


class SparkEngine:
    """A Spark session: the cluster's, if this runs on one, else a local one."""

    dialect: Dialect = "pyspark"

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - pyspark is an extra
        self._session = session
        self._kept: list[str] = []

    def read(self, name: str, files: Sequence[Path], times: Sequence[str]) -> None:
        # Looked up recursively, folders are no partitions: their names are no columns.
        reader = self._session.read.option("recursiveFileLookup", "true")
        frame = reader.parquet(*map(spark_path, files))
        columns = [
            f"unix_micros(`{column}`) AS `{column}`" if column in times else f"`{column}`"
            for column in frame.columns
        ]
        frame.selectExpr(*columns).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        # A checkpoint, since a cached frame is planned anew, with all it came from, by each reader.
        frame = self._session.sql(sql).localCheckpoint()
        self._kept.append(name)
        frame.createOrReplaceTempView(name)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        yield from self._session.sql(sql).toArrow().to_batches(_BATCH)

    def forget(self) -> None:
        """Drop the tables that were kept."""
        for name in self._kept:
            self._session.catalog.dropTempView(name)


@contextmanager
def _spark(scratch: Path) -> Iterator[QueryEngine]:
    try:
        spark = importlib.import_module("pyspark.sql")
    except ImportError:
        raise EngineMissing(
            "Spark is not installed; pip install 'switchboard[spark]', or use --engine duckdb"
        ) from None
    was_running = spark.SparkSession.getActiveSession() is not None
    try:
        session = (
            spark.SparkSession.builder.appName("switchboard-measures")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "false")
            .config("spark.local.dir", str(scratch))
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
    except Exception as error:
        raise EngineMissing(
            f"Spark can't start ({type(error).__name__}); it needs Java 17 or newer, or a cluster "
            "to which SPARK_HOME leads; or use --engine duckdb"
        ) from error
    query_engine = SparkEngine(session)
    try:
        yield query_engine
    finally:
        query_engine.forget()
        if not was_running:
            session.stop()
