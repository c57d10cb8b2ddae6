"""The measurements of ``bench log``, each of which takes a log or a file and returns numbers."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from console.bench.log.results import Percentiles, percentiles
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.errors import StoreError
from console.domain.json_objects import JsonObject
from console.store.database import open_for_writing
from console.store.log import EventLog
from console.store.opening import open_log
from console.store.rows import COLUMNS, chain_digest, to_row


def paced(log: EventLog, facts: Sequence[ev.AnyFact], per_s: int) -> Percentiles:
    """Microseconds an append takes while so many come each second, evenly."""
    times = _paced(lambda fact: log.append("s", (fact,)), facts, per_s)
    log.flush()
    return times


def paced_nothing(facts: Sequence[ev.AnyFact], per_s: int) -> Percentiles:
    """Microseconds an empty call takes that comes as seldom: what waking up costs by itself."""
    return _paced(lambda _fact: None, facts, per_s)


def paced_on(year: Path, facts: Sequence[ev.AnyFact], per_s: int) -> Percentiles:
    """The same on a log that is as it was before afterwards."""
    with closing(EventLog(year, SystemClock())) as log:
        before = log.last_seq
        times = paced(log, facts, per_s)
    with closing(open_for_writing(year).conn) as connection:
        connection.execute("DELETE FROM events WHERE seq > ?", (before,))
    return times


def rate_together(log: EventLog, facts: Sequence[ev.AnyFact]) -> float:
    """Events a second from the first append until the last is synced."""

    def work() -> None:
        for fact in facts:
            log.append("s", (fact,))
        log.flush()

    return _rate(len(facts), work)


def rate_one_by_one(log: EventLog, facts: Sequence[ev.AnyFact]) -> float:
    """Events a second if each waits until the one before is synced."""

    def work() -> None:
        for fact in facts:
            log.append("s", (fact,))
            log.flush()

    return _rate(len(facts), work)


def rate_of_sqlite_utils(path: Path, facts: Sequence[ev.AnyFact]) -> float:
    """Events a second that sqlite-utils inserts into a new database, each committed and synced."""
    database = open_for_writing(path)
    table = database.table("events")

    def work() -> None:
        for record in _records(facts):
            table.insert(record)

    with closing(database.conn):
        return _rate(len(facts), work)


def seconds_to_open(year: Path) -> float:
    """From the file to the desk; the caller has dropped it from memory if it should be.

    Raises:
        StoreError: the log was damaged and has been set aside.
    """
    start = time.perf_counter()
    opened = open_log(year, SystemClock())
    took = time.perf_counter() - start
    opened.log.close()
    if opened.notice is not None:
        raise StoreError(opened.notice)
    return took


def drop_from_memory(file: Path) -> bool:
    """Have the system read the file from the disk again; whether it can."""
    if not hasattr(os, "posix_fadvise"):
        return False
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    return True


def _paced(
    call: Callable[[ev.AnyFact], object], facts: Sequence[ev.AnyFact], per_s: int
) -> Percentiles:
    took: list[float] = []
    began = time.perf_counter()
    for number, fact in enumerate(facts):
        time.sleep(max(0.0, began + number / per_s - time.perf_counter()))
        start = time.perf_counter_ns()
        call(fact)
        took.append((time.perf_counter_ns() - start) / 1000)
    return percentiles(took)


def _records(facts: Sequence[ev.AnyFact]) -> Iterator[JsonObject]:
    """What our log would write, a dictionary an event."""
    clock, chain = SystemClock(), b""
    names = COLUMNS.split(", ")
    for seq, fact in enumerate(facts, start=1):
        event = ev.Event(
            seq=seq, session="s", wall=clock.wall(), mono_ns=clock.mono_ns(), fact=fact
        )
        row = to_row(event)
        chain = chain_digest(chain, row)
        yield {**dict(zip(names, row, strict=True)), "chain": chain}


def _rate(events: int, work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return events / (time.perf_counter() - start)
