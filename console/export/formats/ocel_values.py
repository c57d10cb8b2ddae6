"""An object of an OCEL as JSON: its attributes, each from a time on, and its relations."""

from collections.abc import Iterable, Iterator
from typing import Any

from console.domain.json_objects import JsonObject
from console.export.formats.ocel_relations import Relation
from console.export.formats.ocel_types import OBJECTS

ALWAYS = "1970-01-01T00:00:00Z"
"""The time that the standard gives to attributes that never change."""

AttributeValue = tuple[str, str, Any]  # Any: the value, as its column has it
"""An attribute's name, the time from which it holds, and its value."""


def ocel_object(
    kind: str, name: str, values: Iterable[AttributeValue], relations: Iterable[Relation]
) -> JsonObject:
    """An object of this type and name, without null values and without repeated ones."""
    types = {each.name: each for each in OBJECTS[kind]}
    known = (each for each in values if each[2] is not None)
    return {
        "id": name,
        "type": kind,
        "attributes": [
            {"name": attribute, "time": time, "value": types[attribute].value(value)}
            for attribute, time, value in _changes(known)
        ],
        "relationships": [
            {"objectId": related, "qualifier": qualifier} for related, qualifier in relations
        ],
    }


def _changes(values: Iterable[AttributeValue]) -> Iterator[AttributeValue]:
    """The values that differ from the attribute's latest one."""
    latest: JsonObject = {}
    for name, time, value in values:
        if latest.get(name) != value:
            latest[name] = value
            yield name, time, value
