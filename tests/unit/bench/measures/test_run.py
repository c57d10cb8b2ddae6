"""A small run of ``bench measures``: what it tells, not how fast anything was."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from console.bench.measures.agreement import TABLES, disagreements, measured_columns
from console.bench.measures.desks import write_events
from console.bench.measures.run import MeasuresBenchPlan, run
from console.bench.side_process import BenchError
from console.cli import main
from console.export.columnar import schema_of

pytest.importorskip("pandas", reason="what is compared with is not installed")

NUMBERS = (
    "ours_s",
    "pandas_s",
    "scan_sort_s",
    "small_s",
    "peak_mb",
    "growth",
    "times_pandas",
    "times_limit",
    "values",
)


@pytest.mark.slow
def test_both_agree_and_scripts_find_their_numbers(tmp_path: Path) -> None:
    """The JSON has the keys that are promised, a number in each, and nothing is left behind."""
    sizes = ["--events", "20000", "--small", "4000", "--rounds", "1", "--folder", str(tmp_path)]
    told = CliRunner().invoke(main, ["bench", "measures", *sizes, "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert 15_000 < found["events"] < 25_000
    assert found["chats"] == 800
    assert all(found[name] > 0 for name in NUMBERS)
    columns = sum(len(measured_columns(table)) for table in TABLES)
    assert found["values"] > found["chats"] * columns / 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_seen_before_anything_is_written(tmp_path: Path) -> None:
    """More events than any disk has room for are refused with what is needed and what is free."""
    with pytest.raises(BenchError, match=r"GB are needed and .* GB free"):
        run(MeasuresBenchPlan(events=10**15), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_generated_events_are_the_same_each_time_and_in_order(tmp_path: Path) -> None:
    """Copies have their own names and days; within a log nothing goes back in time."""
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    count = write_events(1_000, one)
    assert write_events(1_000, other) == count
    rows = pq.read_table(one)
    assert rows.equals(pq.read_table(other))
    assert rows.num_rows == count
    for log in rows["log"].unique():
        mine = rows.filter(pc.equal(rows["log"], log))
        assert mine["seq"].to_pylist() == list(range(1, mine.num_rows + 1))
        times = mine["at_ns"].to_numpy()
        assert (times[1:] >= times[:-1]).all()


def test_differences_are_counted_by_column(tmp_path: Path) -> None:
    """A number that is off, one that is missing, and a name that is another are all seen."""
    for folder, wait, arm in (("one", [1.0, 2.0], "a"), ("other", [1.0 + 1e-12, None], "b")):
        (tmp_path / folder).mkdir()
        for table in TABLES:
            schema = schema_of(table)
            columns: dict[str, list[Any]] = {name: [None, None] for name in schema.names}
            columns |= {name: ["x", "y"] for name in table.key if name != "day"}
            columns |= {"queue_wait_s": wait, "arm": ["a", arm]}
            rows = pa.table({n: pa.array(columns[n], schema.field(n).type) for n in schema.names})
            pq.write_table(rows, tmp_path / folder / f"{table.name}.parquet")
    found = disagreements(tmp_path / "one", tmp_path / "other")
    assert found["different"] == {
        f"{table}.{column}": 1
        for table in ("chats", "agent_days")
        for column in ("queue_wait_s", "arm")
    }
