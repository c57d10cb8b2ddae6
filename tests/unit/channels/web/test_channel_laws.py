"""Whatever is killed in whatever order: each message is in the log once and on the page once."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.channels.web.channel import WebChannel
from console.channels.web.frames import HasFrame, MessageFrame
from console.channels.web.protocol import (
    FromGateway,
    Listening,
    ToGateway,
    from_gateway,
    to_gateway,
)
from console.channels.web.settings import GatewayLimits, WebPage
from console.channels.web.tokens import (
    admission_key,
    is_admitted,
    new_visit,
    secret_of,
    visit_of,
)
from console.channels.web.visits import PageVisit, Visits
from console.domain.clock import SystemClock
from console.domain.errors import InvalidAction
from console.domain.events import Arm
from console.domain.issues import Disposition
from console.ipc.messages import WireMessage
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

VISIT = "w-2345678abcdef"


class _GatewayHere:
    """The gateway without a process: its visits, and the messages in both directions as lines."""

    def __init__(self, channel: WebChannel) -> None:
        self._channel = channel
        self._inbox: list[FromGateway] = []
        self.pid = 1

    def start(self) -> None:
        self.visits = Visits(self._told, GatewayLimits(messages=(10_000, 1.0)), lambda: 0.0)
        self._inbox = [Listening(port=1)]
        self._channel._tell_everything()

    def _told(self, message: FromGateway) -> None:
        self._inbox.append(from_gateway(message.model_dump_json().encode()))

    def send(self, message: WireMessage) -> None:
        line: ToGateway = to_gateway(message.model_dump_json().encode())
        self.visits.take(line)

    def poll(self) -> None:
        inbox, self._inbox = self._inbox, []
        for message in inbox:
            self._channel._take(message)

    def mark_ready(self) -> None:
        pass

    def stop(self) -> None:
        pass


class _Page:
    """A page that keeps what it has sent until it is a line, and counts the lines it has."""

    def __init__(self) -> None:
        self.outbox: dict[str, str] = {}
        self.lines: list[tuple[str, str | None]] = []
        self.visit: PageVisit | None = None
        self._written = 0

    def write(self) -> None:
        self._written += 1
        self.outbox[f"message{self._written:04d}"] = f"text {self._written}"

    def join(self, gateway: _GatewayHere) -> None:
        self.visit = gateway.visits.attach(VISIT, "Cy", len(self.lines), self.wake)
        self.send_all(gateway)

    def send_all(self, gateway: _GatewayHere) -> None:
        assert self.visit is not None
        for name, text in self.outbox.items():
            gateway.visits.hear(self.visit, MessageFrame(type="message", id=name, text=text))

    def wake(self) -> None:
        pass

    def read(self, gateway: _GatewayHere) -> None:
        assert self.visit is not None
        for line in self.visit.lines[len(self.lines) :]:
            self.lines.append((line.message, line.text))
            self.outbox.pop(line.message, None)
        gateway.visits.hear(self.visit, HasFrame(type="has", line=len(self.lines), seen=True))


class _World:
    """A console on a log, its gateway, and one page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.page = _Page()
        self.sent = 0
        self.sit_down()

    def sit_down(self) -> None:
        clock = SystemClock()
        opened = open_log(self._folder / "log.db", clock)
        self.log = opened.log
        channel: Any = WebChannel(
            WebPage(), self._folder, "Shop", "Robin", self._folder / "key", clock
        )
        self.gateway = channel._gateway = _GatewayHere(channel)
        self.session = Session(self.log, channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))
        self.page.join(self.gateway)

    def act(self, act: str) -> None:
        if act.startswith("agent"):
            self._agent(act)
        elif act.startswith(("customer", "page")):
            self._customer(act)
        else:
            self._machine(act)

    def _customer(self, act: str) -> None:
        match act:
            case "customer writes":
                self.page.write()
                self.page.send_all(self.gateway)
            case "page sends again":
                self.page.send_all(self.gateway)
            case "page reads":
                self.page.read(self.gateway)
            case _:
                self.page.lines.clear()
                self.page.join(self.gateway)

    def _machine(self, act: str) -> None:
        match act:
            case "gateway is killed":
                self.gateway.start()
                self.page.join(self.gateway)
            case "console is killed":
                self.log.flush()
                self.log.close()
                self.sit_down()
            case "console turns":
                self.session.poll_channel()
            case _:
                self.log.flush()

    def _agent(self, act: str) -> None:
        desk = self.session.desk
        for chat in desk.queue if act == "agent accepts" else desk.open_chats:
            if act == "agent accepts":
                self.session.accept(chat.id)
            elif act == "agent writes":
                self.sent += 1
                self.session.send(chat.id, f"answer {self.sent}")
            else:
                self.session.close(chat.id, Disposition.ANSWERED, resolved=True)

    def settle(self) -> None:
        for _ in range(6):
            self.page.send_all(self.gateway)
            self.session.poll_channel()
            self.log.flush()
            self.session.poll_channel()
            self.page.read(self.gateway)


