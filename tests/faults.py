"""Faults at will: the n-th call to disk, channel, child or clock goes wrong.

A test walks n over a short script until the script runs through without a fault, so that each call
has failed once. ``Faults`` counts the calls; the other classes and functions here stand between the
program and the world.
"""

import errno
import io
import os
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

from strategies import MemoryChannel

from console.channels import base
from console.domain.clock import ManualClock
from console.domain.issues import Disposition


class Faults:
    """Has the n-th call fail, counted from 1; ``at`` None has none fail.

    ``struck`` is the name of the call that failed, None while none has.
    """

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.calls = 0
        self.struck: str | None = None
        self._lock = threading.Lock()

    def due(self, call: str) -> bool:
        """Count a call; whether this is the one to fail. Any thread may ask."""
        with self._lock:
            self.calls += 1
            if self.calls != self.at:
                return False
            self.struck = call
            return True


def walk(script: Callable[[Faults], None], most: int = 500) -> list[str]:
    """Run a script with its first call failing, then its second, and so on to the end.

    The script checks for itself what has to hold. Returns the names of the calls that failed.
    """
    struck: list[str] = []
    for at in range(1, most):
        faults = Faults(at)
        try:
            script(faults)
        except BaseException as error:
            error.add_note(f"with a fault at call {at}: {faults.struck}")
            raise
        if faults.struck is None:
            return struck
        struck.append(faults.struck)
    raise AssertionError(f"the script has more than {most} calls")


