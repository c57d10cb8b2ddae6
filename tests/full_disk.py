"""A disk that takes nothing: a trigger in the database itself refuses what would be written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def fill(database: Path) -> None:
    """From now on nothing can be written to the log."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON events "
            "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )


def make_room(database: Path) -> None:
    """From now on everything can be written again."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS full")


@contextmanager
def full(database: Path) -> Iterator[None]:
    """The disk is full for a while."""
    fill(database)
    try:
        yield
    finally:
        make_room(database)
