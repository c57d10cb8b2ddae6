"""The objects of an OCEL, with what is true of each from when on, and which belong together."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types

from console.export.also.ocel_relations import Known, Relation, object_id
from console.export.also.ocel_types import OBJECTS
from console.export.also.reader import Row, TableReader
from console.export.also.sorting import in_order, table_in_order
from console.measures.events import EVENTS
from console.measures.suggestions import SUGGESTIONS

ALWAYS = "1970-01-01T00:00:00Z"
"""The time from which that is true which never changes, by the standard."""

Said = tuple[str, str, Any]
"""An attribute's name, the time from which it is so, and its value."""

_ENDS = {"chat_closed": "closed", "chat_abandoned": "abandoned", "chat_dropped": "dropped"}
_LIFE = ("chat_queued", "chat_accepted", "issue_confirmed", "chat_rated", *_ENDS)
_FATE = ("suggestion_requested", "suggestion_ready", "suggestion_rated")
_FAILURES = {"failed": "suggestion_failed", "superseded": "suggestion_superseded"}


def objects(tables: TableReader, scratch: Path, known: Known) -> Iterator[dict[str, Any]]:
    """Every object; ``known`` is what the events told."""
    yield from _agents(known)
    yield from _sessions(known)
    yield from _customers(tables, scratch)
    yield from _chats(tables, scratch, known)
    yield from _suggestions(tables, scratch, known)


def _object(
    kind: str, name: str, said: Iterable[Said], relations: Iterable[Relation]
) -> dict[str, Any]:
    types = {each.name: each for each in OBJECTS[kind]}
    told = (each for each in said if each[2] is not None)
    return {
        "id": name,
        "type": kind,
        "attributes": [
            {"name": attribute, "time": time, "value": types[attribute].value(value)}
            for attribute, time, value in _changes(told)
        ],
        "relationships": [{"objectId": found, "qualifier": how} for found, how in relations],
    }


def _changes(said: Iterable[Said]) -> Iterator[Said]:
    """What says something new."""
    latest: dict[str, Any] = {}
    for name, time, value in said:
        if latest.get(name) != value:
            latest[name] = value
            yield name, time, value


# --- agents, sessions, customers -------------------------------------------------------------


def _agents(known: Known) -> Iterator[dict[str, Any]]:
    sessions = sorted(
        (facts.agent, facts.time, name, facts.tier)
        for name, facts in known.sessions.items()
        if facts.agent is not None
    )
    for agent, group in groupby(sessions, itemgetter(0)):
        tiers = [("tier", time, tier) for _, time, _, tier in group]
        yield _object("agent", object_id("agent", agent), [("agent", ALWAYS, agent), *tiers], ())


def _sessions(known: Known) -> Iterator[dict[str, Any]]:
    for name, facts in sorted(known.sessions.items()):
        said: list[Said] = [
            ("session", ALWAYS, name),
            ("run", ALWAYS, facts.run),
            ("utc_offset_s", ALWAYS, facts.utc_offset_s),
            ("resumed", ALWAYS, facts.resumed),
        ]
        if facts.arm is not None:
            said.append(("arm", *facts.arm))
        worked = [] if facts.agent is None else [(object_id("agent", facts.agent), "worked by")]
        yield _object("session", object_id("session", name), said, worked)


def _customers(tables: TableReader, scratch: Path) -> Iterator[dict[str, Any]]:
    columns = ("customer", "time", "log", "seq", "customer_tenure_days")
    order = columns[:4]
    with table_in_order(tables, scratch, EVENTS, columns, order, ("chat_queued",)) as rows:
        for customer, group in groupby(rows, itemgetter("customer")):
            since = [("tenure_days", r["time"], r["customer_tenure_days"]) for r in group]
            name = object_id("customer", customer)
            yield _object("customer", name, [("customer", ALWAYS, customer), *since], ())


# --- chats -----------------------------------------------------------------------------------


def _chats(tables: TableReader, scratch: Path, known: Known) -> Iterator[dict[str, Any]]:
    columns = (
        *("log", "chat", "seq", "session", "time", "kind", "customer", "known_issue"),
        *("issue", "disposition", "resolved", "rating"),
    )
    with table_in_order(tables, scratch, EVENTS, columns, columns[:3], _LIFE) as rows:
        for _, group in groupby(rows, itemgetter("log", "chat")):
            facts = list(group)
            if any(fact["kind"] == "chat_queued" for fact in facts):
                yield _chat(facts, known)


