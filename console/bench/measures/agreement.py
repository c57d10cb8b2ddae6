"""Whether two sides of ``bench measures`` found the same, value by value."""

from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from console.measures.agent_days import AGENT_DAYS
from console.measures.chats import CHATS
from console.measures.schema import Table
from console.measures.texts import OF_THE_CHAT

TABLES = (CHATS, AGENT_DAYS)
"""What is compared."""

TOLERANCE = 1e-9
"""Relative to the value, absolute below 1: sums depend on the order they are added up in."""

_OF_TEXTS = {"edit_distance", "similarity", "used_retyped"} | {each.name for each in OF_THE_CHAT}


def measured_columns(table: Table) -> list[str]:
    """The columns that need no texts."""
    return [column.name for column in table.columns if column.name not in _OF_TEXTS]


def disagreements(one: Path, other: Path) -> dict[str, Any]:
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


def _differing(mine: pa.ChunkedArray, theirs: pa.ChunkedArray) -> int:
    missing = pc.not_equal(mine.is_null(), theirs.is_null())
    if pa.types.is_floating(mine.type):
        allowed = pc.multiply(pc.max_element_wise(pc.abs(mine), 1.0), TOLERANCE)
        # A number that is none (NaN) is not within what is allowed.
        near = pc.less_equal(pc.abs(pc.subtract(mine, theirs)), allowed)
        unequal = pc.invert(near)
    else:
        unequal = pc.not_equal(mine, theirs)
    either = pc.or_(missing, unequal.fill_null(False))
    return int(pc.sum(either).as_py() or 0)
