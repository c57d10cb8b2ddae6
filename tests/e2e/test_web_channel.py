"""Customers on the page, by raw clients: the whole way, what is killed meanwhile, and attacks."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from web_scene import RawPage, WebDesk, free_port, raw_socket
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from console.channels.web.settings import GatewayLimits, WebPage
from console.domain import events as ev
from console.domain.chat import ChatState, Delivery
from console.domain.issues import Disposition

pytestmark = pytest.mark.process


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WebDesk]:
    """A console whose page listens on this machine."""
    desk = WebDesk(tmp_path)
    yield desk
    desk.kill()


@pytest.fixture(scope="module")
def border(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    """One console for all that is turned away before it reaches a chat."""
    page = WebPage(
        listen=f"127.0.0.1:{free_port()}", limits=GatewayLimits(joins=(500, 1), new_visits=(500, 1))
    )
    desk = WebDesk(tmp_path_factory.mktemp("border"), page)
    yield desk
    desk.kill()


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Callable[..., WebDesk]]:
    """Makes a console whose gateway has other limits."""
    made = []

    def make(**limits: object) -> WebDesk:
        page = WebPage(
            listen=f"127.0.0.1:{free_port()}", limits=GatewayLimits.model_validate(limits)
        )
        made.append(WebDesk(tmp_path, page))
        return made[-1]

    yield make
    for desk in made:
        desk.kill()


def _http(desk: WebDesk, path: str, **headers: str) -> httpx.Response:
    return httpx.get(
        f"http://127.0.0.1:{desk.channel.port}{path}", trust_env=False, headers=headers
    )


# --- the whole way ---------------------------------------------------------------------------


def test_a_chat_goes_its_whole_way(desk: WebDesk) -> None:
    """Queue, acceptance, messages, typing and reading both ways, the end, the rating."""
    with RawPage(desk, name="Cy") as page:
        page.write("m1", "hello")
        chat = desk.only_chat()
        assert (chat.customer.name, chat.state) == ("Cy", ChatState.QUEUED)
        page.wait(lambda: page.status.get("state") == "waiting")
        session = desk.session
        session.accept(chat.id)
        session.attention.show_tab(chat.id)
        session.attention.activate_window(True)
        page.wait(lambda: page.status.get("agent") == "Robin" and page.status["read"] == 1)
        session.attention.type_in(chat.id, True)
        page.wait(lambda: bool(page.status["typing"]))
        session.send(chat.id, "Hi, how can I help?")
        page.has("hello", "Hi, how can I help?")
        page.say("has", line=2)
        desk.wait(lambda: chat.messages[-1].delivery is Delivery.DELIVERED)
        page.say("has", line=2, seen=True)
        desk.wait(lambda: chat.messages[-1].delivery is Delivery.READ)
        page.say("typing", active=True)
        desk.wait(lambda: chat.customer_typing)
        page.write("m2", "thanks")
        desk.wait(lambda: desk.texts(chat.id) == ["hello", "thanks"])
        assert not chat.customer_typing
        session.close(chat.id, Disposition.ANSWERED, resolved=True)
        page.wait(lambda: page.status["state"] == "closed")
        page.say("rate", rating=5, comment="quick")
        desk.wait(lambda: chat.rating == 5)
        assert chat.rating_comment == "quick"


def test_nothing_of_the_console_reaches_the_page_but_messages_and_status(desk: WebDesk) -> None:
    """No disposition, no issue, no suggestion: each frame has the fields that a page needs."""
    with RawPage(desk) as page:
        page.write("m1", "hello")
        chat = desk.only_chat()
        desk.session.accept(chat.id)
        desk.session.send(chat.id, "Hi")
        page.has("hello", "Hi")
        desk.session.close(chat.id, Disposition.REFUNDED, resolved=True)
        page.wait(lambda: page.status["state"] == "closed")
        fields = {"type", "line", "message", "by_agent", "text", "at_ms"}
        assert all(set(line) == fields for line in page.lines)
        assert set(page.status) == {
            *("type", "state", "agent", "typing", "read", "rated", "reachable")
        }


def test_a_page_that_comes_back_has_every_line_once(desk: WebDesk) -> None:
    """It says what it has, gets the rest, and what it sends again counts once."""
    with RawPage(desk) as page:
        page.write("m1", "one")
        page.has("one")
        chat = desk.only_chat()
        desk.session.accept(chat.id)
        token = page.token
    desk.session.send(chat.id, "two")
    with RawPage(desk, token=token, after=1) as again:
        again.write("m1", "one")
        again.write("m3", "three")
        again.write("m3", "three")
        again.has("two", "three")
    with RawPage(desk, token=token) as reloaded:
        reloaded.has("one", "two", "three")
        assert [line["line"] for line in reloaded.lines] == [1, 2, 3]
    assert desk.texts(chat.id) == ["one", "three"]


def test_a_second_page_takes_the_place_of_the_first(desk: WebDesk) -> None:
    """The first is told so, with a code by which it does not try again."""
    with RawPage(desk) as page:
        page.write("m1", "one")
        page.has("one")
        with RawPage(desk, token=page.token) as second:
            second.has("one")
            with pytest.raises(ConnectionClosed) as closed:
                page.wait(lambda: False)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4409


# --- what is killed ----------------------------------------------------------------------------


def test_the_gateway_is_killed_and_nothing_is_lost(desk: WebDesk) -> None:
    """The console starts it again, says so in the log, and pages go on where they were."""
    page = RawPage(desk)
    page.write("m1", "one")
    page.has("one")
    chat = desk.only_chat()
    desk.session.accept(chat.id)
    assert desk.channel.pid is not None
    os.kill(desk.channel.pid, signal.SIGKILL)
    desk.wait(lambda: desk.session.desk.channel_trouble is not None)
    desk.session.send(chat.id, "two")
    desk.wait(lambda: desk.session.desk.channel_trouble is None)
    with RawPage(desk, token=page.token, after=1) as again:
        again.write("m1", "one")
        again.write("m3", "three")
        again.has("two", "three")
    assert desk.texts(chat.id) == ["one", "three"]


def test_the_console_is_killed_and_nothing_is_lost_or_doubled(desk: WebDesk) -> None:
    """What the page was told of is in the log; what it was not, it sends again."""
    page = RawPage(desk)
    page.write("m1", "one")
    page.has("one")
    chat = desk.only_chat().id
    desk.session.accept(chat)
    desk.session.send(chat, "two")
    page.write("m3", "three")
    desk.restart()
    with RawPage(desk, token=page.token, after=1) as again:
        again.write("m3", "three")
        again.wait(lambda: sorted(line["text"] for line in again.lines) == ["three", "two"])
    assert desk.texts(chat) == ["one", "three"]
    assert desk.chats[chat].state is ChatState.OPEN


def test_a_message_is_no_line_before_it_is_on_the_disk(desk: WebDesk) -> None:
    """While the console does not work, the page goes on holding what it has sent."""
    with RawPage(desk) as page:
        page.write("m1", "one")
        time.sleep(0.3)
        page.hear()
        assert page.lines == []
        page.has("one")


def test_who_writes_after_the_end_begins_a_chat_that_returns_to_the_first(desk: WebDesk) -> None:
    """Also if the message was under way while the agent closed, and at a console started since."""
    with RawPage(desk) as page:
        page.write("m1", "one")
        chat = desk.only_chat().id
        desk.session.accept(chat)
        page.has("one")
        page.write("m2", "two")
        time.sleep(0.3)  # at the console by now, which has not looked
        desk.session.close(chat, Disposition.ANSWERED, resolved=True)
        desk.wait(lambda: f"{chat}/2" in desk.chats)
        desk.wait(lambda: desk.texts(f"{chat}/2") == ["two"])
        assert desk.texts(chat) == ["one"]
        assert desk.chats[f"{chat}/2"].previous == chat
        desk.session.accept(f"{chat}/2")
        page.wait(lambda: page.status["state"] == "open")
        desk.session.close(f"{chat}/2", Disposition.ANSWERED, resolved=True)
        page.wait(lambda: page.status["state"] == "closed")
        token = page.token
    desk.restart()
    with RawPage(desk, token=token) as page:
        page.write("m3", "three")
        desk.wait(lambda: f"{chat}/3" in desk.chats and desk.texts(f"{chat}/3") == ["three"])
        page.has("one", "two", "three")


def test_who_ends_the_chat_or_stays_away_has_left(strict: Callable[..., WebDesk]) -> None:
    """The first at once, the second after the time that the limits give."""
    desk = strict(gone_s=0.3)
    with RawPage(desk) as page:
        page.write("m1", "one")
        page.has("one")
        page.say("leave")
        desk.wait(lambda: desk.only_chat().state is ChatState.ABANDONED)
        page.wait(lambda: page.status["state"] == "closed")
    with RawPage(desk) as page:
        page.write("m1", "one")
        page.has("one")
    desk.wait(lambda: [c.state for c in desk.chats.values()] == [ChatState.ABANDONED] * 2)


# --- strangers -----------------------------------------------------------------------------------


def _refused(desk: WebDesk) -> str:
    """The reasons that the log has for what was turned away."""
    items = (event.fact for event in desk.log.read())
    return " ".join(item.reason for item in items if isinstance(item, ev.ItemSetAside))


@pytest.mark.parametrize("token", ["w-aaaa.0000", "no token", "é.ß", "w-aaaa." + "0" * 64])
def test_a_wrong_token_gets_nothing(border: WebDesk, token: str) -> None:
    """No line, no visit, and the connection is closed."""
    with raw_socket(border) as stranger:
        stranger.send(json.dumps({"type": "join", "token": token, "key": border.key}))
        assert json.loads(stranger.recv())["code"] == "token"
        with pytest.raises(ConnectionClosed):
            stranger.recv()


def test_without_the_link_nobody_begins_a_chat(border: WebDesk) -> None:
    """A key that is wrong or missing is refused; a site can let everybody in."""
    for key in ({}, {"key": "wrong"}):
        with raw_socket(border) as stranger:
            stranger.send(json.dumps({"type": "join", **key}))
            assert json.loads(stranger.recv())["code"] == "token"


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        '{"type":"join"',
        '{"type":"message","id":"00000001","text":"x"}',
        '{"type":"join","after":-1}',
        '{"type":"join","more":1}',
        '{"type":"nothing"}',
        b"\xff\xfe",
        "x" * 70_000,
    ],
)
def test_what_no_page_sends_ends_the_connection(border: WebDesk, frame: str | bytes) -> None:
    """Also frames that are too large."""
    with raw_socket(border) as stranger:
        stranger.send(frame)
        with pytest.raises(ConnectionClosed):
            stranger.recv(timeout=10)
    with RawPage(border) as page:
        page.write("m1", "still works")
        page.has("still works")


def test_a_message_that_is_too_long_is_refused_alone(border: WebDesk) -> None:
    """The page is told, and what it writes next arrives."""
    with RawPage(border) as page:
        page.write("m1", "x" * 8_001)
        page.wait(lambda: [error["code"] for error in page.errors] == ["long"])
        page.write("m2", "short")
        page.has("short")


def test_messages_that_come_too_fast_wait_at_the_page(strict: Callable[..., WebDesk]) -> None:
    """None is lost: the page is told which, and sends it again."""
    desk = strict(messages=(2, 0.3))
    with RawPage(desk) as page:
        for number in range(4):
            page.write(f"m{number}", f"line {number}")
        page.wait(lambda: len(page.errors) == 2)
        assert [error["id"] for error in page.errors] == ["000000m2", "000000m3"]
        time.sleep(0.7)
        page.write("m2", "line 2")
        page.write("m3", "line 3")
        page.has("line 0", "line 1", "line 2", "line 3")


def test_a_flood_is_cut_off_and_costs_the_console_no_pause(desk: WebDesk) -> None:
    """Ten strangers send as fast as they can; a customer's chat goes on meanwhile."""
    assert desk.channel.port is not None
    with RawPage(desk) as page:
        page.write("m1", "before")
        page.has("before")
        command = [sys.executable, "-c", _FLOOD, str(desk.channel.port), desk.key]
        with subprocess.Popen(command):
            longest = desk.work(1.5)
            page.write("m2", "meanwhile")
            page.has("before", "meanwhile")
            longest = max(longest, desk.work(1.5))
    assert longest < 0.1
    assert len(desk.chats) <= 15  # as many as the rates let one address begin
    assert sum(len(chat.messages) for chat in desk.chats.values()) < 300


