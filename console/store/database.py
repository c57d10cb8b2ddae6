"""Opening the database file: who may have it, whether it is ours, whether it is whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from console import paths
from console.domain.clock import Clock
from console.domain.errors import (
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseTooNew,
    StoreError,
)
from console.store.migrations import APPLICATION_ID, migrations
from console.store.sqlite_tools import Database

_QUICK_CHECK_BYTES = 64 * 1024 * 1024
"""Files up to this size are checked page by page when opened: some tenths of a second."""


def lock(path: Path) -> filelock.BaseFileLock:
    """Take the database for this process until the lock is released or the process ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent == paths.data_dir():
            path.parent.chmod(0o700)
        taken = filelock.FileLock(path.with_name(path.name + ".lock"), mode=0o600)
        taken.acquire(blocking=False)
        _make_private(path)
    except filelock.Timeout:
        raise DatabaseInUse(
            f"{path} is open in another Switchboard; close that one, or name another file with --db"
        ) from None
    except OSError as error:
        raise StoreError(
            f"cannot write in the folder {path.parent}: {error.strerror}; "
            "choose a folder you may write in with --db"
        ) from error
    return taken


def _make_private(path: Path) -> None:
    """Let nobody else read the log, also one that an older version left open to all.

    SQLite gives the files beside it the same mode as the database itself has.
    """
    path.touch(mode=0o600)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.lock"):
        file = path.with_name(name)
        if file.is_file() and not file.is_symlink() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def open_for_writing(path: Path) -> Database:
    """Open or create the file in the form this version writes. The caller holds the lock.

    Raises:
        DatabaseTooNew, DatabaseDamaged, StoreError: see ``EventLog``.
    """
    if path.exists() and path.stat().st_size:
        with reading(path) as connection:
            _refuse_newer(connection, path)
            _refuse_damaged(connection, path)
    with errors_about(path):
        # Opened here and handed over to the thread that writes.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 1000")
            database = Database(connection)
            migrations.apply(database)
        except BaseException:
            connection.close()
            raise
    return database


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can't change the file, which must be a Switchboard log."""
    with errors_about(path):
        connection = connect_for_reading(path)
        try:
            _refuse_foreign(connection, path)
            yield connection
        finally:
            connection.close()


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that can't change the file; raises SQLite's errors."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def errors_about(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with the file's name and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "malformed" in str(error):
            raise DatabaseDamaged(f"{path} is damaged: {error}") from error
        if "decode" in str(error):  # SQLite's text would quote what a customer wrote
            raise DatabaseDamaged(f"{path} is damaged: it holds text that is not UTF-8") from error
        raise StoreError(
            f"cannot use the database {path}: {error}; check the folder and the space on the disk"
        ) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"{path} is damaged: {error}") from error


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application == APPLICATION_ID:
        return
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables:
        raise StoreError(f"{path} is another program's database and was not touched; name another")


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(Database(connection))}
    if applied - known:
        raise DatabaseTooNew(
            f"{path} was written by a newer Switchboard and was not touched; "
            "update this one, or name another file with --db"
        )


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size > _QUICK_CHECK_BYTES:
        return
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DatabaseDamaged(f"{path} is damaged: {verdict}")


def set_aside(path: Path, clock: Clock) -> Path:
    """Rename a damaged database and its companions, and return the name it has now.

    The caller holds the lock.
    """
    stem = f"{path.name}.damaged-{clock.wall():%Y%m%dT%H%M%SZ}"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 1000))
    target = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    for suffix in ("-wal", "-shm"):
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.rename(target.with_name(target.name + suffix))
    path.rename(target)
    return target
