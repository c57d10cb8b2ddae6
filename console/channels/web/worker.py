"""The gateway's process beside a console: it ends when told to, or when its console is gone.

A process, not a thread: whatever strangers send is read here, and a flood of it takes no time from
the window's thread.
"""

import asyncio
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from console.channels.web.protocol import (
    PROTOCOL_VERSION,
    FromGateway,
    Listening,
    OpenGateway,
    ToGateway,
    to_gateway,
)
from console.domain.sinks import visible
from console.ipc.messages import Hello, RequestFailed, Shutdown, encode, received, take_pipes


def main() -> int:
    """Run until the end; returns the exit code."""
    commands, answers = take_pipes()
    # Ctrl+C in a terminal reaches the whole group; it is the console that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outgoing: queue.SimpleQueue[FromGateway] = queue.SimpleQueue()
    threading.Thread(target=_write, args=(outgoing, answers), daemon=True).start()
    outgoing.put(Hello(version=PROTOCOL_VERSION, pid=os.getpid()))
    try:
        asyncio.run(_work(commands, outgoing.put))
    except OSError as error:
        sys.stderr.write(visible(f"it can't listen: {error.strerror or error}\n"))
        sys.stderr.flush()
        os._exit(1)
    # The thread that reads hangs in a read that nothing ends.
    os._exit(0)


def _write(outgoing: "queue.SimpleQueue[FromGateway]", answers: BinaryIO) -> None:
    with suppress(OSError):  # the console is gone
        while True:
            answers.write(encode(outgoing.get()))


async def _work(commands: BinaryIO, tell: Callable[[FromGateway], None]) -> None:
    loop = asyncio.get_running_loop()
    inbox: asyncio.Queue[ToGateway] = asyncio.Queue()

    def read() -> None:
        for message in received(commands, to_gateway):
            loop.call_soon_threadsafe(inbox.put_nowait, message)

    threading.Thread(target=read, daemon=True).start()
    opened = await inbox.get()
    if not isinstance(opened, OpenGateway) or opened.version != PROTOCOL_VERSION:
        return
    # The library belongs to an extra; whoever opened this has made sure that it is there.
    from console.channels.web.server import Gateway  # noqa: PLC0415

    gateway = Gateway(opened, tell)

    async def listen() -> None:
        while not isinstance(message := await inbox.get(), Shutdown):
            if isinstance(message, RequestFailed):
                tell(message)
            else:
                gateway.take(message)

    listening = asyncio.create_task(listen())
    serving = asyncio.create_task(gateway.run(lambda port: tell(Listening(port=port))))
    done, _ = await asyncio.wait({listening, serving}, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    serving.cancel()


if __name__ == "__main__":
    raise SystemExit(main())
