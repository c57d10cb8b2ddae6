"""Spark computes the same from the same expressions as DuckDB."""

import math
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from days import log_of
from measuring import Row, tables_of
from stories import told
from worked_example import FIGURES, HENRY, HENRY_WITH_TABS, OBSERVED

from console.domain import events as ev
from console.measures.engines import engine
from console.measures.tables import TABLES

# Starting Spark and having it plan all queries takes a minute, on a busy machine several.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

LOGS = 50

SPARK = "--driver-memory 2g --driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"
"""Each query is planned once: optimising Java's code for it takes longer than running it does."""

Logs = list[Sequence[ev.Event]]
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local Spark, the only one of the run; its Java process ends with it."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed (extra spark)")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{SPARK} pyspark-shell")
        yield from _session(sql, tmp_path_factory.mktemp("spark"))


def _session(sql: Any, folder: Path) -> Iterator[Any]:  # noqa: ANN401 - pyspark is an extra
    with engine("spark", folder):
        session = sql.SparkSession.getActiveSession()
        session.conf.set("spark.sql.shuffle.partitions", "2")
        yield session
    _end_java(sys.modules["pyspark"].SparkContext)


def _end_java(context: Any) -> None:  # noqa: ANN401 - pyspark is an extra
    gateway = context._gateway
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    context._gateway = context._jvm = None


@pytest.fixture(scope="module")
def logs() -> Logs:
    """The worked example in both forms, and generated logs."""
    examples = [told(HENRY, name="henry"), told(HENRY_WITH_TABS, name="tabs")]
    return [*examples, *(log_of(seed) for seed in range(3_000, 3_000 + LOGS))]


@pytest.fixture(scope="module")
def by_duckdb(logs: Logs) -> Tables:
    """All tables, by DuckDB."""
    return tables_of(*logs)


@pytest.fixture(scope="module")
def by_spark(spark: Any, logs: Logs) -> Tables:  # noqa: ANN401
    """All tables, by Spark; the session that was there goes on afterwards."""
    found = tables_of(*logs, engine_name="spark")
    assert spark.sql("SELECT 1 AS n").count() == 1
    return found


def focal(tables: Tables, session: str) -> Row:
    """The focal chat of the worked example."""
    chats = {(row["session"], row["chat"]): row for row in tables["chats"]}
    return chats[session, "focal"]


def test_the_worked_example_comes_out_exactly(by_spark: Tables) -> None:
    """Every figure of the appendix is met to the last digit."""
    plain, tabs = focal(by_spark, "henry-1"), focal(by_spark, "tabs-1")
    assert {name: plain[name] for name in FIGURES} == FIGURES
    assert {name: tabs[name] for name in OBSERVED} == OBSERVED


@pytest.mark.parametrize("table", [each.table.name for each in TABLES])
def test_both_engines_agree(by_duckdb: Tables, by_spark: Tables, table: str) -> None:
    """The same rows in the same order with the same values, logarithms to the last digits."""
    assert len(by_duckdb[table]) == len(by_spark[table]) > 0
    for one, other in zip(by_duckdb[table], by_spark[table], strict=True):
        assert [(name, one[name], other[name]) for name in one if not _same(one, other, name)] == []


def _same(one: Row, other: Row, name: str) -> bool:
    if isinstance(one[name], float) and isinstance(other[name], float):
        return math.isclose(one[name], other[name], rel_tol=1e-14)
    return bool(one[name] == other[name])


def test_values_have_the_types_of_their_columns(by_spark: Tables) -> None:
    """None of Spark's decimals comes through."""
    values = (value for rows in by_spark.values() for row in rows for value in row.values())
    assert {type(value).__name__ for value in values} <= {"str", "int", "float", "NoneType"}


def test_names_of_folders_are_no_values(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Folders called ``arm=control`` and ``tier=stolen``, or like a pattern, change nothing.

    The file has an ``arm`` of its own, and no ``tier``.
    """
    folder = tmp_path / "arm=control" / "tier=stolen" / "site-[a]{b}"
    folder.mkdir(parents=True)
    rows = [{"arm": "treatment", "chat": "c"}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "odd.parquet")
    with engine("spark", tmp_path) as query_engine:
        query_engine.read("odd", [folder / "odd.parquet"], ())
        found = [
            row for each in query_engine.batches("SELECT * FROM odd") for row in each.to_pylist()
        ]
    assert found == rows
