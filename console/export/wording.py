"""Measures what only texts can tell, into the tables that stay when the texts don't."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from rapidfuzz.distance import Levenshtein

from console.export.columnar import schema_of
from console.measures.columns import Table
from console.measures.engines import Engine
from console.measures.plan import text_plan
from console.measures.suggestions import SUGGESTION
from console.measures.texts import CHAT_TEXTS, EDITS

Row = dict[str, Any]
_BATCH = 16_384


def write_edits(engine: Engine, path: Path) -> None:
    """Write what became of suggestions' words: a row each for editing and for typing again."""
    queries = text_plan(engine.dialect)
    edited = map(_edit, _rows(engine, queries.edited))
    retyped = _retyped(_rows(engine, queries.typed))
    _write(EDITS, chain(edited, retyped), path)


def write_chat_texts(engine: Engine, path: Path) -> None:
    """Write what was measured of the words of each side of each chat."""
    _write(CHAT_TEXTS, (), path)


def _edit(row: Row) -> Row:
    texts = row["suggested"], row["sent"]
    return _key(row) | {
        "edit_distance": Levenshtein.distance(*texts),
        "similarity": Levenshtein.normalized_similarity(*texts),
    }


def _retyped(rows: Iterable[Row]) -> Iterator[Row]:
    for _, pairs in groupby(rows, itemgetter(*SUGGESTION)):
        alike = [(pair, is_retyped(pair["suggested"], pair["typed"])) for pair in pairs]
        yield _key(alike[0][0]) | {"retyped": int(any(same for _, same in alike))}


def is_retyped(suggested: str, typed: str) -> bool:
    """Whether a typed message is near-identical to a suggestion."""
    return Levenshtein.normalized_similarity(suggested, typed, score_cutoff=0.9) > 0


def _key(row: Row) -> Row:
    return {name: row[name] for name in SUGGESTION}


def _rows(engine: Engine, sql: str) -> Iterator[Row]:
    for batch in engine.batches(sql):
        yield from batch.to_pylist()


def _write(table: Table, rows: Iterable[Row], path: Path) -> None:
    schema = schema_of(table)
    source = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while chunk := list(islice(source, _BATCH)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))