_FLOOD = """
import sys, threading, time
from websockets.sync.client import connect
port, key = sys.argv[1:]
ends = time.monotonic() + 2.5
def flood():
    while time.monotonic() < ends:
        try:
            with connect(f"ws://127.0.0.1:{port}/ws", proxy=None, close_timeout=0.2) as c:
                c.send('{"type":"join","key":"%s"}' % key)
                number = 0
                while time.monotonic() < ends:
                    number += 1
                    c.send('{"type":"message","id":"%08d","text":"spam"}' % number)
        except Exception:
            time.sleep(0.02)
threads = [threading.Thread(target=flood) for _ in range(10)]
[t.start() for t in threads]; [t.join() for t in threads]
"""


def test_who_trickles_a_handshake_or_a_frame_is_cut_off(strict: Callable[..., WebDesk]) -> None:
    """Half a request, no frame at all, and half a frame each end within their time."""
    desk = strict(handshake_s=0.4, frame_s=0.4, idle_s=0.8, connections_each=4)
    port = desk.channel.port
    half = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
    for each in half:
        each.sendall(b"GET /ws HTTP/1.1\r\nHost: local")
    with pytest.raises((OSError, InvalidMessage, ConnectionClosed)):  # no fifth from one address
        raw_socket(desk, open_timeout=5).__enter__()
    for each in half:
        each.settimeout(10)
        while each.recv(1000):
            pass
        each.close()
    with raw_socket(desk) as silent, pytest.raises(ConnectionClosed):
        silent.recv(timeout=10)
    with raw_socket(desk) as trickling:
        trickling.send(json.dumps({"type": "join", "key": desk.key}))
        trickling.recv(timeout=10)
        with pytest.raises(ConnectionClosed):
            trickling.send(_slowly())
    with RawPage(desk) as page:
        page.write("m1", "still works")
        page.has("still works")


