"""From gathered logs to the tables of a bundle. What it imports takes a second to load."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
from console.measures.pipeline import Given, measured
from console.measures.tables import TABLES

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
            progress("computing measures", 0.4)
            given = given_of(machine, found, scratch, told=discretion.policy != "none")
            rows = _write_tables(machine, given, found.events, fmt, folder, progress)
    return Computed(rows, found.models)


def definitions() -> list[Table]:
    """The tables of a bundle, in their order."""
    return [EVENTS, *(each.table for each in TABLES)]


def given_of(machine: Engine, found: Ingested, scratch: Path, *, told: bool) -> Given:
    """What measures are computed from, with what texts tell measured first."""
    events = machine.read("events", [found.events], ["time"])
    texts = machine.read("texts", [found.texts], [])
    edits, chat_texts = scratch / "edits.parquet", scratch / "chat_texts.parquet"
    write_edits(machine, events, texts, edits)
    write_chat_texts(machine, texts, chat_texts)
    return Given(
        events=events,
        edits=machine.read("edits", [edits], []),
        chat_texts=machine.read("chat_texts", [chat_texts], []),
        texts=texts if told else None,
    )


def _write_tables(
    machine: Engine, given: Given, events: Path, fmt: Format, folder: Path, progress: Progress
) -> dict[str, int]:
    """Write the events as they are and every other table as it is computed."""
    rows = {EVENTS.name: _write_events(events, fmt, folder)}
    found = measured(given, machine.keep)
    for done, each in enumerate(TABLES):
        progress(f"writing {each.table.name}", 0.5 + 0.5 * done / len(TABLES))
        path = folder / f"{each.table.name}.{fmt}"
        batches = machine.batches(each.expression(found))
        rows[each.table.name] = write(each.table, batches, fmt, path)
    return rows


def _write_events(events: Path, fmt: Format, folder: Path) -> int:
    with pq.ParquetFile(events) as file:
        return write(EVENTS, file.iter_batches(), fmt, folder / f"{EVENTS.name}.{fmt}")
