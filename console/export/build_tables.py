"""Writes the tables of a bundle from gathered logs. What it imports takes a second to load."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.domain.progress import ShareProgress
from console.export.columnar import write
from console.export.ingest import Ingested, ingest
from console.export.merging import events_by_session, merge, parts_of, withdrawn_from
from console.export.options import BundleFormat, TableInputs
from console.export.privacy import TextPrivacy
from console.export.provenance import Model, merged_provenance, without_people
from console.export.text_measures import write_chat_texts, write_edits
from console.export.withdrawals import NOBODY, Withdrawn
from console.measures.engines import EngineName, QueryEngine, engine
from console.measures.events import EVENTS
from console.measures.schema import Table
from console.measures.sql_plan import plan, times_of
from console.measures.tables import TABLES
from console.measures.text_tables import (
    CHAT_TEXTS,
    CLAIMS,
    EDITS,
    PASSED_EDITS,
    PASSED_SIDES,
    TEXTS,
)

_COMPUTED = 0.5
"""The share of the work that is done when measures begin to be computed."""


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """How many rows each table has, and which models and studies (by hash) the sessions had.

    ``practice`` are the ids of the sessions whose customers were made up.
    """

    rows: dict[str, int]
    models: frozenset[Model]
    studies: frozenset[str]
    practice: frozenset[str]


def write_bundle_tables(
    logs: Iterable[tuple[str, Iterable[ev.Event]]],
    privacy: TextPrivacy,
    bundle_format: BundleFormat,
    folder: Path,
    progress: ShareProgress,
) -> WrittenTables:
    """Write every table of these logs, each a name and its events, into ``folder``."""
    with scratch_folder(folder) as scratch:
        progress("reading events", 0.1)
        ingested = ingest(logs, privacy, scratch)
        with engine("duckdb", scratch) as query_engine:
            progress("measuring texts", 0.3)
            inputs = compute_text_tables(
                query_engine, ingested, scratch, share_texts=privacy.policy != "none"
            )
            rows = write_tables(query_engine, inputs, bundle_format, folder, progress)
    return WrittenTables(rows, ingested.models, ingested.studies, ingested.practice)


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """A folder for what is needed while a bundle is written, on the bundle's disk."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as place:
        yield Path(place)


def definitions() -> list[Table]:
    """The tables of a bundle, in their order."""
    return [EVENTS, *(each.table for each in TABLES)]


def compute_text_tables(
    query_engine: QueryEngine, ingested: Ingested, scratch: Path, *, share_texts: bool
) -> TableInputs:
    """Compute the tables that need texts; afterwards the engine has all its inputs."""
    query_engine.read(EVENTS.name, [ingested.events], times_of(EVENTS))
    query_engine.read(TEXTS.name, [ingested.texts], ())
    query_engine.read(CLAIMS.name, [ingested.claims], ())
    query_engine.read(PASSED_EDITS.name, [ingested.passed_edits], ())
    query_engine.read(PASSED_SIDES.name, [ingested.passed_sides], ())
    for table, write_table, passed in (
        (EDITS, write_edits, ingested.passed_edits),
        (CHAT_TEXTS, write_chat_texts, ingested.passed_sides),
    ):
        path = scratch / f"{table.name}.parquet"
        write_table(query_engine, passed, path)
        query_engine.read(table.name, [path], ())
    edits, chat_texts = (scratch / f"{table.name}.parquet" for table in (EDITS, CHAT_TEXTS))
    texts = ingested.texts if share_texts else None
    return TableInputs(ingested.events, edits, chat_texts, ingested.claims, texts)


def rewrite_bundle_tables(
    bundles: Sequence[Path],
    engine_name: EngineName,
    bundle_format: BundleFormat,
    folder: Path,
    progress: ShareProgress,
    withdrawn: Withdrawn = NOBODY,
) -> tuple[dict[str, int], JsonObject]:
    """Write every table of these bundles' events, without those of who is ``withdrawn``.

    Returns the tables' rows and the provenance.

    Raises:
        ExportError: they can't be read, or don't go together.
        EngineMissing: see ``console.measures.engines.engine``.
    """
    parts = parts_of(bundles)
    with scratch_folder(folder) as scratch:
        progress("merging events", 0.1)
        inputs = merge(parts, scratch, withdrawn)
        with engine(engine_name, scratch) as query_engine:
            load_inputs(query_engine, inputs)
            rows = write_tables(query_engine, inputs, bundle_format, folder, progress)
        remaining = events_by_session(inputs.events)
    record = merged_provenance([part.provenance for part in parts], rows)
    withdrawn |= withdrawn_from(parts)
    return rows, without_people(record, withdrawn, remaining) if withdrawn else record


def load_inputs(query_engine: QueryEngine, inputs: TableInputs) -> None:
    """Load the events and what was measured of texts before into an engine."""
    query_engine.read(EVENTS.name, [inputs.events], times_of(EVENTS))
    query_engine.read(EDITS.name, [inputs.edits], ())
    query_engine.read(CHAT_TEXTS.name, [inputs.chat_texts], ())
    query_engine.read(CLAIMS.name, [inputs.claims], ())
    if inputs.texts is not None:
        query_engine.read(TEXTS.name, [inputs.texts], ())


def computed_tables(
    query_engine: QueryEngine, *, with_texts: bool
) -> Iterator[tuple[Table, Iterator[pa.RecordBatch]]]:
    """Compute every table but the events; each with the batches of its rows."""
    sql_plan = plan(query_engine.dialect, with_texts=with_texts)
    for step in sql_plan.steps:
        query_engine.keep(step.name, step.sql)
    for table, query in sql_plan.tables:
        yield table, query_engine.batches(query)


def write_tables(
    query_engine: QueryEngine,
    inputs: TableInputs,
    bundle_format: BundleFormat,
    folder: Path,
    progress: ShareProgress,
) -> dict[str, int]:
    """Write the events as they are and every other table as it is computed."""
    rows = {EVENTS.name: _write(EVENTS, _event_batches(inputs.events), bundle_format, folder)}
    progress("computing measures", _COMPUTED)
    for table, batches in computed_tables(query_engine, with_texts=inputs.texts is not None):
        progress(
            f"writing {table.name}", _COMPUTED + (1 - _COMPUTED) * len(rows) / (len(TABLES) + 1)
        )
        rows[table.name] = _write(table, batches, bundle_format, folder)
    return rows


def _write(
    table: Table, batches: Iterable[pa.RecordBatch], bundle_format: BundleFormat, folder: Path
) -> int:
    path = folder / f"{table.name}.{bundle_format.fmt}"
    return write(
        table, batches, bundle_format.fmt, path, for_spreadsheets=bundle_format.for_spreadsheets
    )


def _event_batches(events: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(events) as file:
        yield from file.iter_batches()
