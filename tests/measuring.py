"""Computes tables from logs that a test holds in memory, with either engine."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from console.domain import events as ev
from console.export.build_tables import compute_text_tables, computed_tables
from console.export.ingest import ingest
from console.export.privacy import TextPrivacy
from console.measures.engines import EngineName, engine

Row = dict[str, Any]


def tables_of(
    *logs: Iterable[ev.Event], engine_name: EngineName = "duckdb"
) -> dict[str, list[Row]]:
    """Every table but the events; times are microseconds since 1970, as the engine has them."""
    named = [(events[0].session, events) for events in map(list, logs)]
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        ingested = ingest(named, TextPrivacy("full", None), scratch)
        with engine(engine_name, scratch) as query_engine:
            compute_text_tables(query_engine, ingested, scratch, share_texts=True)
            return {
                table.name: [row for batch in batches for row in batch.to_pylist()]
                for table, batches in computed_tables(query_engine, with_texts=True)
            }
