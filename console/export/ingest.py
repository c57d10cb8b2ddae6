"""Logs become the bundle's table of events, and texts a table beside it that is not handed out.

Facts are streamed: memory holds some thousand events, however many logs there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from console.domain import events as ev
from console.export.columnar import schema_of
from console.export.privacy import Row, TextPrivacy
from console.export.provenance import Model
from console.measures.events import EVENTS, rows
from console.measures.texts import TEXTS

_BATCH = 16_384

_WITH_TEXT = (ev.MessageReceived, ev.MessageSent, ev.SuggestionReady, ev.QuestionAnswered)

_EVENTS, _TEXTS = schema_of(EVENTS), schema_of(TEXTS)


@dataclass(frozen=True, slots=True)
class Ingested:
    """Files of the events and the texts; the models and studies (by hash) of the sessions."""

    events: Path
    texts: Path
    models: frozenset[Model]
    studies: frozenset[str]


def ingest(
    logs: Iterable[tuple[str, Iterable[ev.Event]]], discretion: TextPrivacy, folder: Path
) -> Ingested:
    """Write the events of logs as far as they may be told, and their texts in full.

    Args:
        logs: each log's name and its events in order.
        discretion: what may be told.
        folder: where both files go.
    """
    events, texts = folder / "events.parquet", folder / "texts.parquet"
    models: set[Model] = set()
    studies: set[str] = set()
    with (
        pq.ParquetWriter(events, _EVENTS, compression="zstd") as told,
        pq.ParquetWriter(texts, _TEXTS, compression="zstd") as kept,
    ):
        for chunk in _chunks(_all(logs, discretion)):
            told.write_table(pa.Table.from_pylist([each.row for each in chunk], schema=_EVENTS))
            words = [each.text for each in chunk if each.text is not None]
            kept.write_table(pa.Table.from_pylist(words, schema=_TEXTS))
            models.update(_models(chunk, discretion))
            studies.update(_studies(chunk))
    return Ingested(events, texts, frozenset(models), frozenset(studies))


@dataclass(frozen=True, slots=True)
class _Told:
    """An event, its row as far as it may be told, and its text's row if it has one."""

    event: ev.Event
    row: Row
    text: Row | None


def _all(
    logs: Iterable[tuple[str, Iterable[ev.Event]]], discretion: TextPrivacy
) -> Iterator[_Told]:
    for name, facts in logs:
        tell = discretion.of_log()
        for event, row in rows(facts, name):
            told = tell(event, row)
            yield _Told(event, told, _text_row(event, row, told))


def _text_row(event: ev.Event, row: Row, told: Row) -> Row | None:
    if not isinstance(event.fact, _WITH_TEXT) or event.fact.text is None:
        return None
    own = {name: row.get(name) for name in ("log", "seq", "chat", "kind", "origin", "suggestion")}
    return own | {"text": event.fact.text, "told": told.get("text")}


def _models(chunk: Iterable[_Told], discretion: TextPrivacy) -> Iterator[Model]:
    for each in chunk:
        fact = each.event.fact
        if isinstance(fact, ev.SessionStarted) and fact.model is not None:
            yield discretion.model(fact.model) or "", fact.model_sha256


def _studies(chunk: Iterable[_Told]) -> Iterator[str]:
    for each in chunk:
        if isinstance(each.event.fact, ev.StudyEntered):
            yield each.event.fact.study_hash


def _chunks(source: Iterator[_Told]) -> Iterator[list[_Told]]:
    while chunk := list(islice(source, _BATCH)):
        yield chunk
