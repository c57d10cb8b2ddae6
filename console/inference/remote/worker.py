"""The child process for a model on a server: the worker's protocol, answered by chat completions.

It ends when told to, when its parent is gone, or when the server can't be used; the console starts
another. Nothing is read ahead, since the server decides what it remembers.
"""

import asyncio
import os
import signal
import sys
import threading
from typing import BinaryIO

from console.domain.errors import ModelError
from console.domain.sinks import visible
from console.inference.protocol import PROTOCOL_VERSION, to_worker
from console.inference.remote.drafts import Inbox, RemoteDrafts
from console.inference.token_outbox import TokenOutbox
from console.ipc.messages import Hello, encode, received, take_pipes


def main() -> int:
    """Run until the end; returns the exit code."""
    # Ctrl+C in a terminal reaches the whole group; it is the console that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    commands, answers = take_pipes()
    try:
        asyncio.run(_run(commands, answers))
    except ModelError as error:
        print(visible(str(error)), file=sys.stderr)  # noqa: T201 - the console shows a child's last line
        return 1
    except BrokenPipeError:
        return 0  # The console is gone, and nobody is left to tell.
    return 0


async def _run(commands: BinaryIO, answers: BinaryIO) -> None:
    inbox: Inbox = asyncio.Queue()
    reader = (commands, asyncio.get_running_loop(), inbox)
    threading.Thread(target=_read, args=reader, daemon=True).start()
    answers.write(encode(Hello(version=PROTOCOL_VERSION, pid=os.getpid())))
    await RemoteDrafts(inbox, TokenOutbox(answers.write)).run()


def _read(commands: BinaryIO, loop: asyncio.AbstractEventLoop, inbox: Inbox) -> None:
    for message in received(commands, to_worker):
        try:
            loop.call_soon_threadsafe(inbox.put_nowait, message)
        except RuntimeError:
            return  # The loop has ended, and the process is about to.


if __name__ == "__main__":
    sys.exit(main())
