"""The objects of an OCEL, with what is true of each from when on, and which belong together."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from console.export.formats.ocel_relations import KnownObjects, Relation, object_id
from console.export.formats.ocel_suggestions import suggestions
from console.export.formats.ocel_values import ALWAYS, Said, told
from console.export.formats.reader import Row, TableReader
from console.export.formats.sorting import table_in_order
from console.measures.events import EVENTS

_ENDS = {"chat_closed": "closed", "chat_abandoned": "abandoned", "chat_dropped": "dropped"}
_LIFE = (
    *("chat_queued", "chat_accepted", "chat_assigned", "issue_confirmed", "chat_rated"),
    *_ENDS,
)


def objects(tables: TableReader, scratch: Path, known: KnownObjects) -> Iterator[dict[str, Any]]:
    """Every object; ``known`` is what the events told."""
    yield from _agents(known)
    yield from _sessions(known)
    yield from _customers(tables, scratch)
    yield from _chats(tables, scratch, known)
    yield from suggestions(tables, scratch, known)


# --- agents, sessions, customers -------------------------------------------------------------


def _agents(known: KnownObjects) -> Iterator[dict[str, Any]]:
    sessions = sorted(
        (facts.agent, facts.time, name, facts.tier)
        for name, facts in known.sessions.items()
        if facts.agent is not None
    )
    for agent, group in groupby(sessions, itemgetter(0)):
        tiers = [("tier", time, tier) for _, time, _, tier in group]
        yield told("agent", object_id("agent", agent), [("agent", ALWAYS, agent), *tiers], ())


def _sessions(known: KnownObjects) -> Iterator[dict[str, Any]]:
    for name, facts in sorted(known.sessions.items()):
        said: list[Said] = [
            ("session", ALWAYS, name),
            ("run", ALWAYS, facts.run),
            ("utc_offset_s", ALWAYS, facts.utc_offset_s),
            ("resumed", ALWAYS, facts.resumed),
        ]
        said.append(("study", ALWAYS, facts.study))
        said += [("arm", *arm) for arm in facts.arms]
        worked = [] if facts.agent is None else [(object_id("agent", facts.agent), "worked by")]
        yield told("session", object_id("session", name), said, worked)


def _customers(tables: TableReader, scratch: Path) -> Iterator[dict[str, Any]]:
    columns = ("customer", "time", "log", "seq", "customer_tenure_days")
    order = columns[:4]
    with table_in_order(tables, scratch, EVENTS, columns, order, ("chat_queued",)) as rows:
        for customer, group in groupby(rows, itemgetter("customer")):
            since = [("tenure_days", r["time"], r["customer_tenure_days"]) for r in group]
            name = object_id("customer", customer)
            yield told("customer", name, [("customer", ALWAYS, customer), *since], ())


_SAID = ("arm", "access", "issue", "disposition", "resolved", "rating")
"""What single facts say of a chat from then on; the arm only where chats are drawn for."""

# --- chats -----------------------------------------------------------------------------------


def _chats(tables: TableReader, scratch: Path, known: KnownObjects) -> Iterator[dict[str, Any]]:
    columns = (
        *("log", "chat", "seq", "session", "time", "kind", "customer", "known_issue"),
        *_SAID,
    )
    with table_in_order(tables, scratch, EVENTS, columns, columns[:3], _LIFE) as rows:
        for _, group in groupby(rows, itemgetter("log", "chat")):
            facts = list(group)
            if any(fact["kind"] == "chat_queued" for fact in facts):
                yield _chat(facts, known)


def _chat(facts: list[Row], known: KnownObjects) -> dict[str, Any]:
    queued = next(fact for fact in facts if fact["kind"] == "chat_queued")
    taken = next((fact for fact in facts if fact["kind"] == "chat_accepted"), None)
    name = object_id("chat", queued["log"], queued["chat"])
    said: list[Said] = [
        ("chat", ALWAYS, queued["chat"]),
        ("run", ALWAYS, known.sessions[queued["session"]].run),
        ("known_issue", ALWAYS, queued["known_issue"]),
    ]
    said += [("status", fact["time"], status) for fact, status in _statuses(facts)]
    for attribute in _SAID:
        said += [(attribute, fact["time"], fact[attribute]) for fact in facts]
    return told("chat", name, said, _ties(name, queued, taken, known))


def _statuses(facts: list[Row]) -> Iterator[tuple[Row, str]]:
    """What the chat was from which fact on; the first of the facts that end a chat counts."""
    steps = {"chat_queued": "queued", "chat_accepted": "active", **_ENDS}
    for fact in facts:
        if fact["kind"] in steps:
            yield fact, steps[fact["kind"]]
        if fact["kind"] in _ENDS:
            return


def _ties(name: str, queued: Row, taken: Row | None, known: KnownObjects) -> Iterator[Relation]:
    yield object_id("customer", queued["customer"]), "customer"
    yield object_id("session", queued["session"]), "queued in"
    if taken is not None:
        yield object_id("session", taken["session"]), "taken in"
        agent = known.sessions[taken["session"]].agent
        if agent is not None:
            yield object_id("agent", agent), "taken by"
    if name in known.earlier:
        yield known.earlier[name], "returned from"
