"""The objects of an OCEL: their attributes with the times from which they hold, and relations."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from console.domain.json_objects import JsonObject
from console.export.formats.ocel_relations import KnownObjects, Relation, object_id
from console.export.formats.ocel_suggestions import suggestions
from console.export.formats.ocel_values import ALWAYS, AttributeValue, ocel_object
from console.export.formats.reader import Row, TableReader
from console.export.formats.sorting import table_in_order
from console.measures.events import EVENTS

_ENDS = {"chat_closed": "closed", "chat_abandoned": "abandoned", "chat_dropped": "dropped"}
_CHAT_FACTS = (
    *("chat_queued", "chat_accepted", "chat_assigned", "issue_confirmed", "chat_rated"),
    *_ENDS,
)


def objects(tables: TableReader, scratch: Path, known: KnownObjects) -> Iterator[JsonObject]:
    """Every object; ``known`` is what was learnt from the events."""
    yield from _agents(known)
    yield from _sessions(known)
    yield from _customers(tables, scratch)
    yield from _chats(tables, scratch, known)
    yield from suggestions(tables, scratch, known)


# --- agents, sessions, customers -------------------------------------------------------------


def _agents(known: KnownObjects) -> Iterator[JsonObject]:
    sessions = sorted(
        (facts.agent, facts.time, name, facts.tier)
        for name, facts in known.sessions.items()
        if facts.agent is not None
    )
    for agent, group in groupby(sessions, itemgetter(0)):
        tiers = [("tier", time, tier) for _, time, _, tier in group]
        yield ocel_object(
            "agent", object_id("agent", agent), [("agent", ALWAYS, agent), *tiers], ()
        )


def _sessions(known: KnownObjects) -> Iterator[JsonObject]:
    for name, facts in sorted(known.sessions.items()):
        attributes: list[AttributeValue] = [
            ("session", ALWAYS, name),
            ("run", ALWAYS, facts.run),
            ("utc_offset_s", ALWAYS, facts.utc_offset_s),
            ("resumed", ALWAYS, facts.resumed),
        ]
        attributes.append(("study", ALWAYS, facts.study))
        attributes += [("arm", *arm) for arm in facts.arms]
        worked = [] if facts.agent is None else [(object_id("agent", facts.agent), "worked by")]
        yield ocel_object("session", object_id("session", name), attributes, worked)


def _customers(tables: TableReader, scratch: Path) -> Iterator[JsonObject]:
    columns = ("customer", "time", "log", "seq", "customer_tenure_days")
    order = columns[:4]
    with table_in_order(tables, scratch, EVENTS, columns, order, ("chat_queued",)) as rows:
        for customer, group in groupby(rows, itemgetter("customer")):
            since = [("tenure_days", r["time"], r["customer_tenure_days"]) for r in group]
            name = object_id("customer", customer)
            yield ocel_object("customer", name, [("customer", ALWAYS, customer), *since], ())


_CHAT_ATTRIBUTES = ("arm", "access", "issue", "disposition", "resolved", "rating")
"""Attributes of a chat that single facts set from then on; the arm only if chats are assigned."""

# --- chats -----------------------------------------------------------------------------------


def _chats(tables: TableReader, scratch: Path, known: KnownObjects) -> Iterator[JsonObject]:
    columns = (
        *("log", "chat", "seq", "session", "time", "kind", "customer", "known_issue"),
        *_CHAT_ATTRIBUTES,
    )
    with table_in_order(tables, scratch, EVENTS, columns, columns[:3], _CHAT_FACTS) as rows:
        for _, group in groupby(rows, itemgetter("log", "chat")):
            facts = list(group)
            if any(fact["kind"] == "chat_queued" for fact in facts):
                yield _chat(facts, known)


def _chat(facts: list[Row], known: KnownObjects) -> JsonObject:
    queued = next(fact for fact in facts if fact["kind"] == "chat_queued")
    taken = next((fact for fact in facts if fact["kind"] == "chat_accepted"), None)
    name = object_id("chat", queued["log"], queued["chat"])
    attributes: list[AttributeValue] = [
        ("chat", ALWAYS, queued["chat"]),
        ("run", ALWAYS, known.sessions[queued["session"]].run),
        ("known_issue", ALWAYS, queued["known_issue"]),
    ]
    attributes += [("status", fact["time"], status) for fact, status in _statuses(facts)]
    for attribute in _CHAT_ATTRIBUTES:
        attributes += [(attribute, fact["time"], fact[attribute]) for fact in facts]
    return ocel_object("chat", name, attributes, _ties(name, queued, taken, known))


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
