"""Brings rows into an order that their table does not have, on the disk where memory is short."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa  # type: ignore[import-untyped] # ships no types

from console.export.also.reader import Row, TableReader
from console.measures.columns import Table

_BATCH = 16_384
_MEMORY = "512MB"


@contextmanager
def in_order(
    scratch: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema, order: Sequence[str]
) -> Iterator[Iterator[Row]]:
    """Rows by these columns; what does not fit into half a gigabyte waits in ``scratch``."""
    source = pa.RecordBatchReader.from_batches(schema, (b.cast(schema) for b in batches))
    by = ", ".join(f'"{name}" NULLS FIRST' for name in order)
    with (
        tempfile.TemporaryDirectory(dir=scratch, prefix=".sorting-") as folder,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": folder}) as machine,
    ):
        machine.register("source", source)
        found = machine.execute(f"SELECT * FROM source ORDER BY {by}")  # noqa: S608 - our own names
        yield (row for batch in found.to_arrow_reader(_BATCH) for row in batch.to_pylist())


@contextmanager
def table_in_order(
    tables: TableReader,
    scratch: Path,
    table: Table,
    columns: Sequence[str],
    order: Sequence[str],
    kinds: Sequence[str] = (),
) -> Iterator[Iterator[Row]]:
    """A table's rows by these columns; see ``TableReader.batches`` and ``in_order``."""
    batches = tables.batches(table, columns, kinds)
    with in_order(scratch, batches, tables.schema(table, columns), order) as rows:
        yield rows
