"""Reads the tables of a finished bundle again, a batch at a time, whichever form they have."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from console.export import spreadsheet
from console.export.columnar import ArrowArray, schema_of
from console.measures.schema import Table

Row = dict[str, Any]  # Any: columns differ in type

_BATCH = 16_384
_BLOCK = 16 * 2**20
"""Bytes of a CSV file that are read at a time; a line must fit into it."""


@dataclass(frozen=True)
class TableReader:
    """The tables of the bundle in ``folder``; ``guarded`` if its CSV is (``spreadsheet``)."""

    folder: Path
    guarded: bool = False

    def rows(
        self, table: Table, columns: Sequence[str], kinds: Sequence[str] = ()
    ) -> Iterator[Row]:
        """Rows with these columns, in the table's order; see ``batches``."""
        for batch in self.batches(table, columns, kinds):
            yield from batch.to_pylist()

    def batches(
        self, table: Table, columns: Sequence[str], kinds: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Some thousand rows at a time, with times as ISO 8601 texts in UTC.

        Args:
            table: what the table is.
            columns: which of its columns.
            kinds: if any, only rows whose ``kind`` is one of these.
        """
        schema = schema_of(table)
        wanted = [*columns, *(("kind",) if kinds and "kind" not in columns else ())]
        for batch in self._read(table.name, schema, wanted):
            rows = batch.filter(pc.is_in(batch.column("kind"), pa.array(kinds))) if kinds else batch
            yield _with_times_as_text(rows, columns)

    def _read(self, name: str, schema: pa.Schema, columns: list[str]) -> Iterable[pa.RecordBatch]:
        parquet = self.folder / f"{name}.parquet"
        if parquet.exists():
            with pq.ParquetFile(parquet) as file:
                yield from file.iter_batches(_BATCH, columns=columns)
        else:
            yield from self._read_csv(self.folder / f"{name}.csv", schema, columns)

    def _read_csv(
        self, path: Path, schema: pa.Schema, columns: list[str]
    ) -> Iterator[pa.RecordBatch]:
        convert = pcsv.ConvertOptions(
            column_types=schema,
            include_columns=columns,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        )
        parse = pcsv.ParseOptions(newlines_in_values=True)
        read = pcsv.ReadOptions(block_size=_BLOCK)
        with pcsv.open_csv(path, read, parse, convert) as batches:
            for batch in batches:
                yield spreadsheet.restored(batch) if self.guarded else batch


def _with_times_as_text(batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
    arrays = [_text(batch.column(name)) for name in columns]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _text(array: ArrowArray) -> ArrowArray:
    if pa.types.is_timestamp(array.type):
        return pc.strftime(cast("pa.TimestampArray", array), format="%Y-%m-%dT%H:%M:%SZ")
    return array
