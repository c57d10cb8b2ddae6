"""A site's own operations: a command or a web hook that the site names carries them out.

Both get one JSON object and answer with one: ``{"done": true, "detail": "…"}``. They work on
threads of their own, since neither a program nor a network may hold up the window.
"""

import json
import os
import queue
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from console.domain.hosts import is_this_machine
from console.domain.structured_text import parse_json
from console.domain.text import storable
from console.operations.executor import By, Result, Task
from console.settings import OperationSettings

_MOST_BYTES = 64_000
_MOST_DETAIL = 200
_AFTER_KILL_S = 2.0


class OperationError(Exception):
    """A site's command or web hook gave no usable answer; the text says why, for the agent."""


class Transport(Protocol):
    """The way to a site's operations."""

    def call(self, request: bytes, action: str) -> bytes:
        """Put a JSON object to the site and wait for its answer.

        Raises:
            OperationError: there is none.
        """
        ...

    def stop(self) -> None:
        """Give up what is under way."""
        ...


class SiteOperations:
    """Has a site carry out its operations, each on a thread of its own."""

    by: By = "site"

    def __init__(self, transport: Transport, names: Iterable[str] = ()) -> None:
        """``names`` are the operations that the site knows; without any, it knows all."""
        self._transport = transport
        self._names = frozenset(names)
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._stopped = False

    def can(self, operation: str) -> bool:
        """Whether the site knows this operation."""
        return not self._names or operation in self._names

    def start(self, task: Task) -> None:
        """Put a task to the site; its result comes from ``poll``."""
        name = f"operation-{task.action}"
        threading.Thread(target=self._work, args=(task,), name=name, daemon=True).start()

    def poll(self) -> Iterable[Result]:
        """The results that have come since the last call."""
        while not self._results.empty():
            yield self._results.get_nowait()

    def stop(self) -> None:
        """Give up what is not finished; its results are not heard of any more."""
        self._stopped = True
        self._transport.stop()

    def _work(self, task: Task) -> None:
        try:
            answer = self._transport.call(request_of(task), task.action)
            result = result_of(task.action, answer)
        except OperationError as error:
            result = Result(task.action, False, _told(str(error)))
        if not self._stopped:
            self._results.put(result)


def request_of(task: Task) -> bytes:
    """What a site is told about a task, as one JSON object."""
    told = {
        "version": 1,
        "action": task.action,
        "operation": task.operation,
        "step": task.step,
        "chat": task.chat,
        "customer": task.customer.model_dump(exclude={"orders"}),
        "order": task.order.model_dump() if task.order else None,
        "item": task.item,
        "told": dict(task.told),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def result_of(action: str, answer: bytes) -> Result:
    """What a site's answer says; raises OperationError if it is no answer."""
    try:
        fields = parse_json(answer.decode("utf-8-sig"))
    except ValueError:
        raise OperationError("the answer was not JSON") from None
    if not isinstance(fields, Mapping) or not isinstance(fields.get("done"), bool):
        raise OperationError("the answer did not say whether it was done")
    detail = fields.get("detail")
    return Result(action, fields["done"], _told(detail) if isinstance(detail, str) else None)


def _told(text: str) -> str:
    """A site's words as the agent may read them: one short line."""
    return " ".join(storable(text).split())[:_MOST_DETAIL]


class Command:
    """A program of the site, called with the request on its standard input; never by a shell."""

    def __init__(self, arguments: Iterable[str], limit_s: float) -> None:
        """``arguments`` are the program and what it is called with."""
        self._arguments = tuple(arguments)
        self._limit_s = limit_s
        self._running: set[subprocess.Popen[bytes]] = set()

    def call(self, request: bytes, action: str) -> bytes:
        """Run it once. A program that takes too long is killed."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the site names the program in its settings
                self._arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise OperationError(f"the command can't be run: {error.strerror}") from error
        self._running.add(process)
        try:
            output, errors = process.communicate(request, timeout=self._limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=_AFTER_KILL_S)
            raise OperationError(f"the command took longer than {self._limit_s:g} s") from None
        finally:
            self._running.discard(process)
        if process.returncode != 0:
            last = errors[-_MOST_BYTES:].decode(errors="replace").strip().rpartition("\n")[2]
            raise OperationError(last or f"the command failed with status {process.returncode}")
        return output[:_MOST_BYTES]

    def stop(self) -> None:
        """Kill the programs that still run."""
        for process in tuple(self._running):
            process.kill()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A task goes to the address in the settings and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


class WebHook:
    """A web address of the site, to which the request is posted."""

    def __init__(self, url: str, limit_s: float, key_variable: str | None = None) -> None:
        """``key_variable`` names the environment variable that holds the key, if there is one."""
        self._url = url
        self._limit_s = limit_s
        self._key_variable = key_variable
        is_here = is_this_machine(urlsplit(url).hostname or "")
        no_proxy = [urllib.request.ProxyHandler({})] if is_here else []
        self._opener = urllib.request.build_opener(_NoRedirect, *no_proxy)

    def call(self, request: bytes, action: str) -> bytes:
        """Post once; ``action`` lets the site know a request that it gets twice."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": action}
        if self._key_variable is not None:
            headers["Authorization"] = f"Bearer {os.environ.get(self._key_variable, '')}"
        post = urllib.request.Request(self._url, request, headers, method="POST")  # noqa: S310 - the settings allow https and loopback
        try:
            with self._opener.open(post, timeout=self._limit_s) as response:
                answer: bytes = response.read(_MOST_BYTES)
                return answer
        except urllib.error.HTTPError as error:
            raise OperationError(f"the web hook answered {error.code}") from error
        except TimeoutError:
            raise OperationError(f"the web hook took longer than {self._limit_s:g} s") from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise OperationError(f"the web hook can't be reached: {reason}") from error

    def stop(self) -> None:
        """Nothing: a request under way ends by its time limit, and nobody waits for it."""


def site_operations(settings: OperationSettings) -> SiteOperations:
    """What carries out a site's operations, as its settings say."""
    transport: Transport
    if settings.url is not None:
        transport = WebHook(settings.url, settings.limit_s, settings.key_variable)
    else:
        transport = Command(settings.command, settings.limit_s)
    return SiteOperations(transport, settings.names)
