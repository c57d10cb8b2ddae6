"""One run of a child process, with the threads that read from it and write to it.

Nothing here waits for the child except ``close``, so the window never does.
"""

import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Generic, TypeVar

from pydantic import BaseModel

LINE_BYTES = 1 << 20
"""No message of the child is longer; a longer line is not a message."""

_FAULTS = frozenset({"SIGILL", "SIGABRT", "SIGSEGV", "SIGBUS", "SIGFPE"})

EXIT_S = 2.0
"""How long a process may take to end after it has closed its output."""

_LOW_PRIORITY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""Windows has no ``nice``: there the parent sets the priority."""


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """The process is gone; ``reason`` says how, ``fault`` whether its own code was at fault.

    A fault is an illegal instruction, memory that is not its own, or an assertion that did not
    hold: what a processor or a compiler that the library was not made for can cause.
    """

    reason: str
    fault: bool = False


T = TypeVar("T")


class Child(Generic[T]):
    """A running process: messages in, messages out, and why it ended."""

    def __init__(self, command: Sequence[str], decode: Callable[[bytes], T]) -> None:
        """Start it; raises ``OSError`` if the command can't be run.

        ``decode`` reads one line of its output, and raises ``ValueError`` if it is no message.
        """
        self._decode = decode
        self._process = subprocess.Popen(  # noqa: S603 - the program's own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_LOW_PRIORITY,
        )
        self.pid = self._process.pid
        self.incoming: queue.SimpleQueue[T | ChildEnded] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._last_error = ""
        self._errors = threading.Thread(target=self._note_errors, name="child-errors")
        self._threads = [
            self._errors,
            threading.Thread(target=self._write, name="child-write"),
            threading.Thread(target=self._read, name="child-read"),
        ]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def send(self, message: BaseModel) -> None:
        """Queue a message, to be written as soon as the child reads."""
        self._outgoing.put(message.model_dump_json().encode() + b"\n")

    def kill(self) -> None:
        """End the process at once; ``ChildEnded`` comes when it is gone."""
        self._process.kill()

    def close(self, grace_s: float) -> None:
        """Let the process end by itself, kill it after ``grace_s``, and join the threads."""
        self._outgoing.put(None)
        _wait(self._process, grace_s)
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        # A process that is gone breaks the pipe; the reader reports it.
        with suppress(OSError), _pipe(self._process.stdin) as pipe:
            while (line := self._outgoing.get()) is not None:
                pipe.write(line)
                pipe.flush()

    def _note_errors(self) -> None:
        with _pipe(self._process.stderr) as pipe:
            while line := pipe.readline(LINE_BYTES):
                self._last_error = line.decode("utf-8", "replace").strip() or self._last_error

    def _read(self) -> None:
        problem = self._pass_messages()
        if problem:
            self._process.kill()
        # A process that has closed its output has no more messages, even if it still runs.
        code = _wait(self._process, EXIT_S)
        self._errors.join()
        self._outgoing.put(None)
        reason = problem or _how(code, self._last_error)
        self.incoming.put(ChildEnded(reason, fault=_signal_name(-code) in _FAULTS))

    def _pass_messages(self) -> str | None:
        """Pass on all messages of the child; returns what is wrong with its output, if anything."""
        with _pipe(self._process.stdout) as pipe:
            while line := pipe.readline(LINE_BYTES):
                try:
                    self.incoming.put(self._decode(line))
                except ValueError:
                    return f"it answered with what is not a message: {line[:40]!r}"
        return None


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int:
    """The exit code, after killing the process if it takes longer than that."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream


def _how(code: int, last_error: str) -> str:
    """In words: the exit code or signal, and the last line the process wrote to its errors."""
    end = f"it was ended by {_signal_name(-code)}" if code < 0 else f"it ended with code {code}"
    return f"{end}: {last_error}" if last_error else end


def _signal_name(number: int) -> str:
    known = {each.value: each.name for each in signal.Signals}
    return known.get(number, f"signal {number}")
