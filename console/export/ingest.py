"""Writes logs as the bundle's table of events, and their texts as a table outside the bundle.

What sent messages claim is counted here, where the customer's record is at hand.

Facts are streamed: memory holds some thousand events, however many logs there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from console.domain import events as ev
from console.export.columnar import schema_of
from console.export.passed_measures import PassedMeasures
from console.export.privacy import Row, TextPrivacy
from console.export.provenance import Model
from console.measures.events import EVENTS, rows
from console.measures.text.claims import ClaimCounter
from console.measures.text_tables import CLAIMS, PASSED_EDITS, PASSED_SIDES, TEXTS

_BATCH = 16_384

_WITH_TEXT = (
    ev.MessageReceived,
    ev.MessageSent,
    ev.SuggestionReady,
    ev.SuggestionRevised,
    ev.QuestionAnswered,
)

_EVENTS, _TEXTS, _CLAIMS = schema_of(EVENTS), schema_of(TEXTS), schema_of(CLAIMS)


@dataclass(frozen=True, slots=True)
class Ingested:
    """Files of events, texts, claims and what was measured of texts that were not stored.

    ``models`` and ``studies`` (by hash) are those of the sessions.

    ``practice`` are the ids of the sessions whose customers were made up.
    """

    events: Path
    texts: Path
    claims: Path
    passed_edits: Path
    passed_sides: Path
    models: frozenset[Model]
    studies: frozenset[str]
    practice: frozenset[str]


def ingest(
    logs: Iterable[tuple[str, Iterable[ev.Event]]], privacy: TextPrivacy, folder: Path
) -> Ingested:
    """Write the events of logs as far as they may be shared, and their texts in full.

    Args:
        logs: each log's name and its events in order.
        privacy: what may be shared.
        folder: where the files go.
    """
    events, texts, claims, passed_edits, passed_sides = (
        folder / f"{name}.parquet"
        for name in ("events", "texts", "claims", PASSED_EDITS.name, PASSED_SIDES.name)
    )
    models: set[Model] = set()
    studies: set[str] = set()
    practice: set[str] = set()
    with (
        pq.ParquetWriter(events, _EVENTS, compression="zstd") as event_writer,
        pq.ParquetWriter(texts, _TEXTS, compression="zstd") as text_writer,
        pq.ParquetWriter(claims, _CLAIMS, compression="zstd") as claim_writer,
        PassedMeasures(passed_edits, passed_sides) as passed,
    ):
        for chunk in _chunks(_filtered_events(logs, privacy, passed)):
            event_writer.write_table(
                pa.Table.from_pylist([each.row for each in chunk], schema=_EVENTS)
            )
            text_rows = [each.text for each in chunk if each.text is not None]
            text_writer.write_table(pa.Table.from_pylist(text_rows, schema=_TEXTS))
            claim_rows = [each.claims for each in chunk if each.claims is not None]
            claim_writer.write_table(pa.Table.from_pylist(claim_rows, schema=_CLAIMS))
            models.update(_models(chunk, privacy))
            studies.update(_studies(chunk))
            practice.update(_practice(chunk))
    return Ingested(
        events,
        texts,
        claims,
        passed_edits,
        passed_sides,
        frozenset(models),
        frozenset(studies),
        frozenset(practice),
    )


@dataclass(frozen=True, slots=True)
class _FilteredEvent:
    """An event, its row as far as it may be shared, and the rows of its text and claims if any."""

    event: ev.Event
    row: Row
    text: Row | None
    claims: Row | None


def _filtered_events(
    logs: Iterable[tuple[str, Iterable[ev.Event]]], privacy: TextPrivacy, passed: PassedMeasures
) -> Iterator[_FilteredEvent]:
    for name, facts in logs:
        row_filter, counter = privacy.of_log(), ClaimCounter()
        for event, row in rows(facts, name):
            shared, counted = row_filter(event, row), counter.count(event)
            passed.take(event, name)
            yield _FilteredEvent(
                event,
                shared,
                _text_row(event, row, shared),
                None if counted is None else _key(row) | asdict(counted),
            )
        passed.end_log()


def _key(row: Row) -> Row:
    return {name: row[name] for name in CLAIMS.key}


def _text_row(event: ev.Event, row: Row, shared: Row) -> Row | None:
    fact = event.fact
    if not isinstance(fact, _WITH_TEXT) or fact.text is None:
        return None
    if getattr(fact, "measured", None) is not None:  # the text was not stored
        return None
    text_row = {
        name: row.get(name) for name in ("log", "seq", "chat", "kind", "origin", "suggestion")
    }
    return text_row | {"text": fact.text, "shared": shared.get("text")}


def _models(chunk: Iterable[_FilteredEvent], privacy: TextPrivacy) -> Iterator[Model]:
    for each in chunk:
        fact = each.event.fact
        if isinstance(fact, ev.SessionStarted) and fact.model is not None:
            yield privacy.model(fact.model) or "", fact.model_sha256


def _studies(chunk: Iterable[_FilteredEvent]) -> Iterator[str]:
    for each in chunk:
        if isinstance(each.event.fact, ev.StudyEntered):
            yield each.event.fact.study_hash


def _practice(chunk: Iterable[_FilteredEvent]) -> Iterator[str]:
    for each in chunk:
        if isinstance(each.event.fact, ev.SessionStarted) and each.event.fact.practice:
            yield each.event.session


def _chunks(source: Iterator[_FilteredEvent]) -> Iterator[list[_FilteredEvent]]:
    while chunk := list(islice(source, _BATCH)):
        yield chunk
