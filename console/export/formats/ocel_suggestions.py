"""The suggestions of an OCEL: what was requested, and what became of it when."""

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa

from console.domain.json_objects import JsonObject
from console.export.formats.ocel_relations import KnownObjects, object_id
from console.export.formats.ocel_values import ALWAYS, AttributeValue, ocel_object
from console.export.formats.reader import Row, TableReader
from console.export.formats.sorting import in_order
from console.measures.events import EVENTS
from console.measures.suggestions import SUGGESTIONS

_SUGGESTION_FACTS = ("suggestion_requested", "suggestion_ready", "suggestion_rated")
_FAILURES = {"failed": "suggestion_failed", "superseded": "suggestion_superseded"}

_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("log", "chat", "suggestion"), pa.string()),
    "seq": pa.int64(),
    **dict.fromkeys(("kind", "time", "about", "issue"), pa.string()),
    **dict.fromkeys(("by_agent", "good"), pa.int64()),
    **dict.fromkeys(("outcome", "decided_at"), pa.string()),
}
_SUGGESTION = pa.schema(_COLUMNS)
"""A fact about a suggestion, or (first, with no place in the log) what became of it."""


def suggestions(tables: TableReader, scratch: Path, known: KnownObjects) -> Iterator[JsonObject]:
    """Every suggestion that is an object, by its log, chat and id."""
    names = _SUGGESTION.names
    facts = tables.batches(EVENTS, names[:10], (*_SUGGESTION_FACTS, *_FAILURES.values()))
    outcomes = tables.batches(
        SUGGESTIONS, ("session", "chat", "suggestion", "outcome", "decided_at")
    )
    with_logs = (_with_log(batch, known) for batch in outcomes)
    batches = map(_fitted, chain(facts, with_logs))
    with in_order(scratch, batches, names[:4]) as rows:
        for (log, _, suggestion), group in groupby(rows, itemgetter("log", "chat", "suggestion")):
            name = object_id("suggestion", log, suggestion)
            if name not in known.orphans:
                yield _suggestion(name, list(group), known)


def _with_log(batch: pa.RecordBatch, known: KnownObjects) -> pa.RecordBatch:
    logs = [known.sessions[str(name)].log for name in batch.column("session").to_pylist()]
    return batch.append_column("log", pa.array(logs, pa.string()))


def _fitted(batch: pa.RecordBatch) -> pa.RecordBatch:
    arrays = [
        batch.column(field.name)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in _SUGGESTION
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=_SUGGESTION)


def _suggestion(name: str, rows: list[Row], known: KnownObjects) -> JsonObject:
    facts = [row for row in rows if row["kind"] is not None]
    outcomes = [row for row in rows if row["kind"] is None]
    requested = facts[0]
    attributes: list[AttributeValue] = [
        ("suggestion", ALWAYS, requested["suggestion"]),
        ("about", ALWAYS, requested["about"]),
        ("by_agent", ALWAYS, requested["by_agent"]),
        *(("issue", fact["time"], fact["issue"]) for fact in facts),
        ("outcome", requested["time"], "pending"),
        *(("outcome", _outcome_time(row, facts), row["outcome"]) for row in outcomes),
        *(("good", fact["time"], fact["good"]) for fact in facts),
    ]
    relationships = [(object_id("chat", requested["log"], requested["chat"]), "made for")]
    if name in known.replaced:
        relationships.append((known.replaced[name], "replaces"))
    return ocel_object("suggestion", name, attributes, relationships)


def _outcome_time(row: Row, facts: list[Row]) -> str:
    """When the outcome came about: the agent's decision, or the fact that made it so."""
    if row["decided_at"] is not None:
        return str(row["decided_at"])
    cause = _FAILURES.get(row["outcome"])
    return str(next((f["time"] for f in facts if f["kind"] == cause), facts[-1]["time"]))
