"""The rules of OCEL 2.0 in JSON, written down from its specification.

The shape is what the published JSON schema (section 8.2) asks for, with one difference: there every
value is a text, while the format's own page and its list of types (integer, float, boolean) have
values as JSON has them, and readers keep types only of those. The references are those of the
published XML schema's keys (section 7.2), which the JSON schema can't express.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import jsonschema

Json = dict[str, Any]


def _list_of(required: dict[str, Any], optional: dict[str, Any] | None = None) -> Json:
    properties = {**required, **(optional or {})}
    item = {"type": "object", "properties": properties, "required": list(required)}
    return {"type": "array", "items": item | {"additionalProperties": False}}


_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_VALUE = {"type": ["string", "integer", "number", "boolean"]}
_TYPE = {"enum": ["string", "time", "integer", "float", "boolean"]}
_TYPES = _list_of({"name": _TEXT, "attributes": _list_of({"name": _TEXT, "type": _TYPE})})
_RELATIONS = _list_of({"objectId": _TEXT, "qualifier": _TEXT})

SCHEMA: Json = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "eventTypes": _TYPES,
        "objectTypes": _TYPES,
        "events": _list_of(
            {"id": _TEXT, "type": _TEXT, "time": _TIME},
            {"attributes": _list_of({"name": _TEXT, "value": _VALUE}), "relationships": _RELATIONS},
        ),
        "objects": _list_of(
            {"id": _TEXT, "type": _TEXT},
            {
                "attributes": _list_of({"name": _TEXT, "value": _VALUE, "time": _TIME}),
                "relationships": _RELATIONS,
            },
        ),
    },
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "additionalProperties": False,
}

_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "time": str,
    "integer": int,
    "float": (int, float),
    "boolean": bool,
}


def problems(log: Json) -> list[str]:
    """What is wrong with a log by the rules."""
    shape = [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(log)]
    return shape or [*_references(log), *_times(log)]


def _references(log: Json) -> Iterator[str]:
    known = {found["id"] for found in log["objects"]}
    for kind, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        yield from _twice(kind, [item["id"] for item in log[kind]])
        yield from _twice(types, [item["name"] for item in log[types]])
        declared = {item["name"]: item["attributes"] for item in log[types]}
        for item in log[kind]:
            yield from _attributes(item, declared)
            for relation in item["relationships"]:
                if relation["objectId"] not in known:
                    yield f"{item['id']}: no object {relation['objectId']}"


def _twice(kind: str, names: list[str]) -> Iterator[str]:
    if len(names) != len(set(names)):
        yield f"{kind}: some are there twice"


def _attributes(item: Json, declared: dict[str, list[Json]]) -> Iterator[str]:
    types = {each["name"]: each["type"] for each in declared.get(item["type"], ())}
    if item["type"] not in declared:
        yield f"{item['id']}: no type {item['type']}"
    for each in item["attributes"]:
        name, value = each["name"], each["value"]
        if name not in types:
            yield f"{item['id']}: no attribute {name}"
        elif not isinstance(value, _PYTHON[types[name]]) or (
            isinstance(value, bool) and types[name] != "boolean"
        ):
            yield f"{item['id']}: {name} is no {types[name]}"


def _times(log: Json) -> Iterator[str]:
    said = [event["time"] for event in log["events"]]
    said += [each["time"] for found in log["objects"] for each in found["attributes"]]
    for time in said:
        if datetime.fromisoformat(time).utcoffset() is None:
            yield f"{time} has no time zone"
