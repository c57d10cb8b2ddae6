"""The event log: an append-only table in SQLite, committed as things happen.

Why so: a log that is written when the session ends is lost with the session, and one that is
committed in the background has told people about things that never came to be on disk. Here
``append`` returns when the facts are committed. In WAL mode a commit outlives the process; the
commits that are marked ``durable`` are synced as well and outlive a power cut, and with them all
that was committed before. Each row carries a digest of itself and of the row before it, so that a
missing, doubled or edited row shows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import filelock

from console.domain import events as ev
from console.domain.clock import Clock
from console.domain.errors import DatabaseDamaged, StoreError
from console.store.database import errors_about, lock, open_for_writing, reading
from console.store.rows import COLUMNS, chain_digest, from_row, to_row

_INSERT = f"INSERT INTO events ({COLUMNS}, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_SELECT = f"SELECT {COLUMNS}, chain FROM events WHERE seq > ? ORDER BY seq"  # noqa: S608


class EventLog:
    """The log in one database file, opened for one console at a time."""

    def __init__(self, path: Path, clock: Clock, held: filelock.BaseFileLock | None = None) -> None:
        """Open or create the log; ``held`` is its lock if the caller has taken it already.

        Raises:
            DatabaseInUse: another console has it open.
            DatabaseTooNew: a newer version wrote it; the file is not touched.
            DatabaseDamaged: it is not a database, or one whose structure is broken.
            StoreError: the folder or file can't be read or written, or it isn't ours.
        """
        self.path = path = path.resolve()
        self._clock = clock
        self._lock = lock(path) if held is None else _again(held)
        try:
            database = open_for_writing(path)
            self._connection: sqlite3.Connection = database.conn
            with errors_about(path):
                newest = self._connection.execute(
                    "SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1"
                ).fetchone()
        except BaseException:
            self._lock.release()
            raise
        self._last_seq: int = newest[0] if newest else 0
        self._last_chain: bytes = newest[1] if newest else b""

    @property
    def last_seq(self) -> int:
        """The number of the newest event, 0 in an empty log."""
        return self._last_seq

    def append(
        self, session: str, facts: Sequence[ev.AnyFact], *, durable: bool = False
    ) -> list[ev.Event]:
        """Commit facts, all or none, and return them as events.

        Args:
            session: the session they belong to.
            facts: what happened, in order; they get the same time.
            durable: also wait until the disk has them, and all before them.

        Raises:
            StoreError: nothing was written (disk full, file gone); the log is as it was.
        """
        wall, mono_ns = self._clock.wall(), self._clock.mono_ns()
        chain = self._last_chain
        events: list[ev.Event] = []
        rows = []
        for seq, fact in enumerate(facts, start=self._last_seq + 1):
            event = ev.Event.model_construct(
                seq=seq,
                session=session,
                wall=wall,
                mono_ns=mono_ns,
                schema_version=ev.SCHEMA_VERSION,
                fact=fact,
            )
            row = to_row(event)
            chain = chain_digest(chain, row)
            events.append(event)
            rows.append((*row, chain))
        self._commit(rows, durable=durable)
        self._last_seq, self._last_chain = self._last_seq + len(events), chain
        return events

    def _commit(self, rows: Sequence[Sequence[object]], *, durable: bool) -> None:
        execute = self._connection.execute
        try:
            execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(_INSERT, rows)
                execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreError(
                f"cannot write to {self.path}: {error}. What was just done is not recorded; "
                "make room or check the folder, then do it again"
            ) from error

    def read(self, after: int = 0) -> Iterator[ev.Event]:
        """The events with numbers above ``after``, in order, each checked against its digest.

        Raises:
            DatabaseDamaged: an event can't be read, or is not what was written.
        """
        with errors_about(self.path):
            before = self._connection.execute(
                "SELECT chain FROM events WHERE seq = ?", (after,)
            ).fetchone()
        return _read(self._connection, self.path, after, before[0] if before else b"")

    def recovery_point(self) -> int:
        """The number of the last event after which nothing was open, 0 if there is none.

        What comes after it is all that a restarted console needs. What a session recorded after
        its end belongs to that end.
        """
        with errors_about(self.path):
            found = self._connection.execute(
                "SELECT seq FROM events WHERE kind IN ('session_started', 'session_ended') "
                "AND kind = 'session_ended' AND json_array_length(body, '$.open_chats') = 0 "
                "ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            if found is None:
                return 0
            following = self._connection.execute(
                "SELECT MIN(seq) FROM events WHERE kind IN ('session_started', 'session_ended') "
                "AND kind = 'session_started' AND seq > ?",
                found,
            ).fetchone()
        return self._last_seq if following[0] is None else int(following[0]) - 1

    def verify(self) -> list[str]:
        """What is wrong with the log, a sentence each; nothing if it is sound."""
        return _all_problems(self._connection)

    def close(self) -> None:
        """Close the file and let others have it. Safe to call twice."""
        self._connection.close()
        self._lock.release()


def read_log(path: Path) -> Iterator[ev.Event]:
    """The events of a log that a console may be writing at the same time; changes nothing.

    Raises:
        StoreError: there is no such log, or it can't be read.
    """
    _require_file(path)
    with reading(path) as connection:
        yield from _read(connection, path, 0, None)


def verify_log(path: Path) -> list[str]:
    """What is wrong with the log in this file, a sentence each; nothing if it is sound."""
    _require_file(path)
    with reading(path) as connection:
        return _all_problems(connection)


def _again(held: filelock.BaseFileLock) -> filelock.BaseFileLock:
    """The lock, taken once more: each who took it gives it back."""
    held.acquire(blocking=False)
    return held


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"{path} is not a file; name a session database")


_UNREADABLE = (ValueError, TypeError, OverflowError, OSError)
"""What a row may raise that nobody wrote as it is; pydantic's error is a ValueError."""


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
            try:
                event = from_row(row)
            except _UNREADABLE as error:
                raise DatabaseDamaged(f"{path}: event {row[0]} can't be read") from error
            yield event


def _all_problems(connection: sqlite3.Connection) -> list[str]:
    problems: list[str] = []
    try:
        problems.extend(_problems(connection))
    except sqlite3.Error:
        # SQLite's own words may quote what a customer wrote.
        problems.append("a row and what follows it can't be read: its text or its page is damaged")
    return problems


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Structure, numbering, digests, readability, order of monotonic time, first facts."""
    for (verdict,) in connection.execute("PRAGMA integrity_check(10)"):
        if verdict != "ok":
            yield f"the file's structure is broken: {verdict}"
    expected, chain = 1, b""
    latest: dict[str, int] = {}
    for *row, stored in connection.execute(f"SELECT {COLUMNS}, chain FROM events ORDER BY seq"):  # noqa: S608
        seq, session, _, mono_ns, _, kind, *_ = row
        if seq != expected:
            yield f"event {expected} is missing; the next one is {seq}"
        elif chain_digest(chain, row) != stored:
            yield f"event {seq} does not match its digest: it or the one before was changed"
        try:
            from_row(row)
        except _UNREADABLE as error:
            yield f"event {seq} can't be read: {str(error).splitlines()[0]}"
        if session not in latest and kind != "session_started":
            yield f"event {seq} belongs to session {session}, which had not started"
        if mono_ns < latest.get(session, mono_ns):
            yield f"event {seq} is earlier in monotonic time than the one before it"
        expected, chain, latest[session] = seq + 1, stored, mono_ns
