"""From gathered logs to the tables of a bundle. What it imports takes a second to load."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from console.domain import events as ev
from console.domain.progress import ShareProgress
from console.export.columnar import write
from console.export.ingest import Ingested, ingest
from console.export.merging import merge, parts_of
from console.export.options import BundleFormat, TableInputs
from console.export.privacy import TextPrivacy
from console.export.provenance import Model, merged_provenance
from console.export.text_measures import write_chat_texts, write_edits
from console.measures.engines import EngineName, QueryEngine, engine
from console.measures.events import EVENTS
from console.measures.schema import Table
from console.measures.sql_plan import plan, times_of
from console.measures.tables import TABLES
from console.measures.texts import CHAT_TEXTS, EDITS, TEXTS

_COMPUTED = 0.5
"""The share of the work that is done when measures begin to be computed."""


@dataclass(frozen=True, slots=True)
class Computed:
    """How many rows each table has, and which models and studies (by hash) the sessions had."""

    rows: dict[str, int]
    models: frozenset[Model]
    studies: frozenset[str]


def compute(
    logs: Iterable[tuple[str, Iterable[ev.Event]]],
    discretion: TextPrivacy,
    form: BundleFormat,
    folder: Path,
    progress: ShareProgress,
) -> Computed:
    """Write every table of these logs, each a name and its events, into ``folder``."""
    with scratch_beside(folder) as scratch:
        progress("reading events", 0.1)
        found = ingest(logs, discretion, scratch)
        with engine("duckdb", scratch) as machine:
            progress("measuring texts", 0.3)
            material = measure_texts(machine, found, scratch, told=discretion.policy != "none")
            rows = write_tables(machine, material, form, folder, progress)
    return Computed(rows, found.models, found.studies)


@contextmanager
def scratch_beside(folder: Path) -> Iterator[Path]:
    """A folder for what is needed while a bundle is written, on the bundle's disk."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as place:
        yield Path(place)


def definitions() -> list[Table]:
    """The tables of a bundle, in their order."""
    return [EVENTS, *(each.table for each in TABLES)]


def measure_texts(
    machine: QueryEngine, found: Ingested, scratch: Path, *, told: bool
) -> TableInputs:
    """Measure what only texts can tell; afterwards the engine has all it needs."""
    machine.read(EVENTS.name, [found.events], times_of(EVENTS))
    machine.read(TEXTS.name, [found.texts], ())
    for table, write_table in ((EDITS, write_edits), (CHAT_TEXTS, write_chat_texts)):
        path = scratch / f"{table.name}.parquet"
        write_table(machine, path)
        machine.read(table.name, [path], ())
    edits, chat_texts = (scratch / f"{table.name}.parquet" for table in (EDITS, CHAT_TEXTS))
    return TableInputs(found.events, edits, chat_texts, found.texts if told else None)


def compute_again(
    bundles: Sequence[Path],
    engine_name: EngineName,
    form: BundleFormat,
    folder: Path,
    progress: ShareProgress,
) -> tuple[dict[str, int], dict[str, Any]]:
    """Write every table of these bundles' events; returns the tables' rows and the provenance.

    Raises:
        ExportError: they can't be read, or don't go together.
        EngineMissing: see ``console.measures.engines.engine``.
    """
    parts = parts_of(bundles)
    with scratch_beside(folder) as scratch:
        progress("merging events", 0.1)
        material = merge(parts, scratch)
        with engine(engine_name, scratch) as machine:
            load(machine, material)
            rows = write_tables(machine, material, form, folder, progress)
    return rows, merged_provenance([part.provenance for part in parts], rows)


def load(machine: QueryEngine, material: TableInputs) -> None:
    """Give an engine what was measured before."""
    machine.read(EVENTS.name, [material.events], times_of(EVENTS))
    machine.read(EDITS.name, [material.edits], ())
    machine.read(CHAT_TEXTS.name, [material.chat_texts], ())
    if material.texts is not None:
        machine.read(TEXTS.name, [material.texts], ())


def results(machine: QueryEngine, *, with_texts: bool) -> Iterator[tuple[Table, Iterator[Any]]]:
    """Compute every table but the events; each with the batches of its rows."""
    todo = plan(machine.dialect, with_texts=with_texts)
    for step in todo.steps:
        machine.keep(step.name, step.sql)
    for table, query in todo.tables:
        yield table, _asked(machine, query)


def _asked(machine: QueryEngine, query: Callable[[], str]) -> Iterator[Any]:
    yield from machine.batches(query())


def write_tables(
    machine: QueryEngine,
    material: TableInputs,
    form: BundleFormat,
    folder: Path,
    progress: ShareProgress,
) -> dict[str, int]:
    """Write the events as they are and every other table as it is computed."""
    rows = {EVENTS.name: _write(EVENTS, _batches(material.events), form, folder)}
    progress("computing measures", _COMPUTED)
    for table, batches in results(machine, with_texts=material.texts is not None):
        progress(
            f"writing {table.name}", _COMPUTED + (1 - _COMPUTED) * len(rows) / (len(TABLES) + 1)
        )
        rows[table.name] = _write(table, batches, form, folder)
    return rows


def _write(table: Table, batches: Iterable[Any], form: BundleFormat, folder: Path) -> int:
    path = folder / f"{table.name}.{form.fmt}"
    return write(table, batches, form.fmt, path, for_spreadsheets=form.for_spreadsheets)


def _batches(events: Path) -> Iterator[Any]:
    with pq.ParquetFile(events) as file:
        yield from file.iter_batches()