def _slowly() -> Iterator[str]:
    """A message in fragments that never comes to its end."""
    for _ in range(100):
        yield "x"
        time.sleep(0.1)


def test_who_does_not_read_holds_up_nobody(desk: WebDesk) -> None:
    """Lines wait where they are kept anyway, not in a buffer for each page."""
    with raw_socket(desk, max_queue=1) as deaf, RawPage(desk) as page:
        deaf.send(json.dumps({"type": "join", "key": desk.key}))
        deaf.send(json.dumps({"type": "message", "id": "00000001", "text": "x"}))
        chat = desk.only_chat()
        desk.session.accept(chat.id)
        for _ in range(200):
            desk.session.send(chat.id, "y" * 5000)
        assert desk.work(0.5) < 0.2
        page.write("m1", "me too")
        page.has("me too")


def test_pages_of_other_sites_and_names_that_lead_here_get_nothing(border: WebDesk) -> None:
    """A strange origin, and a strange name for this machine, are refused before anything else."""
    with (
        pytest.raises(InvalidStatus) as refused,
        raw_socket(border, origin="https://evil.example"),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert _http(border, "/", Host="evil.example").status_code == 421
    assert _http(border, "/", Host="[").status_code == 421
    assert _http(border, "/ws", Origin="http://[").status_code == 403


def test_refusals_reach_the_log_as_one_line(strict: Callable[..., WebDesk]) -> None:
    """However often something is refused, so that a stranger can't fill the log."""
    desk = strict(joins=(1, 1000.0), report_s=1.5)
    with raw_socket(desk):
        pass
    for _ in range(20):
        with pytest.raises(InvalidStatus), raw_socket(desk):
            pass
    desk.wait(lambda: desk.session.desk.items_set_aside > 0)
    desk.session.poll_channel()
    assert _refused(desk) == "too many connections at once (20 times)"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_with_a_certificate_the_page_is_served_over_tls_alone(tmp_path: Path) -> None:
    """By the files that the site names; without TLS there is no answer."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", "chat.key", "-out", "chat.pem"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    told = {"listen": f"127.0.0.1:{free_port()}", "certificate": "chat.pem", "key": "chat.key"}
    desk = WebDesk(tmp_path, WebPage.model_validate(told))
    try:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "chat.pem"))
        answer = httpx.get(f"https://127.0.0.1:{desk.port}/", verify=trusted, trust_env=False)
        assert answer.status_code == 200
        assert "Strict-Transport-Security" in answer.headers
        with pytest.raises(httpx.HTTPError):
            _http(desk, "/")
    finally:
        desk.kill()


# --- the page itself ---------------------------------------------------------------------------


def test_the_page_may_do_no_more_than_it_must(border: WebDesk) -> None:
    """Its policy names no other place and no inline script; nothing in its files needs one."""
    answer = _http(border, "/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = answer.text
    script = _http(border, "/page.js").text
    assert "style=" not in page
    assert " on" not in page.replace(" only", "")
    assert not any(word in script for word in ("innerHTML", "outerHTML", "insertAdjacentHTML",
                                               "document.write", "eval("))  # fmt: skip
    for path, kind in {"/page.css": "text/css", "/page.js": "text/javascript"}.items():
        assert _http(border, path).headers["Content-Type"].startswith(kind)
    assert _http(border, "/site.json").json() == {"title": "Larkmoor Supply"}


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/x", "/index.html", "/ws.js", "//"])
def test_nothing_else_is_served(border: WebDesk, path: str) -> None:
    """Files are looked up in a table, never on the disk."""
    with socket.create_connection(("127.0.0.1", border.channel.port)) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b" 404 " in raw.recv(100)
