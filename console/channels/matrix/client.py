"""Requests to a Matrix server's client API: answers, refusals, and a server that can't be reached.

The API is JSON over HTTP, and the console needs a dozen of its requests, so httpx speaks it; what a
library for Matrix adds (rooms kept in memory, its own silent retries) would have to be undone.
"""

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from weakref import WeakSet

import httpx

from console.domain.errors import ChannelError
from console.domain.hosts import is_this_machine
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_json

_PREFIX = "/_matrix/client/v3"
_MEDIA_PREFIX = "/_matrix/client/v1/media"
TOO_LONG = "TOO_LONG"
"""The code of a refusal of ours: there is more than was asked for."""

_DOWNLOAD_S = 60.0
_MOST_TOLD_BYTES = 64_000
_REQUEST_S = 20.0
_MOST_PAUSE_S = 30.0


class ServerUnreachable(Exception):
    """The server does not answer, or answers that it can't at the moment; try again later."""


class Refused(Exception):
    """The server refuses a request for good; ``code`` is Matrix's (``M_FORBIDDEN`` …)."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in: user id, device and access token."""

    user: str
    device: str
    token: str


class _Connections:
    """The connections of a client, which another thread than the one that waits on them may end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: WeakSet[Any] = WeakSet()  # of httpcore, which has no public name for them
        self._ended = False

    def note(self, event: str, about: Mapping[str, object]) -> None:
        """Remember a connection that was made; httpx calls this as the trace of a request.

        One that is made after the end is shut down at once. What stands in front of an event's
        name depends on the way to the server, as by a proxy.
        """
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            stream = about["return_value"]
            with self._lock:
                self._streams.add(stream)
                has_ended = self._ended
            if has_ended:
                _shut_down(stream)

    def end(self) -> None:
        """Have whoever waits for an answer know at once that none will come.

        Closing a socket does not wake a thread that is reading from it; shutting it down does.
        """
        with self._lock:
            self._ended = True
            streams = list(self._streams)
        for stream in streams:
            _shut_down(stream)


def _shut_down(stream: Any) -> None:  # noqa: ANN401 - of httpcore
    each = stream.get_extra_info("socket")
    if isinstance(each, socket.socket):
        # The method of a socket with TLS is not for use beside a thread that reads.
        with suppress(OSError):
            socket.socket.shutdown(each, socket.SHUT_RDWR)


class MatrixClient:
    """One account at one server. Each thread may call it; ``close`` ends what is under way."""

    def __init__(
        self, server: str, account: Account | None = None, limit_s: float = _REQUEST_S
    ) -> None:
        """``server`` is the address of its client API; an answer may take ``limit_s`` seconds."""
        self._limit_s = limit_s
        self._account = account
        self._closed = threading.Event()
        self._connections = _Connections()
        near = is_this_machine(urlsplit(server).hostname or "")
        self._http = httpx.Client(base_url=server.rstrip("/"), timeout=limit_s, trust_env=not near)

    def sign_in(self, user: str, password: str, device_name: str) -> Account:
        """Sign in with a password; raises Refused or ServerUnreachable."""
        told = self.request(
            "POST",
            "/login",
            {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": user},
                "password": password,
                "initial_device_display_name": device_name,
            },
        )
        return Account(str(told["user_id"]), str(told["device_id"]), str(told["access_token"]))

    def request(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        params: Mapping[str, str] | None = None,
        *,
        limit_s: float | None = None,
    ) -> JsonObject:
        """Put one request; one that comes too fast is put again when the server says.

        Args:
            method: of HTTP.
            path: below the prefix of the API, quoted (``path_of``).
            body: the JSON object that is sent.
            params: of the query.
            limit_s: seconds to wait for the answer, if not the usual ones.

        Raises:
            ServerUnreachable: there is no answer now.
            Refused: the answer is no.
        """
        headers = {"Authorization": f"Bearer {self._account.token}"} if self._account else {}
        while not self._closed.is_set():
            try:
                answer = self._http.request(
                    method,
                    _PREFIX + path,
                    json=body,
                    params=params,
                    headers=headers,
                    timeout=limit_s or self._limit_s,
                    extensions={"trace": self._connections.note},
                )
            except httpx.HTTPError as error:
                raise ServerUnreachable(type(error).__name__) from error
            except RuntimeError as error:  # httpx's for a client that has been closed
                raise ServerUnreachable("closed") from error
            if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return _content(answer)
            self._closed.wait(_pause_s(answer))
        raise ServerUnreachable("closed")

    def download(self, address: str, most_bytes: int) -> bytes:
        """What is at an address of media (``mxc://server/id``), as it is.

        Raises:
            ServerUnreachable: there is no answer now, or it takes longer than a minute.
            Refused: the answer is no, or is longer than ``most_bytes``.
        """
        server, _, media = address.removeprefix("mxc://").partition("/")
        # As it is: what is packed could become far longer than what came.
        headers = {"Accept-Encoding": "identity"}
        if self._account:
            headers["Authorization"] = f"Bearer {self._account.token}"
        ends = time.monotonic() + _DOWNLOAD_S
        path = _MEDIA_PREFIX + path_of("download", server, media)
        try:
            trace = {"trace": self._connections.note}
            with self._http.stream("GET", path, headers=headers, extensions=trace) as answer:
                if answer.is_success:
                    return _limited(answer, most_bytes, ends)
                raise _no(answer.status_code, _told(answer, ends))
        except httpx.HTTPError as error:
            raise ServerUnreachable(type(error).__name__) from error
        except RuntimeError as error:  # httpx's for a client that has been closed
            raise ServerUnreachable("closed") from error

    def close(self) -> None:
        """No more requests; those under way end at once, with ``ServerUnreachable``."""
        self._closed.set()
        self._connections.end()
        self._http.close()


def path_of(*parts: str) -> str:
    """A path of these parts, each quoted."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _limited(answer: httpx.Response, most_bytes: int, ends: float) -> bytes:
    """The content of an answer that is being read, until a time, as long as it is not too long."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused("PACKED", "the server sends it packed")
    parts, size = [], 0
    for part in answer.iter_raw():
        size += len(part)
        if size > most_bytes:
            raise Refused(TOO_LONG, f"it is longer than {most_bytes:,} bytes")
        if time.monotonic() > ends:
            raise ServerUnreachable("it is too slow")
        parts.append(part)
    return b"".join(parts)


def _told(answer: httpx.Response, ends: float) -> bytes:
    """What a refusal says; nothing of one that is packed or goes on and on."""
    try:
        return _limited(answer, _MOST_TOLD_BYTES, ends)
    except Refused:
        return b""


def _content(answer: httpx.Response) -> JsonObject:
    if not answer.is_success:
        raise _no(answer.status_code, answer.content)
    return _object(answer.content)


def _no(status: int, content: bytes) -> ServerUnreachable | Refused:
    """What an answer that is no success means."""
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ServerUnreachable(f"it answers {status}")
    told = _object(content)
    return Refused(str(told.get("errcode", status)), str(told.get("error", "")))


def _object(content: bytes) -> JsonObject:
    try:
        told = parse_json(content.decode("utf-8"))
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ServerUnreachable("its answer is not Matrix's")
    return told


def _pause_s(answer: httpx.Response) -> float:
    try:
        wait_s = float(answer.json().get("retry_after_ms", 1000)) / 1000
    except (ValueError, AttributeError, TypeError):
        wait_s = 1.0
    return min(max(wait_s, 0.05), _MOST_PAUSE_S)


def signed_in(server: str, user: str, password: str) -> Account:
    """Sign in once.

    Raises:
        ChannelError: the server can't be reached, or refuses.
    """
    client = MatrixClient(server)
    try:
        return client.sign_in(user, password, "Switchboard")
    except ServerUnreachable as error:
        raise ChannelError(f"{server} can't be reached ({error}); try again later") from error
    except Refused as error:
        raise ChannelError(f"{server} refuses {user}: {error}; check name and password") from error
    finally:
        client.close()
