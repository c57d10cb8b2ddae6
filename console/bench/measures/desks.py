"""Generated logs of any size, as a table of events: what ``bench measures`` works on.

Some hundred days at a desk are generated event by event, with chats that overlap, turns from tab to
tab, suggestions and their fates. They are written as often as needed, each time with other names
and another date.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from console.bench.measures.desk_day import day_at_desk
from console.export.columnar import schema_of
from console.measures.events import EVENTS

DAYS = 240
"""The most different days that are generated."""

_EVENTS_A_DAY = 500
_BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
_APART = timedelta(days=8)
_NAMES = ("log", "session", "chat", "message", "suggestion", "customer", "run", "replaces")
"""The columns whose names are made different in each copy; agents come back."""

Row = dict[str, Any]  # Any: columns differ in type


def write_events(events: int, path: Path, *, seed: int = 1) -> int:
    """Write about as many events as a Parquet file; returns how many there are.

    They are written some hundred days at a time, so memory does not depend on their number.
    """
    days = min(DAYS, max(1, round(events / _EVENTS_A_DAY)))
    template = _template(days, random.Random(seed))
    rows: int = template.num_rows
    copies = max(1, round(events / rows))
    with pq.ParquetWriter(path, template.schema, compression="zstd") as writer:
        for copy in range(copies):
            writer.write_table(_copy(template, copy))
    return copies * rows


def _copy(template: pa.Table, number: int) -> pa.Table:
    """The same days with other names, and put off by eight days for each copy before."""
    for place, field in enumerate(template.schema):
        column = template.column(field.name)
        if field.name in _NAMES:
            names = pc.binary_join_element_wise(column, str(number), "-")  # type: ignore[call-overload] # the stubs don't mix columns and texts
            template = template.set_column(place, field, names)
        elif field.name == "time":
            later = pa.scalar(number * _APART, pa.duration("us"))
            template = template.set_column(place, field, pc.add(column, later))
    return template


def _template(days: int, rnd: random.Random) -> pa.Table:
    rows = [row for day in range(days) for row in _rows_of_day(day, rnd)]
    return pa.Table.from_pylist(rows, schema=schema_of(EVENTS))


def _rows_of_day(day: int, rnd: random.Random) -> Iterator[Row]:
    """A day's facts as rows of the table of events."""
    name = f"s{day}"
    begin = _BEGIN + timedelta(days=day % 8, seconds=day // 8)
    nothing = dict.fromkeys(column.name for column in EVENTS.columns)
    for seq, (second, fact) in enumerate(day_at_desk(day, rnd), start=1):
        ns = round(second * 1e9)
        yield nothing | fact | {
            "log": name,
            "session": name,
            "seq": seq,
            "time": begin + timedelta(microseconds=ns // 1000),
            "mono_ns": 10**12 + ns,
            "at_ns": ns,
            "body": json.dumps(fact),
        }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"events": write_events(int(sys.argv[1]), Path(sys.argv[2]))}))
