"""What a table's columns are: name, type, unit, meaning, and how each value is computed.

The tables themselves, the data package's descriptor and the codebook are all made from these
definitions, so that they can't disagree.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from console.column_types import ColumnType

PAPER = "Ni et al., arXiv 2603.29888"
"""The field experiment whose definitions the measures follow where it gives them."""

Relation = Any  # Ibis ships no type information
"""A table expression of Ibis. Ibis has no type information, so mypy knows no more of it."""

Value = Any  # Ibis ships no type information
"""A column expression of Ibis."""


class Privacy(Enum):
    """What a column reveals about people, and so what a text policy does to it."""

    OPEN = "open"
    TEXT = "text"
    AGENT = "agent"
    CUSTOMER = "customer"
    FACT = "fact"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column's definition. ``source`` names the publication it is from, if it is not ours."""

    name: str
    type: ColumnType
    description: str
    unit: str | None = None
    formula: str | None = None
    source: str | None = None
    nullable: bool = True
    privacy: Privacy = Privacy.OPEN


@dataclass(frozen=True, kw_only=True)
class Measure(Column):
    """A column and the expression that computes it.

    ``empty`` is the value where an expression that aggregates rows had none to aggregate.
    """

    expression: Callable[[Relation], Value]
    empty: int | None = None

    def __call__(self, rows: Relation) -> Value:
        """The expression over these rows."""
        return self.expression(rows)


@dataclass(frozen=True)
class Table:
    """A table. ``key`` names the columns that together identify a row."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def measure(
    kind: ColumnType,
    *,
    unit: str | None = None,
    formula: str | None = None,
    source: str | None = None,
    empty: int | None = None,
    nullable: bool = True,
    privacy: Privacy = Privacy.OPEN,
) -> Callable[[Callable[[Relation], Value]], Measure]:
    """Turn a function from rows to an expression into a measure.

    The function's name is the column's, its docstring the description. ``formula`` says in terms of
    the log's facts how the value is computed, where the description does not.
    """

    def make(function: Callable[[Relation], Value]) -> Measure:
        return Measure(
            name=function.__name__,
            type=kind,
            description=" ".join((function.__doc__ or "").split()),
            unit=unit,
            formula=formula,
            source=source,
            empty=empty,
            nullable=nullable,
            privacy=privacy,
            expression=function,
        )

    return make


def plain_column(
    name: str,
    kind: ColumnType,
    description: str,
    *,
    unit: str | None = None,
    formula: str | None = None,
    nullable: bool = True,
    privacy: Privacy = Privacy.OPEN,
) -> Measure:
    """A column that the rows already have under this name."""
    return Measure(
        name=name,
        type=kind,
        description=description,
        unit=unit,
        formula=formula,
        nullable=nullable,
        privacy=privacy,
        expression=lambda rows: rows[name],
    )


def columns_from(table: Table, rows: Relation) -> dict[str, Value]:
    """A table's columns, each from the rows if they have it, else computed by its measure."""
    return {
        column.name: column(rows)
        if isinstance(column, Measure) and column.name not in rows.columns
        else rows[column.name]
        for column in table.columns
    }


def aggregated(rows: Relation, by: tuple[str, ...], measures: Iterable[Measure]) -> Relation:
    """Rows aggregated by key columns: one row a key, one column a measure."""
    return rows.group_by(*by).agg(**{each.name: each(rows) for each in measures})


def left_join(rows: Relation, others: Relation, by: tuple[str, ...]) -> Relation:
    """Rows with the columns of ``others`` that have the same key, null where there are none."""
    keys = {f"{name}_of_other": name for name in by}
    others = others.rename(keys)
    same = [rows[name] == others[renamed] for renamed, name in keys.items()]
    return rows.left_join(others, same).drop(*keys)


def with_parts(
    rows: Relation, by: tuple[str, ...], parts: Iterable[tuple[Relation, Sequence[Measure]]]
) -> Relation:
    """Rows with the measures of parts joined to them, ``empty`` where a part has no row.

    All parts are joined at once: joining them one by one, each with all columns so far, took Ibis
    twice as long to translate into SQL.
    """
    joined, columns = rows, {name: rows[name] for name in rows.columns}
    for number, (part_rows, measures) in enumerate(parts):
        keys = {f"{name}_of_{number}": name for name in by}
        part = aggregated(part_rows, by, measures).rename(keys)
        joined = joined.left_join(part, [rows[name] == part[key] for key, name in keys.items()])
        columns |= {each.name: _or_empty(part[each.name], each) for each in measures}
    return joined.select(**columns)


def _or_empty(value: Value, of: Measure) -> Value:
    return value if of.empty is None else value.fill_null(of.empty)
