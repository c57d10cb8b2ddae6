"""What a table's columns are: name, type, unit, meaning, and how the value comes about.

Schemas, the data package's descriptor, the codebook and the rows themselves are all made from
these, so that they can't disagree.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
V_co = TypeVar("V_co", covariant=True)

ColumnType = Literal["string", "integer", "number", "boolean", "datetime", "object", "array"]
"""Frictionless's names. ``object`` and ``array`` are JSON texts."""

_TYPES: dict[object, ColumnType] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime: "datetime",
}


class Privacy(Enum):
    """What a column gives away about people, and so what a text policy does to it."""

    OPEN = "open"
    TEXT = "text"
    AGENT = "agent"
    CUSTOMER = "customer"
    FACT = "fact"


@dataclass(frozen=True)
class Column(Generic[T, V_co]):
    """One column of a table over things of type ``T``; ``value`` computes it, null as None."""

    name: str
    type: ColumnType
    description: str
    value: Callable[[T], V_co]
    unit: str | None = None
    formula: str | None = None
    nullable: bool = True
    privacy: Privacy = Privacy.OPEN

    def __call__(self, thing: T) -> V_co:
        """The column's value for one thing."""
        return self.value(thing)


@dataclass(frozen=True)
class Table(Generic[T]):
    """A table. ``key`` names the columns that tell its rows apart."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column[T, Any], ...]

    def row(self, thing: T) -> dict[str, Any]:
        """One thing as a row."""
        return {column.name: column.value(thing) for column in self.columns}


def column(
    *, unit: str | None = None, formula: str | None = None, privacy: Privacy = Privacy.OPEN
) -> Callable[[Callable[[T], V_co]], Column[T, V_co]]:
    """Make a column of a function.

    Its name is the column's, its docstring the description, its return type the type. ``formula``
    says in the words of the log how the value comes about where the description does not.
    """

    def make(function: Callable[[T], V_co]) -> Column[T, V_co]:
        kind, nullable = _column_type(get_type_hints(function)["return"])
        return Column(
            name=function.__name__,
            type=kind,
            description=" ".join((function.__doc__ or "").split()),
            value=function,
            unit=unit,
            formula=formula,
            nullable=nullable,
            privacy=privacy,
        )

    return make


def indicator(condition: bool | None) -> int | None:
    """A yes or no as 1 or 0, so that its mean is a share; null stays null."""
    return None if condition is None else int(condition)


def _column_type(hint: object) -> tuple[ColumnType, bool]:
    if get_origin(hint) not in (Union, types.UnionType):
        return _TYPES[hint], False
    (inner,) = (each for each in get_args(hint) if each is not type(None))
    return _TYPES[inner], True