_ACTS = (
    *("customer writes", "page sends again", "page reads", "page is reloaded"),
    *("gateway is killed", "console is killed", "console turns", "disk has it"),
    *("agent accepts", "agent writes", "agent closes"),
)
_SCENES = (
    ("customer writes", "console turns", "agent accepts", "disk has it", "console turns"),
    ("customer writes", "agent closes", "console turns", "disk has it", "console turns"),
    ("customer writes", "console turns", "page sends again", "agent closes", "disk has it"),
    ("agent writes", "gateway is killed", "disk has it", "console turns", "page reads"),
    ("customer writes", "console turns", "console is killed", "page sends again"),
)
"""What goes together where the order matters; by single acts alone it is rarely met."""

_PLANS = st.lists(
    st.one_of(st.sampled_from(_SCENES), st.tuples(st.sampled_from(_ACTS))), max_size=14
).map(lambda parts: [act for part in parts for act in part])


@contextmanager
def _world() -> Iterator[_World]:
    with tempfile.TemporaryDirectory() as folder:
        world = _World(Path(folder))
        try:
            yield world
        finally:
            world.log.close()


@settings(max_examples=60, deadline=None)
@given(_PLANS)
def test_no_message_is_lost_doubled_or_out_of_order(acts: list[str]) -> None:
    """On the page as in the log, and no message of the customer lies in a chat that had ended."""
    with _world() as world:
        for act in acts:
            try:
                world.act(act)
            except InvalidAction:
                continue
        world.settle()
        chats = sorted(world.session.desk.chats.values(), key=lambda c: (len(c.id), c.id))
        logged = [(m.id, m.text) for chat in chats for m in chat.messages]
        assert world.page.outbox == {}
        assert world.page.lines == logged
        own = [name for name, _ in logged if name.startswith("message")]
        assert own == [f"message{n:04d}" for n in range(1, world.page._written + 1)]
        assert len({name for name, _ in logged}) == len(logged)
        for chat in chats:
            assert all(chat.ended_at is None or m.at <= chat.ended_at for m in chat.messages)


def test_a_message_that_was_left_out_arrives_when_the_page_sends_it_again() -> None:
    """As where a customer wrote faster than a chat may."""
    with _world() as world:
        world.page.write()
        world.settle()
        world.page.write()
        world.page.send_all(world.gateway)
        assert len(list(world.session._channel.poll())) == 1  # and nobody records it
        world.settle()
        assert world.page.outbox == {}
        assert [text for _, text in world.page.lines] == ["text 1", "text 2"]


@given(st.text(), st.text())
def test_no_token_but_the_right_one_opens_a_visit(secret: str, token: str) -> None:
    """A token opens its own visit; with another secret, or with any change, none."""
    visit, right = new_visit(secret)
    assert visit_of(secret, right) == visit
    assert visit_of(secret + "x", right) is None
    assert visit_of(secret, right[:-1]) is None
    assert visit_of(secret, token) is None
    assert not is_admitted(secret, token)
    assert is_admitted(secret, admission_key(secret))


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The links stay the same from one start to the next."""
    file = tmp_path / "new" / "gateway.key"
    assert secret_of(file) == secret_of(file)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "told",
    [
        {"listen": "0.0.0.0:8440"},
        {"listen": "shop.example:443"},
        {"listen": "127.0.0.1"},
        {"listen": "127.0.0.1:99999"},
        {"certificate": "c.pem"},
        {"embed_on": ["https://a.example; script-src *"]},
        {"public": "javascript:alert(1)"},
    ],
)
def test_a_page_for_other_machines_needs_a_certificate(told: dict[str, object]) -> None:
    """And what would make its headers or its address unsound is refused as well."""
    with pytest.raises(ValueError, match=r"listen|certificate|embed_on|public"):
        WebPage.model_validate(told)
