"""Dataclasses as JSON: an object for each, and null for what is not a finite number."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

INLINE: Mapping[str, object] = {"inline": True}
"""Metadata of a dataclass's field whose own fields are put among those of the whole in JSON."""


def json_key(key: str) -> Mapping[str, object]:
    """Metadata of a dataclass's field that has another name in JSON."""
    return {"key": key}


def json_object(whole: "DataclassInstance") -> JsonObject:
    """A dataclass as an object, with a key for each field in their order."""
    entries: JsonObject = {}
    for each in fields(whole):
        value = getattr(whole, each.name)
        if each.metadata.get("inline"):
            entries |= json_object(value)
        else:
            entries[each.metadata.get("key", each.name)] = json_value(value)
    return entries


def json_value(value: object) -> JsonValue:
    """The value with finite numbers, texts, lists and objects only.

    Raises:
        TypeError: JSON has nothing for a value of this type.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return json_object(value)
    if isinstance(value, Mapping):
        return {str(key): json_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(each) for each in value]
    return _scalar(value)


def _scalar(value: object) -> JsonValue:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"JSON has no {type(value).__name__}")
