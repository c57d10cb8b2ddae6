"""The thread that writes the log, so that nobody else waits for the disk.

It takes all rows that are waiting and writes them in one transaction that is synced to the disk:
the more there is to write, the more rows share one sync. What can't be written stays with it, in
order, and is tried again every second and whenever somebody waits for it.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue

from console.domain.errors import StoreError
from console.store.rows import COLUMNS, Row, chain_digest

_INSERT = f"INSERT INTO events ({COLUMNS}, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_RETRY_S = 1.0
"""How long to leave a disk alone that took nothing."""

_MOST_AT_ONCE = 1_000
"""Appends in one transaction, so that whoever appends without end still sees some of it synced."""


class LogWriter:
    """Writes rows in the order in which it gets them, each once.

    ``synced`` is the number of the newest row on the disk; ``write_error`` is why the disk takes
    nothing at the moment, None if it does. Both may be read at any time.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, seq: int, chain: bytes) -> None:
        """Start the thread, which has the connection to itself from now on.

        Args:
            path: the file, named in error messages.
            connection: writes it, syncs at every commit, may be used on another thread.
            seq: the number of the newest row in it.
            chain: that row's digest.
        """
        self.synced = seq
        self.write_error: StoreError | None = None
        self._path = path
        self._connection = connection
        self._file = path.stat()
        self._chain = chain
        self._unwritten: list[Row] = []
        self._awaited: list[Future[None]] = []
        self._queue: SimpleQueue[Iterable[Row] | Future[None] | None] = SimpleQueue()
        self._running = True
        self._over = False
        self._ending = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="log writer", daemon=True)
        self._thread.start()

    def write(self, rows: Iterable[Row]) -> None:
        """Have rows written together or not at all, iterated on the thread. Never waits."""
        self._queue.put(rows)

    def wait(self) -> None:
        """Wait until all that was given before is on the disk.

        Raises:
            StoreError: it can't be written; it was tried just now, and will be tried again.
        """
        done: Future[None] = Future()
        with self._ending:
            if self._over:
                raise with_own_traceback(self.write_error)
            self._queue.put(done)
        done.result()

    def stop(self) -> None:
        """Write what can be written and close the connection. Safe to call twice."""
        self._queue.put(None)
        self._thread.join()

    # --- on the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._running:
                self._take()
                self._write()
            self.write_error = StoreError(f"cannot write to {self._path}: the log is closed")
        except BaseException as error:
            self.write_error = _caused(
                f"{self._path} is not written any more because of a fault in the program: "
                f"{error!r}. Start it again; what was done last may be missing",
                error,
            )
            raise
        finally:
            self._shut_down()

    def _shut_down(self) -> None:
        """Nobody may wait for a thread that has ended."""
        with self._ending:
            self._over = True
        while not self._queue.empty():
            order = self._queue.get()
            if isinstance(order, Future):
                self._awaited.append(order)
        self._answer()
        self._connection.close()

    def _take(self) -> None:
        """What waits; nothing only if there are rows to be tried again."""
        try:
            self._sort(self._queue.get(timeout=_RETRY_S if self._unwritten else None))
            for _ in range(_MOST_AT_ONCE):
                self._sort(self._queue.get_nowait())
        except Empty:
            return

    def _sort(self, order: Iterable[Row] | Future[None] | None) -> None:
        if order is None:
            self._running = False
        elif isinstance(order, Future):
            self._awaited.append(order)
        else:
            for row in order:
                self._chain = chain_digest(self._chain, row)
                self._unwritten.append((*row, self._chain))

    def _write(self) -> None:
        try:
            if self._unwritten:
                self._require_in_place()
                self._commit()
                self.synced = self._unwritten[-1][0]
                self._unwritten.clear()
            self.write_error = None
        except (sqlite3.Error, OSError) as error:
            self.write_error = self._store_error(error)
        self._answer()

    def _commit(self) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_INSERT, self._unwritten)
            execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    def _require_in_place(self) -> None:
        """A file that was deleted or replaced could still be written, but nobody would find it."""
        if not os.path.samestat(self._file, self._path.stat()):
            raise FileNotFoundError(errno.ENOENT, "another file has taken its place")

    def _store_error(self, error: sqlite3.Error | OSError) -> StoreError:
        reason = error.strerror if isinstance(error, OSError) else error
        return _caused(
            f"cannot write to {self._path}: {reason}. What was done last is kept and written as "
            "soon as possible; until then nothing is sent and nothing new is recorded. Make room "
            "or check the folder",
            error,
        )

    def _answer(self) -> None:
        for done in self._awaited:
            if self.write_error is None:
                done.set_result(None)
            else:
                done.set_exception(self.write_error)
        self._awaited.clear()


def with_own_traceback(error: StoreError | None) -> StoreError:
    """The same error for another caller, with a traceback of its own."""
    return _caused(str(error), error)


def _caused(text: str, cause: BaseException | None) -> StoreError:
    error = StoreError(text)
    error.__cause__ = cause
    return error