def _chat(facts: list[Row], known: Known) -> dict[str, Any]:
    queued = next(fact for fact in facts if fact["kind"] == "chat_queued")
    taken = next((fact for fact in facts if fact["kind"] == "chat_accepted"), None)
    name = object_id("chat", queued["log"], queued["chat"])
    said: list[Said] = [
        ("chat", ALWAYS, queued["chat"]),
        ("run", ALWAYS, known.sessions[queued["session"]].run),
        ("known_issue", ALWAYS, queued["known_issue"]),
    ]
    said += [("status", fact["time"], status) for fact, status in _statuses(facts)]
    for attribute in ("issue", "disposition", "resolved", "rating"):
        said += [(attribute, fact["time"], fact[attribute]) for fact in facts]
    return _object("chat", name, said, _ties(name, queued, taken, known))


def _statuses(facts: list[Row]) -> Iterator[tuple[Row, str]]:
    """What the chat was from which fact on; the first of the facts that end a chat counts."""
    steps = {"chat_queued": "queued", "chat_accepted": "active", **_ENDS}
    for fact in facts:
        if fact["kind"] in steps:
            yield fact, steps[fact["kind"]]
        if fact["kind"] in _ENDS:
            return


def _ties(name: str, queued: Row, taken: Row | None, known: Known) -> Iterator[Relation]:
    yield object_id("customer", queued["customer"]), "customer"
    yield object_id("session", queued["session"]), "queued in"
    if taken is not None:
        yield object_id("session", taken["session"]), "taken in"
        agent = known.sessions[taken["session"]].agent
        if agent is not None:
            yield object_id("agent", agent), "taken by"
    if name in known.earlier:
        yield known.earlier[name], "returned from"


# --- suggestions -----------------------------------------------------------------------------

_SUGGESTION = pa.schema(
    [
        *((name, pa.string()) for name in ("log", "chat", "suggestion")),
        ("seq", pa.int64()),
        *((name, pa.string()) for name in ("kind", "time", "about", "issue")),
        *((name, pa.int64()) for name in ("by_agent", "good")),
        *((name, pa.string()) for name in ("outcome", "decided_at")),
    ]
)
"""A fact about a suggestion, or (first, with no place in the log) what became of it."""


def _suggestions(tables: TableReader, scratch: Path, known: Known) -> Iterator[dict[str, Any]]:
    names = _SUGGESTION.names
    facts = tables.batches(EVENTS, names[:10], (*_FATE, *_FAILURES.values()))
    fates = tables.batches(SUGGESTIONS, ("session", "chat", "suggestion", "outcome", "decided_at"))
    told = (_with_log(batch, known) for batch in fates)
    batches = map(_fitted, chain(facts, told))
    with in_order(scratch, batches, names[:4]) as rows:
        for (log, _, suggestion), group in groupby(rows, itemgetter("log", "chat", "suggestion")):
            name = object_id("suggestion", log, suggestion)
            if name not in known.loose:
                yield _suggestion(name, list(group), known)


def _with_log(batch: pa.RecordBatch, known: Known) -> pa.RecordBatch:
    logs = [known.sessions[name].log for name in batch.column("session").to_pylist()]
    return batch.append_column("log", pa.array(logs, pa.string()))


def _fitted(batch: pa.RecordBatch) -> pa.RecordBatch:
    arrays = [
        batch.column(field.name)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in _SUGGESTION
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=_SUGGESTION)


def _suggestion(name: str, rows: list[Row], known: Known) -> dict[str, Any]:
    facts = [row for row in rows if row["kind"] is not None]
    fates = [row for row in rows if row["kind"] is None]
    asked = facts[0]
    said: list[Said] = [
        ("suggestion", ALWAYS, asked["suggestion"]),
        ("about", ALWAYS, asked["about"]),
        ("by_agent", ALWAYS, asked["by_agent"]),
        *(("issue", fact["time"], fact["issue"]) for fact in facts),
        ("outcome", asked["time"], "pending"),
        *(("outcome", _settled_at(fate, facts), fate["outcome"]) for fate in fates),
        *(("good", fact["time"], fact["good"]) for fact in facts),
    ]
    ties = [(object_id("chat", asked["log"], asked["chat"]), "made for")]
    if name in known.replaced:
        ties.append((known.replaced[name], "replaces"))
    return _object("suggestion", name, said, ties)


def _settled_at(fate: Row, facts: list[Row]) -> str:
    """When the outcome came about: the agent's decision, or the fact that made it so."""
    if fate["decided_at"] is not None:
        return str(fate["decided_at"])
    cause = _FAILURES.get(fate["outcome"])
    return str(next((f["time"] for f in facts if f["kind"] == cause), facts[-1]["time"]))
