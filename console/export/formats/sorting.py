"""Sorts a table's rows by other columns, on disk when there are many.

Rows are sorted some hundred thousand at a time; what does not fit into one such run is written to
disk run by run and merged. Memory holds one run, or a few hundred rows of each, however many there
are. DuckDB could do it too, but fails when the texts of a sort outgrow its memory limit.
"""

import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc as pipc

from console.export.formats.reader import Row, TableReader
from console.measures.schema import Table

_RUN = 262_144
_READ = 512
"""Rows of a run that are in memory while runs are merged."""


@contextmanager
def in_order(
    scratch: Path, batches: Iterable[pa.RecordBatch], order: Sequence[str]
) -> Iterator[Iterator[Row]]:
    """Rows by these columns, null first, texts by code points; runs wait in ``scratch``.

    All batches have the same columns. Rows that are alike in ``order`` stay as they came.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=scratch, prefix=".sorting-"))
        only_run, files = _one_or_written(_runs(batches, order), Path(folder))
        if only_run is not None:
            yield _rows(only_run.to_batches(max_chunksize=_READ))
        else:
            opened = [stack.enter_context(pa.OSFile(str(file), "rb")) for file in files]
            runs = [_rows(pipc.open_stream(file)) for file in opened]
            yield heapq.merge(*runs, key=_place(order))


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
    with in_order(scratch, tables.batches(table, columns, kinds), order) as rows:
        yield rows


def _runs(batches: Iterable[pa.RecordBatch], order: Sequence[str]) -> Iterator[pa.Table]:
    """The rows in runs, each in order."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(each.num_rows for each in held) >= _RUN:
            yield _sorted(held, order)
            held = []
    if held:
        yield _sorted(held, order)


def _sorted(batches: list[pa.RecordBatch], order: Sequence[str]) -> pa.Table:
    table = pa.Table.from_batches(batches)
    keys = [(name, "ascending", "at_start") for name in order]
    indices = pc.sort_indices(table, sort_keys=keys)  # type: ignore[arg-type] # newer than the stubs
    return table.take(indices).combine_chunks()


def _one_or_written(runs: Iterable[pa.Table], folder: Path) -> tuple[pa.Table | None, list[Path]]:
    """The only run, in memory, or else the files of all of them; neither if there is none."""
    files: list[Path] = []
    held: pa.Table | None = None
    for run in runs:
        if held is not None:
            files.append(_written(held, folder / f"{len(files)}.arrow"))
        held = run
    if held is None or not files:
        return held, files
    return None, [*files, _written(held, folder / f"{len(files)}.arrow")]


def _written(run: pa.Table, file: Path) -> Path:
    with pipc.new_stream(str(file), run.schema) as stream:
        stream.write_table(run, max_chunksize=_READ)
    return file


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        yield from batch.to_pylist()


def _place(order: Sequence[str]) -> Callable[[Row], tuple[tuple[bool, Any], ...]]:  # Any: a cell
    """The key by which rows are merged, with null before anything."""

    def place(row: Row) -> tuple[tuple[bool, Any], ...]:  # Any: a cell
        return tuple((row[name] is not None, row[name]) for name in order)

    return place
