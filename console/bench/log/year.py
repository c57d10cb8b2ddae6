"""A year at a desk as a log: the same day again and again, and in the end a day that was cut off.

It is written without encoding each fact anew and without syncs, so that it takes a minute. It is a
log like any other: numbered, chained, with sessions that begin and end.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from console.bench.log.day import day
from console.domain import events as ev
from console.domain.errors import UsageError
from console.store.database import open_for_writing
from console.store.rows import COLUMNS, Row, chain_digest

DAY = 20_000
"""Events of one day: 5 million in 250 working days."""

_FACTS_OF_A_CHAT = 90
_BYTES = 400
"""Disk for an event, with the pages that are written twice on the way."""

_MARK = "@day@"
_BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)
_INSERT = f"INSERT INTO events ({COLUMNS}, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608

WriteProgress = Callable[[int], None]
"""Called with the number of events written so far."""


def require_room(folder: Path, events: int) -> None:
    """Raises ``UsageError`` if the folder's disk has no room for a log of that many events."""
    need, free = events * _BYTES, shutil.disk_usage(folder).free
    if free < need:
        raise UsageError(
            f"{folder} has {free / 1e9:.1f} GB free, and {events:,} events need {need / 1e9:.1f}; "
            "name another folder with --folder, or fewer with --events"
        )


def write_year(path: Path, events: int, sentences: Sequence[str], progress: WriteProgress) -> None:
    """Write a log of at least ``events`` events; its last session, half a day, has no end."""
    database = open_for_writing(path)
    connection = database.conn
    try:
        connection.execute("PRAGMA synchronous = OFF")
        seq, chain = 0, b""
        for rows in _days(events, sentences):
            chained: list[Row] = []
            for row in rows:
                chain = chain_digest(chain, row)
                chained.append((*row, chain))
            connection.execute("BEGIN")
            connection.executemany(_INSERT, chained)
            connection.execute("COMMIT")
            seq += len(rows)
            progress(seq)
    finally:
        connection.close()


def _days(events: int, sentences: Sequence[str]) -> Iterator[list[Row]]:
    """The rows of one day after the other."""
    per_day = min(DAY, max(events // 5, _FACTS_OF_A_CHAT))
    names = [f"r{_MARK}-{n:03d}" for n in range(per_day // _FACTS_OF_A_CHAT)]
    template = _template(day(names, sentences))
    whole, length = ceil(events / len(template)), len(template)
    for number in range(whole):
        yield list(_day(template, number, 1 + number * length))
    yield list(_day(template[: length // 2], whole, 1 + whole * length))


def _template(facts: Sequence[ev.AnyFact]) -> list[tuple[str, str | None, str]]:
    started = ev.SessionStarted(
        run=f"r{_MARK}", agent="Robin", version="1", channel="bench",
        wall_minus_mono_ns=0, utc_offset_s=0,
    )  # fmt: skip
    assigned = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="bench")
    ended = ev.SessionEnded(reason="the day was over")
    whole = (started, assigned, *facts, ended)
    return [(fact.kind, getattr(fact, "chat", None), ev.fact_to_json(fact)) for fact in whole]


def _day(template: Sequence[tuple[str, str | None, str]], number: int, first: int) -> Iterator[Row]:
    """The day's rows, each a second and a half after the one before."""
    name = f"{number:04d}"
    wall_us = ev.to_micros(_BEGAN + timedelta(days=number))
    for place, (kind, chat, body) in enumerate(template):
        yield (
            first + place,
            f"s-{name}",
            wall_us + place * 1_500_000,
            place * 1_500_000_000,
            ev.SCHEMA_VERSION,
            kind,
            None if chat is None else chat.replace(_MARK, name),
            body.replace(_MARK, name),
        )
