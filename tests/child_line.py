"""A real child process, and the test's end of the line to it."""

import os
import subprocess
import threading
from collections.abc import Mapping
from typing import TypeVar

from console.inference.protocol import FromWorker, from_worker
from console.ipc.messages import WireMessage, encode

M = TypeVar("M", bound=WireMessage)


class ChildLine:
    """A child and the two ends of the line to it. It is killed if a test takes too long."""

    def __init__(
        self,
        command: tuple[str, ...],
        *,
        environment: Mapping[str, str] | None = None,
        limit_s: float = 100,
    ) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**os.environ, **(environment or {})},
        )
        self.received: list[FromWorker] = []
        self._limit = threading.Timer(limit_s, self.process.kill)
        self._limit.start()

    def send(self, *messages: WireMessage) -> None:
        """Send these."""
        self.write(b"".join(encode(message) for message in messages))

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self, kind: type[M]) -> M:
        """The next message of a kind."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.received.append(from_worker(line))
            if isinstance(self.received[-1], kind):
                return self.received[-1]
        raise EOFError(self.error_output())

    def error_output(self) -> str:
        """What the child wrote to its errors."""
        assert self.process.stderr
        return self.process.stderr.read().decode()

    def close(self) -> None:
        """End whatever is left."""
        self._limit.cancel()
        self._limit.join()
        self.process.kill()
        with self.process:
            pass
