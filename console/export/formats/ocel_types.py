"""The types of an OCEL: which attributes events and objects have, typed as the standard does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from console.column_types import TYPE_NAMES
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.measures.events import EVENTS


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute and its type."""

    name: str
    type: str

    def value(self, column_value: Any) -> Any:  # noqa: ANN401 - of any column
        """A column's value as the attribute's; truth is a number in tables."""
        return bool(column_value) if self.type == "boolean" else column_value


_AS_RELATIONS = frozenset({"chat", "suggestion", "customer", "agent", "previous", "replaces"})
"""Columns that name objects: they are relations of the event."""

_DERIVED = {
    "characters": "text",
    "customer_tenure_days": "customer",
    "arm_name": "name",
    "bucket_start": "bucket",
}
"""Columns whose value comes from another field of the fact."""


def _of_fact(fact: type[ev.Fact]) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(
            column.name,
            "boolean" if _is_truth(fact, column.name) else TYPE_NAMES[column.type].ocel,
        )
        for column in EVENTS.columns
        if column.name not in {"kind", *_AS_RELATIONS}
        and _DERIVED.get(column.name, column.name) in fact.model_fields
    )


def _is_truth(fact: type[ev.Fact], name: str) -> bool:
    known = fact.model_fields.get(name)
    return known is not None and known.annotation in (bool, bool | None)


ATTRIBUTES: dict[str, tuple[Attribute, ...]] = {
    fact.model_fields["kind"].default: _of_fact(fact) for fact in ev.FACT_TYPES
}
"""The attributes of each kind of event."""

EVENT_COLUMNS = (
    *("log", "session", "seq", "time", "kind", *sorted(_AS_RELATIONS)),
    *sorted({each.name for attributes in ATTRIBUTES.values() for each in attributes}),
)
"""Columns of the events that an OCEL is made from."""

OBJECTS: dict[str, tuple[Attribute, ...]] = {
    "chat": (
        Attribute("chat", "string"),
        Attribute("run", "string"),
        Attribute("known_issue", "string"),
        Attribute("status", "string"),
        Attribute("arm", "string"),
        Attribute("access", "boolean"),
        Attribute("issue", "string"),
        Attribute("disposition", "string"),
        Attribute("resolved", "boolean"),
        Attribute("rating", "integer"),
    ),
    "suggestion": (
        Attribute("suggestion", "string"),
        Attribute("about", "string"),
        Attribute("by_agent", "boolean"),
        Attribute("issue", "string"),
        Attribute("outcome", "string"),
        Attribute("good", "boolean"),
    ),
    "customer": (Attribute("customer", "string"), Attribute("tenure_days", "integer")),
    "agent": (Attribute("agent", "string"), Attribute("tier", "string")),
    "session": (
        Attribute("session", "string"),
        Attribute("run", "string"),
        Attribute("study", "string"),
        Attribute("arm", "string"),
        Attribute("utc_offset_s", "integer"),
        Attribute("resumed", "boolean"),
    ),
}
"""The attributes of each type of object. What changes has the time from which it holds.

A chat's ``status`` is queued, active, closed, abandoned or dropped; its ``issue`` is the one the
agent confirmed. A suggestion's ``outcome`` is pending until what became of it.
"""


def event_types() -> list[JsonObject]:
    """The types of events, one a kind of fact."""
    return [_type(kind, attributes) for kind, attributes in ATTRIBUTES.items()]


def object_types() -> list[JsonObject]:
    """The types of objects."""
    return [_type(name, attributes) for name, attributes in OBJECTS.items()]


def _type(name: str, attributes: Iterable[Attribute]) -> JsonObject:
    return {
        "name": name,
        "attributes": [{"name": each.name, "type": each.type} for each in attributes],
    }
