"""The gateway's network side: the page's files over HTTP, and a WebSocket for each page.

What comes in is bounded everywhere: connections in all and from one address, the time of a
handshake, the size and the time of a frame, frames and messages per second, visits. What a page
gets is taken from its visit's lines when its connection has room, so that nothing piles up for one
that does not read.
"""

import asyncio
import json
import logging
import ssl
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from console.channels.web.files import headers_of, served_files
from console.channels.web.frames import MOST_BYTES, JoinFrame, PageFrame, PingFrame, read_frame
from console.channels.web.protocol import FromGateway, OpenGateway, Refusals, ToGateway
from console.channels.web.rates import Rates
from console.channels.web.tokens import is_admitted, new_visit, visit_of
from console.channels.web.visits import PageRefused, PageVisit, Visits
from console.domain.hosts import is_this_machine
from console.domain.json_objects import JsonObject

_WRONG_TOKEN, _REPLACED, _REFUSED, _FLOOD = 4401, 4409, 4429, 1008
_SEND_S = 20.0
_SWEEP_S = 5.0
_PATH = "/ws"


class Gateway:
    """Serves pages; what the agents' side has to know goes to ``tell``."""

    def __init__(self, opened: OpenGateway, tell: Callable[[FromGateway], None]) -> None:
        self._page, self._secret = opened.page, opened.secret
        self._folder, self._title = opened.folder, opened.title
        self._limits = limits = opened.page.limits
        self._tell = tell
        self._visits = Visits(tell, limits, time.monotonic)
        self._joins = Rates(limits.joins, time.monotonic)
        self._begun = Rates(limits.new_visits, time.monotonic)
        self._open: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._own = _site_of(opened.page.address)
        self._files = served_files(opened.title)
        secure = opened.page.certificate is not None
        self._headers = headers_of(opened.page.embed_on, secure=secure)

    def take(self, message: ToGateway) -> None:
        """What the agents' side says."""
        self._visits.take(message)

    async def run(self, on_listening: Callable[[int], None]) -> None:
        """Serve until cancelled; ``on_listening`` is called with the port.

        Raises:
            OSError: the address or a file of the certificate can't be used.
        """
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(
                serve(
                    self._serve,
                    self._page.host,
                    self._page.port,
                    ssl=self._tls(),
                    process_request=self._answer,
                    create_connection=_counted_by(self),
                    compression=None,
                    max_size=MOST_BYTES,
                    max_queue=4,
                    open_timeout=self._limits.handshake_s,
                    close_timeout=2,
                    server_header=None,
                    logger=_counting(self._refused),
                )
            )
            on_listening(_port(server))
            await self._sweep()

    def _tls(self) -> ssl.SSLContext | None:
        page = self._page
        if page.certificate is None or page.key is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._folder / page.certificate, self._folder / page.key)
        return context

    async def _sweep(self) -> None:
        reported_s = time.monotonic()
        while True:
            await asyncio.sleep(min(_SWEEP_S, self._limits.gone_s, self._limits.report_s))
            self._visits.sweep()
            if self._refused and time.monotonic() - reported_s >= self._limits.report_s:
                reported_s = time.monotonic()
                self._report()

    def _report(self) -> None:
        """One line for each kind of refusal, however often there was one."""
        for reason, times in self._refused.items():
            self._tell(Refusals(reason=reason, times=times))
        self._refused.clear()

    # --- connections ---------------------------------------------------------------------------

    def admit(self, address: str) -> bool:
        """Whether one more connection from there is taken; it is counted then."""
        most_each = (
            self._limits.connections if self._page.behind_proxy else (self._limits.connections_each)
        )
        if self._open.total() >= self._limits.connections or self._open[address] >= most_each:
            self._refused["too many connections"] += 1
            return False
        self._open[address] += 1
        return True

    def let_go(self, address: str) -> None:
        """A connection that was counted is gone."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def _address(self, connection: ServerConnection) -> str:
        """Whose connection it is, as far as rates are concerned."""
        if self._page.behind_proxy and connection.request is not None:
            named = connection.request.headers.get_all("X-Forwarded-For")
            if named:
                return named[-1].rpartition(",")[2].strip()[:64]
        return _peer(connection)

    # --- HTTP ----------------------------------------------------------------------------------

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """A file of the page, or nothing if a WebSocket may be opened."""
        path = request.path.partition("?")[0]
        if not self._is_own_host(request):
            return self._told(HTTPStatus.MISDIRECTED_REQUEST, b"Not here.\n")
        if path == _PATH:
            if not self._is_own_origin(request):
                self._refused["from a page of another site"] += 1
                return self._told(HTTPStatus.FORBIDDEN, b"Not from there.\n")
            if not self._joins.take(self._address(connection)):
                self._refused["too many connections at once"] += 1
                return self._told(HTTPStatus.TOO_MANY_REQUESTS, b"Too fast.\n")
            return None
        file = self._files.get(path)
        if file is None:
            return self._told(HTTPStatus.NOT_FOUND, b"There is no such page.\n")
        return self._told(HTTPStatus.OK, file.body, file.kind)

    def _told(self, status: HTTPStatus, body: bytes, kind: str = "text/plain") -> Response:
        headers = Headers([*self._headers, ("Content-Type", kind)])
        headers["Content-Length"] = str(len(body))
        headers["Connection"] = "close"
        return Response(status.value, status.phrase, headers, body)

    def _is_own_host(self, request: Request) -> bool:
        """Whether the address is one that leads here: a name can be made to, by a strange site."""
        if self._page.behind_proxy or not is_this_machine(self._page.host):
            return True
        try:
            host = urlsplit(f"//{_only(request, 'Host')}").hostname
        except ValueError:
            return False
        return host is not None and is_this_machine(host)

    def _is_own_origin(self, request: Request) -> bool:
        """Whether no page of another site asks; a proxy may name itself in place of the site."""
        origin = _only(request, "Origin")
        return not origin or _site_of(origin) in (_only(request, "Host"), self._own)

    # --- one page ------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        page = _PageConnection(connection, self._limits.idle_s, self._limits.frame_s)
        with suppress(ConnectionClosed):
            try:
                await self._converse(page)
            except PageRefused as refusal:
                self._refused[refusal.code] += 1
                await page.send({"type": "error", "code": refusal.code, "text": str(refusal)})
                wrong = refusal.code == "token"
                await connection.close(_WRONG_TOKEN if wrong else _REFUSED, refusal.code)
            except ValueError:
                self._refused["not a frame of a page"] += 1
                await connection.close(_FLOOD, "not a frame of a page")
            except TimeoutError:
                self._refused["too slow"] += 1
                connection.transport.abort()

    async def _converse(self, page: "_PageConnection") -> None:
        join = await page.receive(self._limits.handshake_s)
        if not isinstance(join, JoinFrame):
            raise ValueError("a page joins first")
        name, token = self._visit(join, self._address(page.connection))
        visit = self._visits.attach(name, join.name.strip(), join.after, page.wake)
        page.begin(visit, min(join.after, len(visit.lines)))
        writer = asyncio.create_task(self._write(page, visit, token))
        try:
            await self._hear(page, visit)
        finally:
            writer.cancel()
            self._visits.detach(visit, page.wake)
            with suppress(asyncio.CancelledError, ConnectionClosed, TimeoutError):
                await writer

    def _visit(self, join: JoinFrame, address: str) -> tuple[str, str]:
        """The visit that the page goes on with or begins, and its token."""
        if join.token:
            visit = visit_of(self._secret, join.token)
            if visit is None:
                raise PageRefused("token", "This chat can't be found any more.")
            return visit, join.token
        if self._page.admission == "link" and not is_admitted(self._secret, join.key):
            raise PageRefused("token", "This page is for invited customers. Please use your link.")
        if not self._begun.take(address):
            raise PageRefused("many", "Too many chats began here lately. Please try again later.")
        return new_visit(self._secret)

    async def _hear(self, page: "_PageConnection", visit: PageVisit) -> None:
        """Take what the page says until it is gone or says too much."""
        frames = Rates(self._limits.frames, time.monotonic)
        while True:
            frame = await page.receive(self._limits.idle_s)
            if visit.wake != page.wake:
                await page.connection.close(_REPLACED, "open elsewhere")
                return
            if not frames.take(""):
                self._refused["too many frames"] += 1
                await page.connection.close(_FLOOD, "too many frames")
                return
            if isinstance(frame, PingFrame):
                await page.send({"type": "pong"})
                continue
            try:
                self._visits.hear(visit, frame)
            except PageRefused as refusal:
                if refusal.code == "full":
                    raise
                told = {"type": "error", "code": refusal.code, "text": str(refusal)}
                await page.send({**told, "id": getattr(frame, "id", None)})

    async def _write(self, page: "_PageConnection", visit: PageVisit, token: str) -> None:
        """Bring the page up to date, each time there is something new."""
        joined = {"type": "joined", "token": token, "title": self._title}
        try:
            await page.send({**joined, "lines": len(visit.lines)})
            while visit.wake == page.wake:
                await page.show(visit, reachable=self._visits.reachable)
                await page.woken()
            await page.connection.close(_REPLACED, "open elsewhere")
        except TimeoutError:  # it does not read
            page.connection.transport.abort()


class _PageConnection:
    """One page's connection: whole frames in, lines and status out."""

    def __init__(self, connection: ServerConnection, idle_s: float, frame_s: float) -> None:
        self.connection = connection
        self._idle_s, self._frame_s = idle_s, frame_s
        self._changed = asyncio.Event()
        self._shown = 0
        self._status: JsonObject = {}

    def begin(self, visit: PageVisit, shown: int) -> None:
        """The page has so many lines already."""
        self._shown = min(shown, len(visit.lines))

    def wake(self) -> None:
        """There is something new."""
        self._changed.set()

    async def woken(self) -> None:
        """Wait until there is something new."""
        await self._changed.wait()
        self._changed.clear()

    async def receive(self, wait_s: float) -> PageFrame:
        """The next frame.

        Raises:
            TimeoutError: it does not begin, or does not come to its end, in time.
            ValueError: it is none that a page sends.
            ConnectionClosed: there is no page any more.
        """
        parts: list[str] = []
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(wait_s) as limit:
            async for part in self.connection.recv_streaming(decode=True):
                if not parts:
                    limit.reschedule(loop.time() + self._frame_s)
                parts.append(str(part))
        return read_frame("".join(parts))

    async def send(self, frame: JsonObject) -> None:
        """Send a frame; TimeoutError if the page does not read."""
        async with asyncio.timeout(_SEND_S):
            await self.connection.send(json.dumps(frame, ensure_ascii=False))

    async def show(self, visit: PageVisit, *, reachable: bool) -> None:
        """Send the lines that the page lacks, and the status if it has changed."""
        while self._shown < len(visit.lines):
            line = visit.lines[self._shown]
            self._shown += 1
            await self.send({"type": "line", "line": self._shown, **line.model_dump()})
        status = visit.status(reachable=reachable)
        if status != self._status:
            self._status = status
            await self.send(status)


def _site_of(address: str) -> str | None:
    """Name and port in an address; null if it is none."""
    try:
        return urlsplit(address).netloc or None
    except ValueError:
        return None


def _counting(refused: Counter[str]) -> logging.Logger:
    """A logger that counts, since strangers could fill a log with the faults of their requests."""

    class Count(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            refused[record.getMessage()] += 1

    logger = logging.Logger("gateway", logging.ERROR)
    logger.addHandler(Count())
    return logger


def _counted_by(gateway: Gateway) -> type[ServerConnection]:
    """Connections that are counted from the first byte on, before any handshake."""

    class Counted(ServerConnection):
        counted: str | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            address = _peer(self)
            if gateway.admit(address):
                self.counted = address
            else:
                self.transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            if self.counted is not None:
                gateway.let_go(self.counted)
                self.counted = None
            super().connection_lost(exc)

    return Counted


def _peer(connection: ServerConnection) -> str:
    peer = connection.transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""


def _only(request: Request, name: str) -> str:
    """A header that is there once; empty if it is not."""
    values = request.headers.get_all(name)
    return values[0] if len(values) == 1 else ""


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])
