"""The child process that owns the model: reads requests, does a step of work, says what came of it.

It ends when told to, when its parent is gone, or when the model fails; the console starts another.
"""

import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from console import paths
from console.domain.errors import ModelError
from console.inference.outbox import Outbox
from console.inference.processor import step_back, threads_to_use
from console.inference.profiles import load_profile
from console.inference.protocol import (
    PROTOCOL_VERSION,
    Cancel,
    Draft,
    Failed,
    Forget,
    Hello,
    Load,
    Prioritise,
    Ready,
    Shutdown,
    ToWorker,
    encode,
    to_worker,
)

Inbox = queue.SimpleQueue[ToWorker | Failed]


def main() -> int:
    """Run until the end; returns the exit code."""
    commands, answers = _take_pipes()
    step_back()
    inbox: Inbox = queue.SimpleQueue()
    # Ctrl+C in a terminal reaches the whole group; it is the console that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: inbox.put(Shutdown()))
    threading.Thread(target=_read, args=(commands, inbox), daemon=True).start()
    answers.write(encode(Hello(pid=os.getpid())))
    try:
        return Worker(inbox, Outbox(answers.write)).run()
    except ModelError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the console shows a child's last line
        return 1
    except BrokenPipeError:
        return 0  # The console is gone, and nobody is left to tell.


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of a library that prints."""
    commands = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, answers


def _read(commands: BinaryIO, inbox: Inbox) -> None:
    """Put every line into the inbox; the end of the pipe is an order to stop."""
    for line in commands:
        try:
            inbox.put(to_worker(line))
        except ValueError as error:
            inbox.put(Failed(request=None, reason=f"not understood: {error}"))
    inbox.put(Shutdown())


class Worker:
    """The loop between the two pipes."""

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        self._inbox = inbox
        self._outbox = outbox

    def run(self) -> int:
        """Load what the first message names, then work until told to stop."""
        first = self._inbox.get()
        if isinstance(first, Shutdown):
            return 0
        if not isinstance(first, Load):
            raise ModelError(f"the first message is not about a model: {first!r}")
        if first.version != PROTOCOL_VERSION:
            raise ModelError(f"this child speaks {PROTOCOL_VERSION}, the console {first.version}")
        self._load(first)
        while self._obey():
            if self._engine.busy:
                self._outbox.put(self._engine.step())
                self._outbox.beat()
        self._engine.close()
        return 0

    def _load(self, load: Load) -> None:
        # The library takes a second to import and must find the environment settled.
        from console.inference.engine import Engine  # noqa: PLC0415
        from console.inference.llama import Model  # noqa: PLC0415

        started = time.monotonic()
        threads = load.threads or threads_to_use()
        profile = load_profile(load.profile, paths.models())
        path = Path(load.path)
        self._engine = Engine(Model(path), profile, cells=load.cells, threads=threads)
        ready = Ready(
            request=load.request,
            model=path.name,
            context=self._engine.context,
            threads=threads,
            load_ms=(time.monotonic() - started) * 1e3,
        )
        self._outbox.put([ready])

    def _obey(self) -> bool:
        """Take all that was asked, waiting for something if there is no work; False to stop."""
        while not (self._inbox.empty() and self._engine.busy):
            command = self._inbox.get()
            if isinstance(command, Shutdown):
                return False
            self._take(command)
        return True

    def _take(self, command: ToWorker | Failed) -> None:
        match command:
            case Draft():
                self._draft(command)
            case Cancel(request=request):
                self._engine.cancel(request)
                self._outbox.drop(request)
            case Prioritise(chat=chat):
                self._engine.prioritise(chat)
            case Forget(chat=chat):
                self._engine.forget(chat)
            case Failed():
                self._outbox.put([command])
            case Load():
                self._outbox.put([Failed(request=command.request, reason="a model is loaded")])

    def _draft(self, draft: Draft) -> None:
        try:
            self._engine.draft(draft)
        except ModelError as error:
            self._outbox.put([Failed(request=draft.request, reason=str(error))])


if __name__ == "__main__":
    sys.exit(main())
