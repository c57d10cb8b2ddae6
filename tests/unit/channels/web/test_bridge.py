"""The bridge, where a Matrix server answers what it should not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from console.channels.matrix.client import Account, MatrixClient
from console.channels.web.bridge import Bridge, BridgedRoom, serve_bridged
from console.channels.web.protocol import CustomerWrote, OpenGateway, Reachable, ToGateway
from console.channels.web.settings import WebPage
from console.channels.web.tokens import secret_of
from console.domain.errors import ChannelError

WAIT_S = 10.0
ME = "@web:here"
SYNC, MAKE = "/sync", "/createRoom"
GOOD = (200, {"next_batch": "s1"})


class OddServer(ThreadingHTTPServer):
    """Answers each path with what ``answers`` has for it, else with an empty object."""

    answers: dict[str, tuple[int, Any]]


class _Handler(BaseHTTPRequestHandler):
    server: OddServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].removeprefix("/_matrix/client/v3")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, content = self.server.answers.get(path, (200, {}))
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Not into the tests' output."""


class Bridged:
    """A bridge to an odd server, and what it tells."""

    def __init__(self, server: OddServer) -> None:
        self.told: list[ToGateway] = []
        self.noted: list[str] = []
        self.heard = threading.Condition()
        self.signed_out = threading.Event()
        account = Account(ME, "device", "token")
        client = MatrixClient(f"http://127.0.0.1:{server.server_port}", account)
        self.bridge = Bridge(
            client, account, ["@ana:here"], self._hear, self._note, self.signed_out.set
        )

    def _hear(self, message: ToGateway) -> None:
        with self.heard:
            self.told.append(message)
            self.heard.notify_all()

    def _note(self, line: str) -> None:
        with self.heard:
            self.noted.append(line)
            self.heard.notify_all()

    def wait(self, count: int) -> None:
        """Wait until it has told so many things."""
        with self.heard:
            found = self.heard.wait_for(lambda: len(self.told) >= count, WAIT_S)
            assert found, (self.told, self.noted)


@pytest.fixture
def server() -> Iterator[OddServer]:
    """A server whose answers each test gives."""
    with OddServer(("127.0.0.1", 0), _Handler) as server:
        server.answers = {SYNC: GOOD}
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def bridged(server: OddServer) -> Iterator[Bridged]:
    """A bridge that has not begun."""
    bridged = Bridged(server)
    yield bridged
    bridged.bridge.stop()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"next_batch": "s1", "rooms": []},
        {"next_batch": "s1", "rooms": {"join": {"!r:here": None}}},
        {"next_batch": "s1", "rooms": {"join": {"!r:here": {"timeline": {"events": [7]}}}}},
    ],
)
def test_an_odd_answer_does_not_end_the_listener(
    server: OddServer, bridged: Bridged, answer: dict[str, Any]
) -> None:
    """The gateway begins to serve all the same, and the thread goes on."""
    server.answers[SYNC] = (200, answer)
    bridged.bridge.start()
    assert bridged.bridge.began.wait(WAIT_S)
    assert bridged.bridge._threads[0].is_alive()


def test_a_refused_message_is_told_and_the_next_one_goes_out(
    server: OddServer, bridged: Bridged
) -> None:
    """With the server's code, once; customers read that nobody can be reached, until it works."""
    wrote = CustomerWrote(visit="visit", name="Cy", message="m1234567", text="hello")
    refused = (400, {"errcode": "M_INVALID_PARAM"})
    bridged.bridge.start()
    for answer in (refused, refused, (200, {}), (200, {"room_id": "!r:here"})):
        server.answers[MAKE] = answer
        before = len(bridged.told)
        bridged.bridge.put(wrote)
        bridged.wait(before + 1)
    assert [line.partition(":")[0] for line in bridged.noted] == [
        "the Matrix server refuses a request (M_INVALID_PARAM)",
        "an answer of the Matrix server can't be used (KeyError)",
    ]
    assert bridged.told[0] == Reachable(reachable=False)
    assert bridged.told[-1] == Reachable(reachable=True)


def test_a_revoked_sign_in_ends_the_gateway(server: OddServer, bridged: Bridged) -> None:
    """Nothing else could be done until somebody signs in again."""
    server.answers[SYNC] = (401, {"errcode": "M_UNKNOWN_TOKEN"})
    bridged.bridge.start()
    assert bridged.signed_out.wait(WAIT_S)
    assert bridged.bridge.began.wait(WAIT_S)


def test_the_command_says_what_to_do_about_it(server: OddServer, tmp_path: Path) -> None:
    """In one line, instead of serving a page behind which nobody is."""
    server.answers[SYNC] = (401, {"errcode": "M_UNKNOWN_TOKEN"})
    page, secret = WebPage(listen="127.0.0.1:0"), secret_of(tmp_path / "key")
    opened = OpenGateway(page=page, folder=tmp_path, secret=secret, title="T")
    url, account = f"http://127.0.0.1:{server.server_port}", Account(ME, "device", "token")
    with pytest.raises(ChannelError, match="sign in again"):
        serve_bridged(opened, url, account, [], on_listening=lambda _: None, note=print)


def test_odd_receipts_are_none() -> None:
    """Readers that are no object."""
    room = BridgedRoom("visit", ME, message_of={"$e": "m"})
    odd: list[Any] = [None, [], {"m.read": None}, {"m.read": [7]}]
    for kinds in odd:
        assert list(room.pass_by([{"type": "m.receipt", "content": {"$e": kinds}}])) == []
