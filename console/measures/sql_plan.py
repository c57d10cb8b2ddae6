"""The measures as SQL for an engine: what to compute, in which order, from which tables.

The expressions are written once and depend on no engine. Here they are translated into SQL, which
takes many seconds and is done once: what comes of it is kept (``kept_sql``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import ibis
from ibis.config import Config

from console.column_types import TYPE_NAMES
from console.measures.edits import edited_pairs, sides, typed_pairs
from console.measures.events import EVENTS
from console.measures.kept_sql import Sql, kept_sql
from console.measures.pipeline import MeasureInputs, all_measures
from console.measures.schema import Relation, Table
from console.measures.tables import TABLES
from console.measures.text_tables import (
    CHAT_TEXTS,
    CLAIMS,
    EDITS,
    PASSED_EDITS,
    PASSED_SIDES,
    TEXTS,
)

Dialect = Literal["duckdb", "pyspark"]


class _SparkOptions(Config):  # type: ignore[misc] # Ibis is untyped
    """What Ibis asks for when it writes Spark's SQL.

    Ibis sets it when its Spark backend is loaded, which needs pandas; writing SQL needs neither.
    """

    treat_nan_as_null: bool = False


ibis.options.pyspark = _SparkOptions()


@dataclass(frozen=True, slots=True)
class QueryStep:
    """A query whose rows are kept under a name because several later queries read them."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class SqlPlan:
    """Steps in their order, then the tables, each with its query."""

    steps: tuple[QueryStep, ...]
    tables: tuple[tuple[Table, str], ...]


@dataclass(frozen=True, slots=True)
class TextPlan:
    """Queries for what texts are compared: see ``console.measures.edits``."""

    edited: str
    typed: str
    sides: str


@cache
def plan(dialect: Dialect, *, with_texts: bool) -> SqlPlan:
    """How to compute every table but the events, from these and what was measured of texts.

    Args:
        dialect: of the engine.
        with_texts: whether there is also a table of texts that may be shared.
    """
    name = f"{dialect}-with-texts" if with_texts else dialect
    sql = kept_sql(name, lambda: translated(dialect, with_texts=with_texts))
    names = [each.table.name for each in TABLES]
    return SqlPlan(
        tuple(QueryStep(step, query) for step, query in sql.items() if step not in names),
        tuple((each.table, sql[each.table.name]) for each in TABLES),
    )


def translated(dialect: Dialect, *, with_texts: bool) -> Sql:
    """The queries of the steps, then those of the tables, translated from the expressions."""
    sql: Sql = {}

    def keep(name: str, rows: Relation) -> Relation:
        kept = f"kept_{name}"
        sql[kept] = _sql(rows, dialect)
        return ibis.table(rows.schema(), name=kept)

    inputs = MeasureInputs(
        events=_input(EVENTS),
        edits=_input(EDITS),
        chat_texts=_input(CHAT_TEXTS),
        claims=_input(CLAIMS),
        texts=_input(TEXTS) if with_texts else None,
    )
    relations = all_measures(inputs, keep)
    return sql | {each.table.name: _sql(each.expression(relations), dialect) for each in TABLES}


@cache
def text_plan(dialect: Dialect) -> TextPlan:
    """Which texts to compare, from the tables events, texts and those of what was passed."""
    return TextPlan(**kept_sql(f"{dialect}-of-texts", lambda: _translated_text_plan(dialect)))


def _translated_text_plan(dialect: Dialect) -> Sql:
    events, texts, passed = _input(EVENTS), _input(TEXTS), _input(PASSED_EDITS)
    return {
        "edited": _sql(edited_pairs(events, texts, passed), dialect),
        "typed": _sql(typed_pairs(events, texts, passed), dialect),
        "sides": _sql(sides(texts, _input(PASSED_SIDES)), dialect),
    }


def times_of(table: Table) -> Sequence[str]:
    """The columns of a table that are times."""
    return [column.name for column in table.columns if column.type == "datetime"]


def _input(table: Table) -> Relation:
    return ibis.table({c.name: TYPE_NAMES[c.type].ibis for c in table.columns}, name=table.name)


def _sql(rows: Relation, dialect: Dialect) -> str:
    return str(ibis.to_sql(rows, dialect=dialect, pretty=False))