class FaultyConnection:
    """A log's connection to SQLite, whose statements can fail before they do anything."""

    def __init__(self, connection: sqlite3.Connection, faults: Faults) -> None:
        self._connection = connection
        self._faults = faults

    def execute(self, sql: str, *parameters: Sequence[object]) -> sqlite3.Cursor:
        """One statement."""
        self._fail(sql.split(maxsplit=1)[0])
        return self._connection.execute(sql, *parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> sqlite3.Cursor:
        """A statement for each row; if it fails, some rows may have gone in."""
        rows = list(rows)
        if self._faults.due("disk: INSERT"):
            self._connection.executemany(sql, rows[:1])
            raise sqlite3.OperationalError("database or disk is full")
        return self._connection.executemany(sql, rows)

    def close(self) -> None:
        """Closing never fails."""
        self._connection.close()

    @property
    def in_transaction(self) -> bool:
        """As the connection says."""
        return self._connection.in_transaction

    def _fail(self, what: str) -> None:
        # A rollback that fails leaves SQLite to roll back by itself.
        if what != "ROLLBACK" and self._faults.due(f"disk: {what}"):
            raise sqlite3.OperationalError("disk I/O error")


class FaultyChannel(MemoryChannel):
    """A channel whose calls can fail as a network does; ``sent`` is what customers have read."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.sent: list[tuple[str, str, str]] = []
        self._faults = faults

    def poll(self) -> Iterable[base.Incoming]:
        self._fail("poll")
        return super().poll()

    def accept(self, chat: str) -> None:
        self._fail("accept")

    def send(self, chat: str, message: str, text: str) -> None:
        self._fail("send")
        self.sent.append((chat, message, text))
        super().send(chat, message, text)

    def typing(self, chat: str, active: bool) -> None:
        self._fail("typing")

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        self._fail("action")

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        self._fail("close")

    def _fail(self, what: str) -> None:
        if self._faults.due(f"channel: {what}"):
            raise ConnectionError("the network is down")


class FaultyClock(ManualClock):
    """A clock that can be set back by a day, or sleep for eight hours, while it is read."""

    def __init__(self, start: datetime, mono_ns: int, faults: Faults) -> None:
        super().__init__(start, mono_ns)
        self._faults = faults
        self._shift = timedelta(0)

    def wall(self) -> datetime:
        if self._faults.due("clock: wall"):
            self._shift -= timedelta(days=1)
        return super().wall() + self._shift

    def mono_ns(self) -> int:
        if self._faults.due("clock: mono"):
            self.sleep(8 * 3_600)
        return super().mono_ns()


@contextmanager
def faulty_files(folder: Path, faults: Faults) -> Iterator[None]:
    """A disk on which files below a folder can fail to be opened, written, closed and renamed.

    A file that fails while it is written has half of what it was given.
    """

    def is_there(path: object) -> bool:
        return isinstance(path, (str, os.PathLike)) and str(folder) in os.fspath(str(path))

    opened, renamed, replaced, fd_opened = io.open, os.rename, os.replace, os.open
    ours: set[int] = set()

    def faulty_open(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not is_there(file) and file not in ours:
            return opened(file, mode, *args, **kwargs)
        if faults.due(f"file: open to {'read' if mode.startswith('r') else 'write'}"):
            raise OSError(errno.EIO, "Input/output error")
        found = opened(file, mode, *args, **kwargs)
        return found if mode.startswith("r") else _FaultyFile(found, faults)

    def faulty_fd_open(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401
        if not is_there(path) or not flags & (os.O_WRONLY | os.O_RDWR):
            return fd_opened(path, flags, *args, **kwargs)
        if faults.due("file: open"):
            raise OSError(errno.ENOSPC, "No space left on device")
        ours.add(handle := fd_opened(path, flags, *args, **kwargs))
        return handle

    def faulty(rename: Callable[..., None]) -> Callable[..., None]:
        def wrapped(source: Any, target: Any, **kwargs: Any) -> None:  # noqa: ANN401
            if is_there(target) and faults.due("file: rename"):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            rename(source, target, **kwargs)

        return wrapped

    with (
        patch("builtins.open", faulty_open),
        patch("io.open", faulty_open),
        patch("os.open", faulty_fd_open),
        patch("os.rename", faulty(renamed)),
        patch("os.replace", faulty(replaced)),
    ):
        yield


class _FaultyFile:
    """A file that can be full in the middle of what is written, or when it is closed."""

    def __init__(self, file: IO[Any], faults: Faults) -> None:
        self._file = file
        self._faults = faults

    def __enter__(self) -> "_FaultyFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a file has
        return getattr(self._file, name)

    def write(self, content: Any) -> int:  # noqa: ANN401 - text or bytes
        """Write all, or the half."""
        if self._faults.due("file: write"):
            self._file.write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(content)

    def close(self) -> None:
        """Close; what was written may not have reached the disk."""
        closed = self._file.closed
        self._file.close()
        if not closed and self._faults.due("file: close"):
            raise OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def faulty_children(faults: Faults) -> Iterator[None]:
    """Children whose start, pipes to them and pipes from them can fail."""
    start = subprocess.Popen.__init__

    def faulty_start(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Popen's own
        if faults.due("child: start"):
            raise OSError("no more processes")
        start(self, *args, **kwargs)
        self.stdin, self.stdout = (
            _FaultyPipe(self.stdin, faults),
            _FaultyPipe(self.stdout, faults),
        )

    with patch.object(subprocess.Popen, "__init__", faulty_start):
        yield


class _FaultyPipe:
    """A pipe that can break when it is written, and end or bring half a line when it is read."""

    def __init__(self, pipe: IO[bytes], faults: Faults) -> None:
        self._pipe = pipe
        self._faults = faults

    def __enter__(self) -> "_FaultyPipe":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, line: bytes) -> int:
        """Write, or break."""
        if self._faults.due("child: write"):
            raise BrokenPipeError("the pipe is broken")
        return self._pipe.write(line)

    def flush(self) -> None:
        """Flush."""
        self._pipe.flush()

    def readline(self, most: int) -> bytes:
        """A line, or the half of one."""
        line = self._pipe.readline(most)
        return line[: len(line) // 2] if line and self._faults.due("child: read") else line

    def close(self) -> None:
        """Close."""
        self._pipe.close()
