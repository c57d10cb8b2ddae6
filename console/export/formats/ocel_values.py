"""How an OCEL says what an object is: its attributes, each from when on, and its relations."""

from collections.abc import Iterable, Iterator
from typing import Any

from console.export.formats.ocel_relations import Relation
from console.export.formats.ocel_types import OBJECTS

ALWAYS = "1970-01-01T00:00:00Z"
"""The time from which that is true which never changes, by the standard."""

Said = tuple[str, str, Any]
"""An attribute's name, the time from which it is so, and its value."""


def told(
    kind: str, name: str, said: Iterable[Said], relations: Iterable[Relation]
) -> dict[str, Any]:
    """An object of this type and name; what is null is not said, nor what is no news."""
    types = {each.name: each for each in OBJECTS[kind]}
    known = (each for each in said if each[2] is not None)
    return {
        "id": name,
        "type": kind,
        "attributes": [
            {"name": attribute, "time": time, "value": types[attribute].value(value)}
            for attribute, time, value in _changes(known)
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
