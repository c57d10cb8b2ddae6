"""The child process that owns the model: reads requests, works in steps, and writes the answers.

It ends when told to, when its parent is gone, or when the model fails; the console starts another.
"""

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from console import paths
from console.domain.errors import ModelError
from console.domain.sinks import visible
from console.inference.engine.prompt_formats import load_profile
from console.inference.processor import lower_priority, threads_to_use
from console.inference.protocol import (
    PROTOCOL_VERSION,
    Cancel,
    Cancelled,
    DraftRequest,
    Forget,
    Load,
    Prioritise,
    Read,
    Ready,
    ScoreRequest,
    ToWorker,
    to_worker,
)
from console.inference.token_outbox import TokenOutbox
from console.ipc.messages import Hello, RequestFailed, Shutdown, encode, received, take_pipes

if TYPE_CHECKING:
    from console.inference.engine.engine import Engine

Inbox = queue.SimpleQueue[ToWorker | RequestFailed]


def main() -> int:
    """Run until the end; returns the exit code."""
    commands, answers = take_pipes()
    lower_priority()
    inbox: Inbox = queue.SimpleQueue()
    # Ctrl+C in a terminal reaches the whole group; it is the console that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: inbox.put(Shutdown()))
    worker = DraftWorker(inbox, TokenOutbox(answers.write))
    threading.Thread(target=_read, args=(commands, worker), daemon=True).start()
    answers.write(encode(Hello(version=PROTOCOL_VERSION, pid=os.getpid())))
    try:
        return worker.run()
    except ModelError as error:
        print(visible(str(error)), file=sys.stderr)  # noqa: T201 - the console shows a child's last line
        return 1
    except BrokenPipeError:
        return 0  # The console is gone, and nobody is left to tell.


def _read(commands: BinaryIO, worker: "DraftWorker") -> None:
    for message in received(commands, to_worker):
        worker.on_command(message)


class DraftWorker:
    """The loop between the two pipes."""

    def __init__(self, inbox: Inbox, outbox: TokenOutbox) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._engine: Engine | None = None

    def run(self) -> int:
        """Load what the first message names, then work until told to stop."""
        first = self._inbox.get()
        if isinstance(first, Shutdown):
            return 0
        if not isinstance(first, Load):
            raise ModelError(f"the first message is not about a model: {first!r}")
        if first.version != PROTOCOL_VERSION:
            raise ModelError(f"this child speaks {PROTOCOL_VERSION}, the console {first.version}")
        engine = self._engine = self._load(first)
        while self._take_commands(engine):
            if engine.busy:
                self._outbox.put(engine.step(self._has_commands))
                self._outbox.beat()
        engine.close()
        return 0

    def on_command(self, command: ToWorker | RequestFailed) -> None:
        """Receive a command, from any thread; a step that it makes pointless is stopped at once."""
        self._inbox.put(command)
        if self._engine is not None and not isinstance(command, RequestFailed):
            self._engine.interrupt_for(command)

    def _has_commands(self) -> bool:
        return not self._inbox.empty()

    def _load(self, load: Load) -> "Engine":
        # The library takes a second to import and reads the environment as it is then.
        from console.inference.engine.loading import make_engine  # noqa: PLC0415

        started = time.monotonic()
        threads = load.threads or threads_to_use()
        profile = load_profile(load.profile, paths.models())
        engine = make_engine(load, profile, threads)
        ready = Ready(
            request=load.request,
            model=Path(load.path).name,
            context=engine.context,
            threads=threads,
            load_ms=(time.monotonic() - started) * 1e3,
        )
        self._outbox.put([ready])
        return engine

    def _take_commands(self, engine: "Engine") -> bool:
        """Carry out all commands, waiting for one if there is no work; False to stop."""
        engine.reset_interrupts()
        while not (self._inbox.empty() and engine.busy):
            command = self._inbox.get()
            if isinstance(command, Shutdown):
                return False
            self._dispatch(command, engine)
        return True

    def _dispatch(self, command: ToWorker | RequestFailed, engine: "Engine") -> None:
        match command:
            case DraftRequest(request=request):
                self._try(request, partial(engine.draft, command))
            case ScoreRequest(request=request):
                self._try(request, partial(engine.score, command))
            case Read():
                self._try(None, partial(engine.read, command))
            case Cancel(request=request):
                engine.cancel(request)
                self._outbox.drop(request)
                self._outbox.put([Cancelled(request=request)])
            case Prioritise(chat=chat):
                engine.prioritise(chat)
            case Forget(chat=chat):
                engine.forget(chat)
            case RequestFailed():
                self._outbox.put([command])
            case Load():
                self._outbox.put(
                    [RequestFailed(request=command.request, reason="a model is loaded")]
                )

    def _try(self, request: str | None, work: Callable[[], None]) -> None:
        try:
            work()
        except ModelError as error:
            self._outbox.put([RequestFailed(request=request, reason=str(error))])


if __name__ == "__main__":
    sys.exit(main())
