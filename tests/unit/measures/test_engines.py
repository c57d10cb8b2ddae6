"""The engines, apart from what they compute; Spark's results are in ``test_spark``."""

import sys
import threading
from pathlib import Path

import pytest

from console.measures.engines import engine
from console.measures.errors import EngineMissing
from console.measures.sql_plan import plan, text_plan


def test_without_spark_there_is_a_way_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for an engine that is not installed says how to get it, and what to use instead."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    words = pytest.raises(EngineMissing, match=r"switchboard\[spark\].*duckdb")
    with words, engine("spark", tmp_path):
        pass


def test_the_expressions_are_put_into_sparks_words_without_spark() -> None:
    """What is to be computed, in which order, is the same for both engines."""
    duck, spark = plan("duckdb", with_texts=True), plan("pyspark", with_texts=True)
    assert [step.name for step in duck.steps] == [step.name for step in spark.steps]
    assert [table for table, _ in duck.tables] == [table for table, _ in spark.tables]
    assert "`" in text_plan("pyspark").edited


def test_duckdb_leaves_nothing_behind(tmp_path: Path) -> None:
    """What did not fit into memory is gone when the work is done, and so are its threads."""
    before = set(threading.enumerate())
    with engine("duckdb", tmp_path) as machine:
        machine.keep("numbers", "SELECT range AS n FROM range(100000)")
        batches = list(machine.batches("SELECT n FROM numbers ORDER BY n"))
    assert sum(batch.num_rows for batch in batches) == 100_000
    assert list(tmp_path.iterdir()) == []
    assert set(threading.enumerate()) <= before
