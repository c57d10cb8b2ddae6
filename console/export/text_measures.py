"""Measures texts and writes the results as tables, from which all else is computed without them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from console.export.columnar import schema_of
from console.measures.engines import QueryEngine
from console.measures.schema import Table
from console.measures.sql_plan import text_plan
from console.measures.suggestions import SUGGESTION
from console.measures.text.parallel import measure_texts
from console.measures.text.similarity import edit, is_retyped
from console.measures.text_tables import CHAT_TEXTS, EDITS

Row = dict[str, Any]  # Any: columns differ in type
Side = tuple[str, str, str]
"""A log, a chat in it, and who wrote: agent or customer."""

_BATCH = 16_384


def write_edits(engine: QueryEngine, passed: Path, path: Path) -> None:
    """Write how suggestions were edited, and whether they were retyped: a row for each.

    ``passed`` is a file of rows that were measured when the texts passed.
    """
    queries = text_plan(engine.dialect)
    edited = map(_edit, _rows(engine, queries.edited))
    retyped = _retyped(_rows(engine, queries.typed))
    _write(EDITS, chain(edited, retyped, _passed(passed)), path)


def write_chat_texts(engine: QueryEngine, passed: Path, path: Path) -> None:
    """Write what was measured of the words of each side of each chat; ``passed`` as above."""
    sides = measure_texts(_sides(engine))
    measured = ({**_side(key), **asdict(chat_text)} for key, chat_text in sides)
    before = (row for row in _passed(passed) if row["messages"] is not None)
    _write(CHAT_TEXTS, chain(measured, before), path)


def _passed(path: Path) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield from batch.to_pylist()


def _sides(engine: QueryEngine) -> Iterator[list[tuple[Side, str]]]:
    """Texts by log, chat and side, some thousands at a time."""
    for batch in engine.batches(text_plan(engine.dialect).sides):
        yield [((row["log"], row["chat"], row["sender"]), row["text"]) for row in batch.to_pylist()]


def _side(key: Side) -> Row:
    return dict(zip(CHAT_TEXTS.key, key, strict=True))


def _edit(row: Row) -> Row:
    distance, similarity = edit(row["suggested"], row["sent"])
    return _key(row) | {"edit_distance": distance, "similarity": similarity}


def _retyped(rows: Iterable[Row]) -> Iterator[Row]:
    for _, pairs in groupby(rows, itemgetter(*SUGGESTION)):
        alike = [(pair, is_retyped(pair["suggested"], pair["typed"])) for pair in pairs]
        yield _key(alike[0][0]) | {"retyped": int(any(same for _, same in alike))}


def _key(row: Row) -> Row:
    return {name: row[name] for name in SUGGESTION}


def _rows(engine: QueryEngine, sql: str) -> Iterator[Row]:
    for batch in engine.batches(sql):
        yield from batch.to_pylist()


def _write(table: Table, rows: Iterable[Row], path: Path) -> None:
    schema = schema_of(table)
    source = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while chunk := list(islice(source, _BATCH)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))
