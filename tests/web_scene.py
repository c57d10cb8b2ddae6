"""A console without a window whose customers come through the page, and pages as raw clients."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol, Self

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from console.channels.web.channel import WebChannel
from console.channels.web.settings import WebPage
from console.channels.web.tokens import admission_key, secret_of
from console.domain.chat import Chat
from console.domain.clock import SystemClock
from console.domain.events import Arm
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

WAIT_S = 60.0
TITLE = "Larkmoor Supply"


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class WebDesk:
    """The console of one agent; its log survives a kill."""

    def __init__(self, folder: Path, page: WebPage | None = None) -> None:
        self.page = page or WebPage(listen=f"127.0.0.1:{free_port()}")
        self.folder = folder
        self.secret_file = folder / "gateway.key"
        self.key = admission_key(secret_of(self.secret_file))
        self._open()

    def _open(self) -> None:
        clock = SystemClock()
        opened = open_log(self.folder / "web.db", clock)
        self.log = opened.log
        self.channel = WebChannel(
            self.page, self.folder, TITLE, "Robin", self.secret_file, SystemClock()
        )
        self.session = Session(self.log, self.channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))
        self.wait(lambda: self.channel.port is not None)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the console work until something has come true."""
        ends = time.monotonic() + WAIT_S
        while not until():
            assert time.monotonic() < ends, "it has not come true in time"
            self.session.poll_channel()
            time.sleep(0.005)

    def work(self, seconds: float) -> float:
        """Let the console work; the longest that one poll took, in seconds."""
        longest, ends = 0.0, time.monotonic() + seconds
        while time.monotonic() < ends:
            begun = time.monotonic()
            self.session.poll_channel()
            longest = max(longest, time.monotonic() - begun)
            time.sleep(0.01)
        return longest

    @property
    def port(self) -> int | None:
        """Where the gateway listens."""
        return self.channel.port

    @property
    def chats(self) -> dict[str, Chat]:
        """All chats by id."""
        return self.session.desk.chats

    def only_chat(self) -> Chat:
        """The one chat, as soon as it is there."""
        self.wait(lambda: bool(self.chats))
        return next(iter(self.chats.values()))

    def texts(self, chat: str) -> list[str]:
        """What the customer has written in a chat."""
        return [m.text for m in self.chats[chat].messages if not m.by_agent]

    def kill(self) -> None:
        """Lose everything that is not in the log."""
        self.channel.stop()
        self.log.close()

    def restart(self) -> None:
        """Come up again."""
        self.kill()
        self._open()


class Served(Protocol):
    """What serves a page: a console, or a gateway that several share."""

    @property
    def port(self) -> int | None:
        """Where it listens."""
        ...

    @property
    def key(self) -> str:
        """What the link for customers carries."""
        ...

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the consoles work until something has come true."""
        ...


class RawPage:
    """A page without a browser: frames out, frames in. It polls the desk while it waits."""

    def __init__(self, desk: Served, token: str = "", after: int = 0, **join: str) -> None:
        self.desk = desk
        self._stack = ExitStack()
        self.socket = self._stack.enter_context(raw_socket(desk))
        self.lines: list[dict[str, Any]] = []
        self.status: dict[str, Any] = {}
        self.errors: list[dict[str, Any]] = []
        self.token = token
        self.joined: dict[str, Any] = {}
        self.say("join", key=desk.key, token=token, after=after, **join)

    def say(self, kind: str, **data: object) -> None:
        """Send a frame."""
        self.socket.send(json.dumps({"type": kind, **data}))

    def write(self, name: str, text: str) -> None:
        """Send a message with an id made from the name."""
        self.say("message", id=name.rjust(8, "0"), text=text)

    def hear(self) -> None:
        """Take the frames that are there."""
        while True:
            try:
                frame = json.loads(self.socket.recv(timeout=0.001))
            except TimeoutError:
                return
            match frame["type"]:
                case "joined":
                    self.joined, self.token = frame, frame["token"]
                case "line":
                    self.lines.append(frame)
                case "status":
                    self.status = frame
                case "error":
                    self.errors.append(frame)
                case _:
                    pass

    def wait(self, until: Callable[[], bool]) -> None:
        """Let page and console work until something has come true."""

        def heard() -> bool:
            self.hear()
            return until()

        self.desk.wait(heard)

    def has(self, *texts: str) -> None:
        """Wait until the page shows exactly these lines."""
        try:
            self.wait(lambda: [line["text"] for line in self.lines] == list(texts))
        except AssertionError as error:
            raise AssertionError(f"the page has {self.lines}, {self.status}") from error

    def close(self) -> None:
        """The page is closed."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def raw_socket(
    desk: Served,
    *,
    origin: str | None = None,
    max_queue: int | None = 16,
    open_timeout: float = 10,
) -> AbstractContextManager[ClientConnection]:
    """A WebSocket to the gateway, with nothing said yet."""
    assert desk.port is not None
    return connect(
        f"ws://127.0.0.1:{desk.port}/ws",
        origin=None if origin is None else Origin(origin),
        max_queue=max_queue,
        open_timeout=open_timeout,
        close_timeout=1,
        compression=None,
        proxy=None,
    )
