"""The pandas side of ``bench measures``: takes a file of events and a folder for the tables."""

import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from baselines.measures_in_pandas.tables import tables
from console.bench.measures.agreement import TABLES, measured_columns
from console.bench.side_process import print_result
from console.export.columnar import schema_of


def write_tables(events: Path, folder: Path) -> float:
    """Write the compared tables of these events as Parquet; the seconds it took."""
    started = time.perf_counter()
    measured = tables(events)
    for table in TABLES:
        schema = pa.schema([schema_of(table).field(name) for name in measured_columns(table)])
        frame = measured[table.name][schema.names]
        rows = pa.Table.from_pandas(frame, schema, preserve_index=False)
        pq.write_table(rows, folder / f"{table.name}.parquet", compression="zstd")
    return time.perf_counter() - started


if __name__ == "__main__":
    print_result({"seconds": write_tables(Path(sys.argv[1]), Path(sys.argv[2]))})
