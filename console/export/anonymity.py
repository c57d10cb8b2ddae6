"""K-anonymity: how many rows have the same quasi-identifiers, and coarsening until enough have.

Sweeney 2002, "k-anonymity: a model for protecting privacy"; the steps are taken in a fixed order
(full-domain generalisation), and rows that remain alone are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from console.export.shared_columns import Columns, Step


@dataclass(frozen=True, slots=True)
class Classes:
    """Rows by how many others have the same quasi-identifiers.

    ``smallest`` is k, the size of the smallest class, 0 if there are no rows; ``alone`` counts the
    rows that nothing else is like, ``rare`` those in classes of fewer than was asked for.
    """

    rows: int
    smallest: int
    alone: int
    rare: int


def classes(
    connection: duckdb.DuckDBPyConnection, source: str, expressions: Iterable[str], k: int
) -> Classes:
    """The classes of a table's rows by these expressions."""
    keys = ", ".join(expressions) or "1"
    found = connection.execute(
        "SELECT coalesce(sum(n), 0), coalesce(min(n), 0), count(*) FILTER (n = 1), "  # noqa: S608
        f"coalesce(sum(n) FILTER (n < {k:d}), 0) "
        f"FROM (SELECT count(*) AS n FROM {source} GROUP BY {keys})"
    ).fetchone()
    assert found is not None  # an aggregate without groups has one row  # noqa: S101
    return Classes(*map(int, found))


@dataclass(frozen=True, slots=True)
class Coarsened:
    """The quasi-identifiers as they may be given, and what was said of each step on the way.

    ``rare`` rows are in a class of fewer than k even so.
    """

    columns: Columns
    said: tuple[str, ...]
    rare: int


def coarsened(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Columns,
    steps: Sequence[Step],
    *,
    k: int,
    most_rare: float,
) -> Coarsened:
    """Take as many steps as are needed until at most this share of rows is in a rare class."""
    said: list[str] = []
    columns = dict(columns)
    remaining = list(steps)
    while True:
        found = classes(connection, source, columns.values(), k)
        if found.rare <= most_rare * found.rows or not remaining:
            return Coarsened(columns, tuple(said), found.rare)
        step = remaining.pop(0)
        columns |= step.columns
        said.append(step.said)
