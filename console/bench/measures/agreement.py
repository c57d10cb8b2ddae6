"""Whether two sides of ``bench measures`` have the same results, value by value."""

from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from console.domain.json_objects import JsonObject
from console.measures.agent_days import AGENT_DAYS
from console.measures.chats import CHATS
from console.measures.schema import Table
from console.measures.text_tables import CHAT_TEXT_COLUMNS

Values: TypeAlias = "pa.ChunkedArray[Any]"  # of whichever type the column has

TABLES = (CHATS, AGENT_DAYS)
"""What is compared."""

TOLERANCE = 1e-9
"""Relative to the value, absolute below 1: sums depend on the order they are added up in."""

_OF_TEXTS = {"edit_distance", "similarity", "used_retyped", "unfounded_claims"} | {
    each.name for each in CHAT_TEXT_COLUMNS
}


def measured_columns(table: Table) -> list[str]:
    """The columns that need no texts."""
    return [column.name for column in table.columns if column.name not in _OF_TEXTS]


def disagreements(one: Path, other: Path) -> JsonObject:
    """``values`` compared in the tables of both folders, and ``different``: columns and how many.

    A table whose rows are not of the same number counts as one column.
    """
    values, different = 0, {}
    for table in TABLES:
        mine, theirs = _rows(one, table), _rows(other, table)
        if mine.num_rows != theirs.num_rows:
            different[table.name] = abs(mine.num_rows - theirs.num_rows)
            continue
        values += mine.num_rows * mine.num_columns
        for name in mine.column_names:
            count = _differing(mine.column(name), theirs.column(name))
            if count:
                different[f"{table.name}.{name}"] = count
    return {"values": values, "different": different}


def _rows(folder: Path, table: Table) -> pa.Table:
    """A table's rows in the order of its key."""
    rows = pq.read_table(folder / f"{table.name}.parquet", columns=measured_columns(table))
    return rows.sort_by([(name, "ascending") for name in table.key])


def _differing(mine: Values, theirs: Values) -> int:
    missing = pc.not_equal(mine.is_null(), theirs.is_null())
    unequal: pa.BooleanArray
    if pa.types.is_floating(mine.type):
        scale = pc.max_element_wise(pc.abs(mine), 1.0)
        allowed = pc.multiply(scale, TOLERANCE)
        # A number that is none (NaN) is not within what is allowed.
        near = pc.less_equal(pc.abs(pc.subtract(mine, theirs)), allowed)
        unequal = pc.invert(near)
    else:
        unequal = pc.not_equal(mine, theirs)
    # Null where both are missing, which is no difference and not counted.
    either = pc.or_kleene(missing, unequal)
    return int(pc.sum(either.cast(pa.int64())).as_py() or 0)
