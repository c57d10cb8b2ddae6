"""The page in front of a real Matrix server: two agents share its customers."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from matrix_scene import Seat
from web_scene import RawPage, free_port

from console.bench.channel.server import Synapse, running
from console.channels.web.account import keep_gateway_account
from console.channels.web.tokens import admission_key, secret_of
from console.domain.chat import ChatState, Delivery
from console.domain.issues import Disposition
from console.site.writing import write_site

pytestmark = [pytest.mark.slow, pytest.mark.process]

_WAIT_S = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A server for all these tests."""
    with running(tmp_path_factory.mktemp("synapse")) as server:
        yield server


class Shop:
    """`switchboard gateway run` on a site with two agents, each at a console."""

    def __init__(self, server: Synapse, folder: Path, name: str) -> None:
        accounts = [server.register(f"{name}-{agent}") for agent in ("ana", "ben")]
        users = [account.user for account in accounts]
        self.ana, self.ben = (Seat(server, folder, account, users) for account in accounts)
        self.port = free_port()
        write_site(folder / "acme", "Acme", date(2026, 3, 2))
        (folder / "acme" / "site.toml").write_text(
            f"[channel]\nkind = 'matrix'\nserver = '{server.url}'\n"
            f"colleagues = {json.dumps(users)}\n"
            f"[gateway]\nlisten = '127.0.0.1:{self.port}'\n"
        )
        data = folder / "data"
        self._environment = {**os.environ, "XDG_DATA_HOME": str(data)}
        self._folder = folder
        files = data / "switchboard"
        self.key = admission_key(secret_of(files / "acme-gateway.key"))
        keep_gateway_account(files / "acme-gateway.account", server.register(f"{name}-web"))
        self.start()

    def start(self) -> None:
        """Start the gateway, and wait until it listens."""
        self.gateway = subprocess.Popen(
            [sys.executable, "-m", "console", "gateway", "run", str(self._folder / "acme")],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.gateway.stdout is not None
        assert "listening" in self.gateway.stdout.readline()

    def kill(self) -> None:
        """Lose the gateway."""
        self.gateway.send_signal(signal.SIGKILL)
        self.gateway.communicate()

    def wait(self, until: Callable[[], bool]) -> None:
        """Let both consoles work until something has come true."""
        ends = time.monotonic() + _WAIT_S
        while not until():
            assert time.monotonic() < ends, "it has not come true in time"
            for seat in (self.ana, self.ben):
                seat.session.poll_channel()
            time.sleep(0.02)

    def close(self) -> None:
        """End everything."""
        self.kill()
        for seat in (self.ana, self.ben):
            seat.kill()


@pytest.fixture
def shop(server: Synapse, tmp_path: Path) -> Iterator[Shop]:
    """A shop of its own."""
    shop = Shop(server, tmp_path, tmp_path.name.replace("_", "")[-20:])
    yield shop
    shop.close()


def test_two_agents_share_the_customers_of_the_page(shop: Shop) -> None:
    """One takes the chat, the other loses it; messages, status, the end and the rating pass."""
    with RawPage(shop, name="Cy") as page:
        page.write("m1", "hello")
        page.has("hello")
        page.wait(lambda: bool(shop.ana.session.desk.chats))
        room = next(iter(shop.ana.session.desk.chats))
        page.wait(lambda: shop.ben.chat(room) is not None)
        session = shop.ana.session
        chat = session.desk.chats[room]
        assert chat.customer.name == "Cy"
        assert re.fullmatch(r"@\S+:\S+/w-[\w-]+", chat.customer.id)
        session.accept(room)
        page.wait(lambda: page.status.get("state") == "open")
        page.wait(lambda: shop.ben.session.desk.chats[room].state is ChatState.DROPPED)
        page.wait(lambda: chat.is_open)  # each console hears of it when its own listener does
        session.send(room, "Hi")
        page.has("hello", "Hi")
        page.say("has", line=2, seen=True)
        page.wait(lambda: chat.messages[-1].delivery is Delivery.READ)
        page.say("typing", active=True)
        page.wait(lambda: chat.customer_typing)
        session.close(room, Disposition.ANSWERED, resolved=True)
        page.wait(lambda: page.status["state"] == "closed")
        page.say("rate", rating=4)
        page.wait(lambda: chat.rating == 4)
        page.write("m2", "one more thing")
        again = f"{room}/2"
        page.wait(lambda: shop.ana.texts(again) == ["one more thing"])
        assert shop.ana.session.desk.chats[again].previous == room
        session.accept(again)
        page.wait(lambda: page.status["state"] == "open")
        page.wait(lambda: session.desk.chats[again].is_open)
        page.say("leave")
        page.wait(lambda: session.desk.chats[again].state is ChatState.ABANDONED)
        page.wait(lambda: page.status["state"] == "closed")


def test_gateway_and_server_are_killed_and_nothing_is_lost_or_doubled(
    shop: Shop, server: Synapse
) -> None:
    """The gateway has no memory of its own: it finds rooms and lines at the server."""
    with RawPage(shop) as page:
        page.write("m1", "one")
        page.has("one")
        token = page.token
        shop.wait(lambda: bool(shop.ana.session.desk.chats))
        room = next(iter(shop.ana.session.desk.chats))
        shop.ana.session.accept(room)
        shop.wait(lambda: shop.ana.session.desk.chats[room].state is ChatState.OPEN)
    shop.kill()
    shop.ana.session.send(room, "two")
    shop.start()
    with RawPage(shop, token=token, after=1) as page:
        page.write("m1", "one")
        page.has("two")
        page.wait(lambda: page.status.get("state") == "open")
        server.kill()
        page.write("m3", "three")
        page.wait(lambda: page.status["reachable"] is False)
        server.start()
        page.has("two", "three")
        page.wait(lambda: page.status["reachable"] is True)
    shop.wait(lambda: shop.ana.texts(room) == ["one", "three"])
