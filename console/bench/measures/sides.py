"""The sides of ``bench measures``, each run as a process: its time and its peak memory are its own.

Each reads the same Parquet file of events and writes the tables chats and agent_days into a folder,
but for the limit, which only scans and sorts. What it found is a JSON object on standard output.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from console.bench.measures.agreement import TABLES, disagreements, measured_columns
from console.domain.errors import SwitchboardError
from console.export.build_tables import computed_tables, load_inputs
from console.export.columnar import schema_of, write
from console.export.options import TableInputs
from console.measures.engines import EngineName, QueryEngine, engine
from console.measures.text_tables import CHAT_TEXTS, EDITS

_SORTED = "SELECT * FROM events ORDER BY log, seq"


def ours(events: Path, folder: Path, name: EngineName = "duckdb") -> dict[str, Any]:
    """All measures as an export computes them, without texts."""
    started = time.perf_counter()
    rows = {}
    with _loaded(events, folder, name) as machine:
        for table, batches in computed_tables(machine, with_texts=False):
            if table in TABLES:
                path = folder / f"{table.name}.parquet"
                rows[table.name] = write(table, batches, "parquet", path)
    return {"seconds": time.perf_counter() - started, **rows}


def on_spark(events: Path, folder: Path) -> dict[str, Any]:
    """The same on Spark, whose start is part of the time."""
    return ours(events, folder, "spark")


def limit(events: Path, folder: Path) -> dict[str, Any]:
    """What DuckDB needs, set as for ours, to scan all columns, sort them and hand them out."""
    with _loaded(events, folder, "duckdb") as machine:
        started = time.perf_counter()
        rows = sum(batch.num_rows for batch in machine.batches(_SORTED))
        return {"seconds": time.perf_counter() - started, "events": rows}


def with_pandas(events: Path, folder: Path) -> dict[str, Any]:
    """All measures as an analyst would write them in a notebook."""
    # pandas is not always installed, and takes a while to load.
    from console.bench.notebook.tables import tables  # noqa: PLC0415

    started = time.perf_counter()
    found = tables(events)
    for table in TABLES:
        schema = pa.schema([schema_of(table).field(name) for name in measured_columns(table)])
        rows = pa.Table.from_pandas(found[table.name][schema.names], schema, preserve_index=False)
        pq.write_table(rows, folder / f"{table.name}.parquet", compression="zstd")
    return {"seconds": time.perf_counter() - started}


def compare(one: Path, other: Path) -> dict[str, Any]:
    """How many values of both tables were compared, and where they differ."""
    return disagreements(one, other)


@contextmanager
def _loaded(events: Path, folder: Path, name: EngineName) -> Iterator[QueryEngine]:
    """An engine that has the events, and no texts."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        scratch = Path(place)
        nothing = {table.name: scratch / f"{table.name}.parquet" for table in (EDITS, CHAT_TEXTS)}
        for table in (EDITS, CHAT_TEXTS):
            write(table, (), "parquet", nothing[table.name])
        with engine(name, scratch) as machine:
            load_inputs(machine, TableInputs(events, nothing["edits"], nothing["chat_texts"], None))
            yield machine


def _peak_mb() -> float:
    """The most memory this process had at once."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


SIDES: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "ours": ours,
    "limit": limit,
    "pandas": with_pandas,
    "spark": on_spark,
    "compare": compare,
}


def _main(side: str, first: str, second: str) -> int:
    try:
        found = SIDES[side](Path(first), Path(second))
    except SwitchboardError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({**found, "peak_mb": _peak_mb()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
