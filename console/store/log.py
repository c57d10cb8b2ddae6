"""The event log: an append-only table in SQLite, written as things happen.

A log that is written when the session ends is lost if the session crashes. One that is synced on
the window's thread holds up the window. One that is written in the background may announce events
that never reach the disk. Here ``append`` only hands the facts to a thread that writes and syncs
them at once, and a callback given to ``when_synced`` is called once these facts and all before them
are on the disk. Each row carries a digest of itself and of the row before it, so that a missing,
doubled or edited row is detected.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import filelock

from console.domain import events as ev
from console.domain.clock import Clock
from console.domain.errors import DatabaseDamaged, StoreError
from console.store.database import (
    connect_for_reading,
    errors_about,
    lock,
    open_for_writing,
    reading,
)
from console.store.rows import COLUMNS, UNREADABLE, chain_digest, from_row, to_row
from console.store.soundness import all_problems
from console.store.writer import LogWriter, with_own_traceback

_SELECT = f"SELECT {COLUMNS}, chain FROM events WHERE seq > ? ORDER BY seq"  # noqa: S608


class PassingFacts(Protocol):
    """Decides what of each fact is stored; called in the order of the log."""

    def follow(self, event: ev.Event) -> None:
        """Take in an event that is in the log already."""

    def stored(self, event: ev.Event) -> ev.Event:
        """The event as it is to be stored; called on the thread that writes."""


class EventLog:
    """The log in one database file, opened for one console at a time and used by one thread."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        held: filelock.BaseFileLock | None = None,
        passing: PassingFacts | None = None,
    ) -> None:
        """Open or create the log.

        Args:
            path: the file.
            clock: the time of what is appended.
            held: its lock if the caller has taken it already.
            passing: what is stored of each fact; all of it if null.

        Raises:
            DatabaseInUse: another console has it open.
            DatabaseTooNew: a newer version wrote it; the file is not touched.
            DatabaseDamaged: it is not a database, or one whose structure is broken.
            StoreError: the folder or file can't be read or written, or it isn't ours.
        """
        self.path = path = path.resolve()
        self._clock, self._passing = clock, passing
        self._lock = lock(path) if held is None else _again(held)
        with ExitStack() as undone:
            undone.callback(self._lock.release)
            connection: sqlite3.Connection = open_for_writing(path).conn
            undone.callback(connection.close)
            with errors_about(path):
                newest = connection.execute(
                    "SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1"
                ).fetchone()
                self._reader = connect_for_reading(path)
            undone.callback(self._reader.close)
            seq, chain = newest or (0, b"")
            self._last_seq: int = seq
            self._writer = LogWriter(path, connection, seq, chain)
            undone.pop_all()
        self._waiting: deque[tuple[int, Callable[[], None]]] = deque()
        self._closed = False

    @property
    def last_seq(self) -> int:
        """The number of the newest event, 0 in an empty log."""
        return self._last_seq

    @property
    def write_error(self) -> StoreError | None:
        """Why nothing can be written at the moment, None if it can."""
        return self._writer.write_error

    def append(self, session: str, facts: Sequence[ev.AnyFact]) -> list[ev.Event]:
        """Have facts written, all or none, and return them as events. Never waits for the disk.

        Args:
            session: the session they belong to.
            facts: what happened, in order; they get the same time, which is now.

        Raises:
            StoreError: what was appended before can't be written at the moment; the log is as it
                was, and these facts are not in it.
        """
        if self._writer.write_error is not None:
            raise with_own_traceback(self._writer.write_error)
        wall, mono_ns = self._clock.wall(), self._clock.mono_ns()
        events = [
            ev.Event(seq=seq, session=session, wall=wall, mono_ns=mono_ns, fact=fact)
            for seq, fact in enumerate(facts, start=self._last_seq + 1)
        ]
        rows = [to_row(event) for event in events]
        passing = self._passing
        self._writer.write(
            rows if passing is None else (to_row(passing.stored(event)) for event in events)
        )
        self._last_seq += len(events)
        return events

    def when_synced(self, then: Callable[[], None]) -> None:
        """Have ``run_synced_callbacks`` call ``then`` once all appended so far is on the disk."""
        self._waiting.append((self._last_seq, then))

    def run_synced_callbacks(self) -> None:
        """Call the callbacks whose facts are on the disk: in order, each once.

        What one of them raises goes to the caller; the others stay for the next call.
        """
        while self._waiting and self._waiting[0][0] <= self._writer.synced:
            _, then = self._waiting.popleft()
            then()

    def flush(self) -> None:
        """Wait until all that was appended is on the disk.

        Raises:
            StoreError: it can't be written; it is kept and will be tried again.
        """
        if self._writer.synced < self._last_seq:
            self._writer.wait()

    def read(self, after: int = 0) -> Iterator[ev.Event]:
        """The events with numbers above ``after``, in order, each checked against its digest.

        Raises:
            DatabaseDamaged: an event can't be read, or is not what was written.
            StoreError: what was appended can't be written.
        """
        self.flush()
        with errors_about(self.path):
            before = self._reader.execute(
                "SELECT chain FROM events WHERE seq = ?", (after,)
            ).fetchone()
        return _read(self._reader, self.path, after, before[0] if before else b"")

    def of_kinds(self, kinds: Sequence[str]) -> Iterator[ev.Event]:
        """The events of some kinds, in order, without being checked against their digests.

        Raises:
            DatabaseDamaged: an event can't be read.
            StoreError: what was appended can't be written.
        """
        self.flush()
        marks = ", ".join("?" * len(kinds))
        query = f"SELECT {COLUMNS} FROM events WHERE kind IN ({marks}) ORDER BY seq"  # noqa: S608
        with errors_about(self.path):
            for row in self._reader.execute(query, tuple(kinds)):
                yield _event(row, self.path)

    def recovery_point(self) -> int:
        """The number of the last event after which nothing was open, 0 if there is none.

        What comes after it is all that a restarted console needs. What a session recorded after
        its end belongs to that end.
        """
        self.flush()
        with errors_about(self.path):
            last_end = self._reader.execute(
                "SELECT seq FROM events WHERE kind IN ('session_started', 'session_ended') "
                "AND kind = 'session_ended' AND json_array_length(body, '$.open_chats') = 0 "
                "ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            if last_end is None:
                return 0
            following = self._reader.execute(
                "SELECT MIN(seq) FROM events WHERE kind IN ('session_started', 'session_ended') "
                "AND kind = 'session_started' AND seq > ?",
                last_end,
            ).fetchone()
        return self._last_seq if following[0] is None else int(following[0]) - 1

    def verify(self) -> list[str]:
        """What is wrong with the log, a sentence each; nothing if it is sound."""
        self.flush()
        return all_problems(self._reader)

    def close(self) -> None:
        """Write what is left, close the file and let others have it. Safe to call twice.

        Raises:
            StoreError: what was appended last could not be written and is lost; nobody outside was
                informed.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self.flush()
        finally:
            self._reader.close()
            self._writer.stop()
            self._lock.release()


def read_log(path: Path) -> Iterator[ev.Event]:
    """The events of a log that a console may be writing at the same time; changes nothing.

    Raises:
        StoreError: there is no such log, or it can't be read.
    """
    _require_file(path)
    with reading(path) as connection:
        yield from _read(connection, path, 0, None)


def read_readable(path: Path) -> Iterator[ev.Event]:
    """The events of a damaged log that can still be read; the others are left out.

    ``verify_log`` reports which ones those are.

    Raises:
        StoreError: there is no such log, or it can't be opened.
        DatabaseDamaged: the file's structure is broken from some place on.
    """
    _require_file(path)
    with reading(path) as connection, errors_about(path):
        connection.text_factory = bytes
        for *row, _ in connection.execute(_SELECT, (0,)):
            try:
                event = from_row([c.decode() if isinstance(c, bytes) else c for c in row])
            except UNREADABLE:
                continue
            yield event


def verify_log(path: Path) -> list[str]:
    """What is wrong with the log in this file, a sentence each; nothing if it is sound."""
    _require_file(path)
    with reading(path) as connection:
        return all_problems(connection)


def _again(held: filelock.BaseFileLock) -> filelock.BaseFileLock:
    """The lock, taken once more: each who took it gives it back."""
    held.acquire(blocking=False)
    return held


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"{path} is not a file; name a session database")


def _read(
    connection: sqlite3.Connection, path: Path, after: int, chain: bytes | None
) -> Iterator[ev.Event]:
    """Events after ``after``; checked against their digests if ``chain`` is the one before them."""
    with errors_about(path):
        for *row, stored in connection.execute(_SELECT, (after,)):
            if chain is not None:
                chain = chain_digest(chain, row)
                if chain != stored:
                    raise DatabaseDamaged(f"{path}: event {row[0]} is not what was written")
            yield _event(row, path)


def _event(row: Sequence[Any], path: Path) -> ev.Event:  # Any: columns differ in type
    try:
        return from_row(row)
    except UNREADABLE as error:
        raise DatabaseDamaged(f"{path}: event {row[0]} can't be read") from error
