"""Requests to Chatwoot's application API: answers, refusals, and requests without an answer."""

import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from console.channels.matrix.client import Account, Refused, ServerUnreachable
from console.domain.errors import ChannelError
from console.domain.hosts import is_this_machine
from console.domain.json_objects import JsonObject

_REQUEST_S = 20.0
_MOST_PAUSE_S = 30.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unanswered(ServerUnreachable):
    """The server may have done what it was asked: the request went out, and no answer came."""


class ChatwootClient:
    """One agent of one account. ``close`` ends what is under way."""

    def __init__(self, server: str, account: int, token: str, limit_s: float = _REQUEST_S) -> None:
        """``token`` is the agent's access token; an answer may take ``limit_s`` seconds."""
        self._prefix = f"/api/v1/accounts/{account}"
        self._closed = threading.Event()
        near = is_this_machine(urlsplit(server).hostname or "")
        # With hyphens: proxies drop headers that have an underscore.
        self._http = httpx.Client(
            base_url=server.rstrip("/"),
            timeout=limit_s,
            trust_env=not near,
            headers={"Api-Access-Token": token},
        )

    def profile(self) -> JsonObject:
        """Whose token this is; raises as ``request`` does."""
        return _object(self._put("GET", "/api/v1/profile"))

    def request(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        params: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """Put one request; one that comes too fast is put again when the server says.

        Args:
            method: of HTTP.
            path: below the account.
            body: the JSON object that is sent.
            params: of the query.

        Raises:
            ServerUnreachable: the request did not get there.
            Unanswered: it may have.
            Refused: the answer is no.
        """
        return _object(self._put(method, self._prefix + path, body, params))

    def listed(self, path: str, params: Mapping[str, str] | None = None) -> list[JsonObject]:
        """The objects of an answer that is a list, or that has one as its payload."""
        told = self._put("GET", self._prefix + path, None, params)
        for name in ("data", "payload"):
            if isinstance(told, dict):
                told = told.get(name, told)
        if not isinstance(told, list):
            raise Unanswered("its answer is not Chatwoot's")
        return [item for item in told if isinstance(item, dict)]

    def close(self) -> None:
        """No more requests."""
        self._closed.set()
        self._http.close()

    def _put(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        params: Mapping[str, str] | None = None,
    ) -> object:
        while not self._closed.is_set():
            try:
                answer = self._http.request(method, path, json=body, params=params)
            except _NEVER_SENT as error:
                raise ServerUnreachable(type(error).__name__) from error
            except httpx.HTTPError as error:
                raise Unanswered(type(error).__name__) from error
            except RuntimeError as error:  # httpx's for a client that has been closed
                raise ServerUnreachable("closed") from error
            if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return _content(answer)
            self._closed.wait(_pause_s(answer))
        raise ServerUnreachable("closed")


def _content(answer: httpx.Response) -> object:
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unanswered(f"it answers {answer.status_code}")
    if answer.is_client_error:
        raise Refused(str(answer.status_code), f"it answers {answer.status_code}")
    if not answer.content.strip():
        return {}
    try:
        return answer.json()
    except (ValueError, RecursionError) as error:
        raise Unanswered("its answer is not Chatwoot's") from error


def _object(told: object) -> JsonObject:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise Unanswered("its answer is not Chatwoot's")
    return told


def _pause_s(answer: httpx.Response) -> float:
    told = answer.headers.get("Retry-After", "")
    return min(max(float(told) if told.isdecimal() else 1.0, 0.05), _MOST_PAUSE_S)


def account_of(server: str, account: int, email: str, token: str) -> Account:
    """Whose token it is, as it is kept: the agent's number, their name and the token.

    Raises:
        ChannelError: the server can't be reached or refuses, or the token is somebody else's.
    """
    client = ChatwootClient(server, account, token)
    try:
        told = client.profile()
        client.listed("/agents")
    except ServerUnreachable as error:
        raise ChannelError(f"{server} can't be reached ({error}); try again later") from error
    except Refused as error:
        raise ChannelError(
            f"{server} refuses {email} in account {account}: {error}; check the access token"
        ) from error
    finally:
        client.close()
    if not isinstance(told.get("id"), int) or told.get("email") != email:
        raise ChannelError(f"this is not the access token of {email}; copy it from their profile")
    return Account(str(told["id"]), str(told.get("name", email)), token)


def key_of(server: str, account: int) -> str:
    """What a sign-in is kept under."""
    return f"{server.rstrip('/')}/app/accounts/{account}"
