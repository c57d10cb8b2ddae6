"""One draft from a server: what streams in becomes tokens and an answer like the engine's."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Literal

from console.domain.errors import ModelError
from console.inference.protocol import Done, DraftRequest, FromWorker, Token
from console.inference.remote.api import Api
from console.inference.remote.messages import Continuation
from console.inference.remote.reply import Chunk, Usage
from console.inference.stop_stream import StopStream

DRAFT_S = 180.0
"""The longest that a draft may take, however steadily it comes."""

_TOKEN_CHARS = 32
"""A server that sends more characters than this for each token that was asked for is not right."""

Send = Callable[[FromWorker], None]


class Writing:
    """A draft while it comes in."""

    def __init__(self, draft: DraftRequest, api: Api, send: Send) -> None:
        self._draft = draft
        self._api = api
        self._send = send
        self._taken = time.monotonic()
        self._continuation = Continuation(draft.prompt.opening)
        self._text = StopStream(draft.stop)
        self._first_ms: float | None = None
        self._received = 0
        self._pieces = 0
        self._usage = Usage()
        self._finish: str | None = None
        self._thinks = False

    async def run(self) -> None:
        """Have it written to its end; raises ``ModelError`` with what went wrong."""
        try:
            async with asyncio.timeout(DRAFT_S), aclosing(self._api.stream(self._draft)) as stream:
                async for chunk in stream:
                    self._take(chunk)
                    if self._text.stopped or self._continuation.cannot_match:
                        break
        except TimeoutError:
            raise ModelError(f"{self._api.host} took more than {DRAFT_S:.0f} s") from None
        if not self._text.stopped and self._finish is None and not self._continuation.cannot_match:
            raise ModelError(f"{self._api.host} broke the answer off")
        if not self._continuation.found:
            raise ModelError(
                f"{self._api.host} did not begin with the words that the draft begins with"
            )
        self._add(self._text.finish())
        thinks = self._thinks or self._text.has_thought
        if thinks and not self._text.text.strip():
            raise ModelError(
                f"{self._api.host}: the model thinks aloud and came to no answer; switch its "
                "thinking off on the server, or use another model"
            )
        self._send(self._done())

    def _take(self, chunk: Chunk) -> None:
        self._usage = chunk.usage or self._usage
        for choice in chunk.choices[:1]:
            self._finish = choice.finish_reason or self._finish
            content = choice.delta.content or ""
            self._thinks = self._thinks or bool(choice.delta.reasoning_content)
            self._received += len(content)
            self._pieces += bool(content)
            if self._received > _TOKEN_CHARS * self._draft.max_tokens:
                most = self._draft.max_tokens
                raise ModelError(f"{self._api.host} writes more than {most} tokens")
            if content:
                self._add(self._text.feed(self._continuation.feed(content).encode()))

    def _add(self, text: str) -> None:
        if text:
            self._first_ms = self._first_ms or self._elapsed_ms()
            self._send(Token(request=self._draft.request, text=text))

    def _done(self) -> Done:
        usage = self._usage
        known = usage.prompt_tokens_details
        return Done(
            request=self._draft.request,
            text=_without_thought(self._text.text),
            tokens=usage.completion_tokens or self._pieces,
            prompt_tokens=usage.prompt_tokens,
            reused_tokens=(known.cached_tokens or 0) if known else 0,
            first_token_ms=self._first_ms or self._elapsed_ms(),
            total_ms=self._elapsed_ms(),
            stopped_by=self._stopped_by(),
        )

    def _stopped_by(self) -> Literal["end", "stop", "length"]:
        if self._text.stopped:
            return "stop"
        return "length" if self._finish == "length" else "end"

    def _elapsed_ms(self) -> float:
        return (time.monotonic() - self._taken) * 1e3


def _without_thought(text: str) -> str:
    """The text behind the end of a thought, if there is one whose beginning was not sent."""
    return text.rpartition("</think>")[2].lstrip() if "</think>" in text else text
