"""From gathered logs to the tables of a bundle. What it imports takes a second to load."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped] # ships no types

from console.export.columnar import write
from console.export.descriptor import Format
from console.export.gather import Gathered, Store
from console.export.ingest import Ingested, ingest
from console.export.privacy import Discretion
from console.export.provenance import Model
from console.export.wording import write_chat_texts, write_edits
from console.measures.columns import Table
from console.measures.engines import Engine, engine
from console.measures.events import EVENTS
from console.measures.plan import plan, times_of
from console.measures.tables import TABLES
from console.measures.texts import CHAT_TEXTS, EDITS, TEXTS

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Computed:
    """How many rows each table has, and which models the sessions had."""

    rows: dict[str, int]
    models: frozenset[Model]


def compute(
    gathered: Gathered,
    store: Store,
    discretion: Discretion,
    fmt: Format,
    folder: Path,
    progress: Progress,
) -> Computed:
    """Write every table into ``folder``."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as place:
        scratch = Path(place)
        progress("reading events", 0.1)
        found = ingest(gathered.facts(store), discretion, scratch)
        with engine("duckdb", scratch) as machine:
            progress("measuring texts", 0.4)
            prepare(machine, found, scratch)
            progress("computing measures", 0.6)
            told = discretion.policy != "none"
            rows = _write_tables(machine, found, fmt, folder, with_texts=told)
    return Computed(rows, found.models)


def definitions() -> list[Table]:
    """The tables of a bundle, in their order."""
    return [EVENTS, *(each.table for each in TABLES)]


def prepare(machine: Engine, found: Ingested, scratch: Path) -> None:
    """Give the engine what measures are computed from, with what texts tell measured first."""
    machine.read(EVENTS.name, [found.events], times_of(EVENTS))
    machine.read(TEXTS.name, [found.texts], ())
    for table, write_table in ((EDITS, write_edits), (CHAT_TEXTS, write_chat_texts)):
        path = scratch / f"{table.name}.parquet"
        write_table(machine, path)
        machine.read(table.name, [path], ())


def results(machine: Engine, *, with_texts: bool) -> Iterator[tuple[Table, Iterator[Any]]]:
    """Compute every table but the events; each with the batches of its rows."""
    todo = plan(machine.dialect, with_texts=with_texts)
    for step in todo.steps:
        machine.keep(step.name, step.sql)
    for table, sql in todo.tables:
        yield table, machine.batches(sql)


def _write_tables(
    machine: Engine, found: Ingested, fmt: Format, folder: Path, *, with_texts: bool
) -> dict[str, int]:
    """Write the events as they are and every other table as it is computed."""
    rows = {EVENTS.name: _write_events(found.events, fmt, folder)}
    for table, batches in results(machine, with_texts=with_texts):
        rows[table.name] = write(table, batches, fmt, folder / f"{table.name}.{fmt}")
    return rows


def _write_events(events: Path, fmt: Format, folder: Path) -> int:
    with pq.ParquetFile(events) as file:
        return write(EVENTS, file.iter_batches(), fmt, folder / f"{EVENTS.name}.{fmt}")
