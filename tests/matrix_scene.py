"""Consoles without a window at a real Matrix server, and a customer of theirs."""

import time
from collections.abc import Callable
from pathlib import Path

from console.bench.channel.person import MatrixCustomer
from console.bench.channel.server import Synapse
from console.channels.matrix.channel import MatrixChannel
from console.channels.matrix.client import Account
from console.domain.chat import Chat, ChatState
from console.domain.clock import SystemClock
from console.domain.events import Arm
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

_WAIT_S = 120.0


class Seat:
    """The console of one agent, without a window; its log survives a kill."""

    def __init__(self, server: Synapse, folder: Path, account: Account, team: list[str]) -> None:
        self.account, self._server, self._team = account, server, team
        self._path = folder / f"{account.user[1:].partition(':')[0]}.db"
        self._open()

    def _open(self) -> None:
        clock = SystemClock()
        opened = open_log(self._path, clock)
        self.log = opened.log
        channel = MatrixChannel(self._server.url, self.account, colleagues=self._team)
        self.channel = channel
        self.session = Session(self.log, channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))

    def chat(self, name: str) -> Chat | None:
        """A chat that has come here, as far as the console knows by now."""
        self.session.poll_channel()
        return self.session.desk.chats.get(name)

    def texts(self, name: str) -> list[str]:
        """What the customer has written, as the console has it."""
        chat = self.chat(name)
        return [] if chat is None else [m.text for m in chat.messages if not m.by_agent]

    def kill(self) -> None:
        """Lose everything that is not in the log."""
        self.channel.stop()
        self.log.close()

    def restart(self) -> None:
        """Come up again."""
        self.kill()
        self._open()


class Team:
    """Two agents and a customer who has invited both."""

    def __init__(self, server: Synapse, folder: Path, name: str) -> None:
        accounts = [server.register(f"{name}-{agent}") for agent in ("ana", "ben")]
        users = [account.user for account in accounts]
        self.ana, self.ben = (Seat(server, folder, account, users) for account in accounts)
        self.cy: MatrixCustomer = server.person(f"{name}-cy")
        self.room = self.cy.invite(*users)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let both consoles work until something has come true."""
        ends = time.monotonic() + _WAIT_S
        while not until():
            assert time.monotonic() < ends, "it has not come true in time"
            for seat in (self.ana, self.ben):
                seat.session.poll_channel()
            time.sleep(0.02)

    def take(self) -> None:
        """Let the customer write and Ana take the chat."""
        self.cy.write(self.room, "hello")
        self.wait(lambda: all(s.texts(self.room) == ["hello"] for s in (self.ana, self.ben)))
        self.ana.session.accept(self.room)
        self.wait(lambda: self.state(self.ana) is ChatState.OPEN)

    def state(self, seat: Seat, chat: str = "") -> ChatState | None:
        """Where the chat is in its life, at one of the consoles."""
        found = seat.chat(chat or self.room)
        return None if found is None else found.state

    def close(self) -> None:
        """Let go of both logs."""
        for seat in (self.ana, self.ben):
            seat.kill()
