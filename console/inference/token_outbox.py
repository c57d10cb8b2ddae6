"""Writes the child's messages; tokens of a draft are gathered, so as not to flood the window."""

import time
from collections.abc import Callable, Iterable

from console.inference.protocol import Beat, Done, FromWorker, Token
from console.ipc.messages import RequestFailed, encode

GATHER_S = 0.03
"""Tokens of one draft are sent together if they come closer than this."""

BEAT_S = 1.0
"""The longest silence while there is work."""


class TokenOutbox:
    """Sends messages in order, each draft's text whole."""

    def __init__(
        self, write: Callable[[bytes], object], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._now = now
        self._texts: dict[str, str] = {}
        self._sent: dict[str, float] = {}
        self._last = now()

    def put(self, messages: Iterable[FromWorker]) -> None:
        """Send what is due of ``messages`` and of what was gathered before."""
        for message in messages:
            if isinstance(message, Token):
                self._texts[message.request] = self._texts.get(message.request, "") + message.text
            else:
                self._pass(message)
        for request in list(self._texts):
            if self._now() - self._sent.get(request, -GATHER_S) >= GATHER_S:
                self._flush(request)

    def beat(self) -> None:
        """Give a sign of life if nothing was sent for a while."""
        if self._now() - self._last >= BEAT_S:
            self._send(Beat())

    def drop(self, request: str) -> None:
        """Forget gathered text that nobody waits for any more."""
        self._texts.pop(request, None)
        self._sent.pop(request, None)

    def _pass(self, message: FromWorker) -> None:
        if isinstance(message, Done | RequestFailed) and message.request is not None:
            self._flush(message.request)
            self.drop(message.request)
        self._send(message)

    def _flush(self, request: str) -> None:
        text = self._texts.pop(request, "")
        if text:
            self._sent[request] = self._now()
            self._send(Token(request=request, text=text))

    def _send(self, message: FromWorker) -> None:
        self._last = self._now()
        self._write(encode(message))
