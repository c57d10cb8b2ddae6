"""The sides of ``bench measures``, each run as a process: its time and its peak memory are its own.

Each reads the same Parquet file of events and writes the tables chats and agent_days into a folder,
but for the limit, which only scans and sorts. It prints its results as a JSON object.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from console.bench.measures.agreement import TABLES, disagreements
from console.bench.side_process import SideResult, print_result
from console.domain.errors import SwitchboardError
from console.export.build_tables import computed_tables, load_inputs
from console.export.columnar import write
from console.export.options import TableInputs
from console.measures.engines import EngineName, QueryEngine, engine
from console.measures.schema import Table
from console.measures.text_tables import CHAT_TEXTS, CLAIMS, EDITS

_SORTED = "SELECT * FROM events ORDER BY log, seq"


def ours(events: Path, folder: Path, name: EngineName = "duckdb") -> SideResult:
    """All measures as an export computes them, without texts."""
    started = time.perf_counter()
    rows = {}
    with _loaded(events, folder, name) as machine:
        for table, batches in computed_tables(machine, with_texts=False):
            if table in TABLES:
                path = folder / f"{table.name}.parquet"
                rows[table.name] = write(table, batches, "parquet", path)
    return {"seconds": time.perf_counter() - started, **rows}


def on_spark(events: Path, folder: Path) -> SideResult:
    """The same on Spark, whose start is part of the time."""
    return ours(events, folder, "spark")


def limit(events: Path, folder: Path) -> SideResult:
    """What DuckDB needs, set as for ours, to scan all columns, sort them and hand them out."""
    with _loaded(events, folder, "duckdb") as machine:
        started = time.perf_counter()
        rows = sum(batch.num_rows for batch in machine.batches(_SORTED))
        return {"seconds": time.perf_counter() - started, "events": rows}


def compare(one: Path, other: Path) -> SideResult:
    """How many values of both tables were compared, and where they differ."""
    return disagreements(one, other)


@contextmanager
def _loaded(events: Path, folder: Path, name: EngineName) -> Iterator[QueryEngine]:
    """An engine that has the events, and no texts."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        scratch = Path(place)
        edits, chat_texts, claims = (
            _empty(table, scratch) for table in (EDITS, CHAT_TEXTS, CLAIMS)
        )
        with engine(name, scratch) as machine:
            load_inputs(machine, TableInputs(events, edits, chat_texts, claims, None))
            yield machine


def _empty(table: Table, folder: Path) -> Path:
    """A file of a table without rows."""
    path = folder / f"{table.name}.parquet"
    write(table, (), "parquet", path)
    return path


SIDES: dict[str, Callable[[Path, Path], SideResult]] = {
    "ours": ours,
    "limit": limit,
    "spark": on_spark,
    "compare": compare,
}


def _main(side: str, first: str, second: str) -> int:
    try:
        print_result(SIDES[side](Path(first), Path(second)))
    except SwitchboardError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
