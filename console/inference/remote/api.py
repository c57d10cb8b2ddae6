"""The calls to a server that speaks OpenAI's chat completions, with every failure in one line.

No reason holds the key, nor what a library says of a request, which may hold it.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from console.domain.errors import ModelError
from console.domain.hosts import is_near, is_this_machine
from console.inference.protocol import DraftRequest, RemoteServer
from console.inference.remote.messages import messages
from console.inference.remote.reply import (
    Chunk,
    ServedModel,
    ServedModels,
    chunks,
    complaint,
    refused_parameter,
)

CONNECT_S = 5.0
SILENCE_S = 60.0
"""The longest wait for the next byte: a busy server reads long prompts before it answers."""

_STOPS = 4
"""More stop strings than this the interface doesn't allow; all are applied on this side too."""

OPTIONAL = (
    "chat_template_kwargs",
    "stream_options",
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "seed",
    "stop",
)
"""Parameters that a server may refuse: they are left out, or called by another name."""

_LIST_BYTES = 4 << 20
_COMPLAINT_BYTES = 16 << 10


class ModelServerUnreachable(ModelError):
    """The server may answer later."""


class _ParameterRefused(ModelError):
    """The server does not take one of the parameters that it can do without."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(reason)
        self.parameter = parameter


class Api:
    """A server, by its address; one connection pool for all drafts."""

    def __init__(self, server: RemoteServer) -> None:
        """Get ready to ask; raises ``ModelError`` if the key is not there or can't be one."""
        self._server = server
        self._key = _key(server.key_variable)
        self.host = urlsplit(server.url).netloc
        headers = {"Accept-Encoding": "identity"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        parts = urlsplit(server.url)
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        if self._key is not None and not is_encrypted and not is_this_machine(host):
            raise ModelError(
                f"the key would go to {self.host} where anybody on the way can read it; use an "
                "address that begins with https://"
            )
        self._left_out: set[str] = set()
        self._client = self._make_client(headers, by_proxy=is_encrypted and not is_near(host))

    def _make_client(self, headers: dict[str, str], *, by_proxy: bool) -> httpx.AsyncClient:
        """A client that goes to the server by itself wherever a proxy could read what is sent.

        Redirects are not followed, so neither texts nor the key get to another host.
        """
        try:
            return httpx.AsyncClient(
                headers=headers,
                timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
                follow_redirects=False,
                trust_env=by_proxy,
            )
        except (ValueError, ImportError):
            raise ModelError(
                "the proxy that HTTPS_PROXY or ALL_PROXY names can't be used for "
                f"{self.host}; correct the variable, or put the host into NO_PROXY"
            ) from None

    async def served(self) -> tuple[ServedModel, ...]:
        """The models that the server has.

        Raises ``ModelServerUnreachable``, or ``ModelError`` if it answers as no such server does.
        """
        try:
            async with asyncio.timeout(SILENCE_S):
                body = await self._list()
        except TimeoutError:
            raise ModelServerUnreachable(
                f"{self.host} does not come to the end of an answer"
            ) from None
        try:
            return ServedModels.model_validate_json(body).data
        except ValueError:
            raise ModelError(
                f"{self.host}: what it answers is not a list of models; is the address in the "
                "settings the one that ends in /v1?"
            ) from None

    async def _list(self) -> bytes:
        body = b""
        async with self._asked("GET", "models", None) as response:
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > _LIST_BYTES:
                    raise ModelError(f"{self.host}: its list of models has no end")
        return body

    async def room(self, default: int) -> int:
        """Tokens that the model takes, ``default`` if the server doesn't tell; raises as above."""
        rooms = [
            each.max_model_len for each in await self.served() if each.id == self._server.model
        ]
        return next((room for room in rooms if room is not None), default)

    async def stream(self, draft: DraftRequest) -> AsyncGenerator[Chunk]:
        """The answer, piece by piece; raises ``ModelError`` if there is none.

        A parameter that the server refuses is left out, or called by its other name, from then on.
        """
        while True:
            try:
                async with self._asked("POST", "chat/completions", self._question(draft)) as reply:
                    async for chunk in self._chunks(reply):
                        yield chunk
            except _ParameterRefused as error:
                if error.parameter in self._left_out:
                    raise
                self._left_out.add(error.parameter)
            else:
                return

    async def _chunks(self, response: httpx.Response) -> AsyncIterator[Chunk]:
        try:
            async for chunk in chunks(response.aiter_raw()):
                yield chunk
        except ModelError as error:
            raise ModelError(f"{self.host}: {error}") from None

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    def _question(self, draft: DraftRequest) -> dict[str, object]:
        wanted: dict[str, object] = {
            "max_tokens": draft.max_tokens,
            "temperature": draft.sampling.temperature,
            "seed": draft.sampling.seed,
            "stop": draft.stop[:_STOPS] or None,
            "stream_options": {"include_usage": True},
            # Models that think write their thoughts at the length of the answer's limit.
            "chat_template_kwargs": {"enable_thinking": False},
        }
        if "max_tokens" in self._left_out:
            wanted["max_completion_tokens"] = draft.max_tokens
        return {
            "model": self._server.model,
            "messages": messages(draft.prompt),
            "stream": True,
            **{
                name: value
                for name, value in wanted.items()
                if value is not None and name not in self._left_out
            },
        }

    @asynccontextmanager
    async def _asked(
        self, method: str, path: str, question: dict[str, object] | None
    ) -> AsyncIterator[httpx.Response]:
        """A good answer's beginning; whatever goes wrong until its end becomes a reason."""
        url = f"{self._server.url.rstrip('/')}/{path}"
        try:
            async with self._client.stream(method, url, json=question) as response:
                await self._check(response)
                yield response
        except httpx.TimeoutException:
            raise ModelServerUnreachable(f"{self.host} does not answer") from None
        except httpx.ConnectError as error:
            if "CERTIFICATE" in str(error).upper():
                raise ModelError(f"{self.host}: its certificate is not one to trust") from None
            raise ModelServerUnreachable(f"{self.host} can't be reached") from None
        except httpx.TransportError:
            raise ModelServerUnreachable(f"{self.host} broke the connection off") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise ModelError(f"{self.host} can't be asked; look at the address") from None

    async def _check(self, response: httpx.Response) -> None:
        """Raise ``ModelServerUnreachable`` or ``ModelError`` unless the answer is one to read."""
        status = response.status_code
        if response.is_success:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ModelError(f"{self.host} packs its answers, which it was asked not to")
            return
        if response.is_redirect:
            raise ModelError(f"{self.host} points elsewhere; put the final address in the settings")
        if status in {401, 403}:
            what = "the key" if self._key else "a request without a key"
            raise ModelError(f"{self.host} does not accept {what} ({status})")
        if status == 429:
            raise ModelServerUnreachable(f"{self.host} has too much to do (429)")
        if status >= 500:
            raise ModelServerUnreachable(f"{self.host} has an error of its own ({status})")
        body = await _beginning(response)
        reason = f"{self.host} refuses the request ({status}){complaint(body, self._key)}"
        parameter = refused_parameter(body, OPTIONAL) if status in {400, 422} else None
        raise ModelError(reason) if parameter is None else _ParameterRefused(parameter, reason)


async def _beginning(response: httpx.Response) -> bytes:
    """Some kilobytes of a body."""
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > _COMPLAINT_BYTES:
            break
    return body


def _key(variable: str | None) -> str | None:
    """The key from the environment; raises ``ModelError`` if it is not there or can't be one."""
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ModelError(f"the server's key is to be in the variable {variable}, which is not set")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ModelError(f"what the variable {variable} holds can't be a key")
    return key
