"""Live chats under load: agents' consoles and customers on a real server, with things killed.

A customer's message says who wrote it, which one it is and when; an agent's answer repeats it. So
logs and rooms tell of each message whether it arrived, how often, and whether in its own chat.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from console.bench.channel.agent import ANSWER
from console.bench.channel.person import MatrixCustomer
from console.bench.channel.results import ChannelResult, examine
from console.bench.channel.server import Synapse
from console.channels.matrix.client import Account, ServerUnreachable
from console.domain.errors import ChannelError

_SENDERS = 6
_RETRY_S = 0.2


@dataclass(frozen=True, slots=True)
class ChannelLoad:
    """How much of everything; ``pause_s`` is between two messages of one sender."""

    agents: int = 3
    customers: int = 60
    messages: int = 1_000
    server_kills: int = 3
    console_kills: int = 2
    pause_s: float = 0.05
    patience_s: float = 1_200.0


class Seat:
    """The console of one agent, as a process."""

    def __init__(
        self, folder: Path, server: Synapse, account: Account, colleagues: list[str]
    ) -> None:
        self.database = folder / f"{account.user[1:].partition(':')[0]}.db"
        self._errors = self.database.with_suffix(".txt")
        self._stop = folder / "stop"
        self._command = [
            *(sys.executable, "-m", "console.bench.channel.agent"),
            *("--database", str(self.database), "--server", server.url),
            *("--account", account.user, account.device, account.token),
            *("--colleagues", *colleagues, "--stop", str(self._stop)),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Sit down, or come back after a kill."""
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(self._command, stderr=errors)  # noqa: S603 - ours

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def finish(self) -> None:
        """Let it end its session.

        Raises:
            ChannelError: it failed.
        """
        self._stop.touch()
        if self._process is not None and self._process.wait(60) != 0:
            raise ChannelError(f"a console failed; {self._errors} says why")


def run_bench(
    load: ChannelLoad, folder: Path, progress: Callable[[float], object]
) -> ChannelResult:
    """Play the load in a folder, and examine what came of it.

    Raises:
        UsageError: there is no Synapse here.
        ChannelError: the server or a console failed, or something did not arrive in time.
    """
    server = Synapse(folder / "server")
    server.start()
    accounts = [server.register(f"agent{n}") for n in range(load.agents)]
    people = [server.person(f"customer{n:02}") for n in range(load.customers)]
    users = [account.user for account in accounts]
    seats = [Seat(folder, server, account, users) for account in accounts]
    try:
        for seat in seats:
            seat.start()
        rooms = {person.user: person.invite(*users) for person in people}
        _play(load, people, rooms, server, seats, progress)
        _wait_for_answers(load, people, rooms)
        for seat in seats:
            seat.finish()
        heard = {rooms[person.user]: person.hears(rooms[person.user]) for person in people}
    finally:
        for seat in seats:
            seat.kill()
        server.stop()
    names = {room: user for user, room in rooms.items()}
    return examine(load, [seat.database for seat in seats], heard, names)


def _play(
    load: ChannelLoad,
    people: list[MatrixCustomer],
    rooms: dict[str, str],
    server: Synapse,
    seats: list[Seat],
    progress: Callable[[float], object],
) -> None:
    """Send all messages from a few threads, and kill things when their time has come."""
    senders = min(_SENDERS, len(people))
    sent = [0] * senders
    numbers = [range(n, load.messages, senders) for n in range(senders)]

    def write(place: int) -> None:
        # Customers are split among the threads, so that each one's messages keep their order.
        own = people[place::senders]
        for turn, number in enumerate(numbers[place]):
            person = own[turn % len(own)]
            text = f"{person.user} #{number} {time.time_ns() // 1000}"
            _until_sent(partial(person.write, rooms[person.user], text, name=f"load-{number}"))
            sent[place] += 1
            time.sleep(load.pause_s)

    threads = [threading.Thread(target=write, args=(place,)) for place in range(senders)]
    for thread in threads:
        thread.start()
    kills = _kills(load, server, seats)
    while any(thread.is_alive() for thread in threads):
        share = sum(sent) / load.messages
        progress(share)
        if kills and share >= kills[0][0]:
            kills.pop(0)[1]()
        time.sleep(0.05)
    for _, kill in kills:
        kill()


def _kills(
    load: ChannelLoad, server: Synapse, seats: list[Seat]
) -> list[tuple[float, Callable[[], None]]]:
    """What is killed, each at a share of the messages."""

    def server_down() -> None:
        server.kill()
        server.start()

    def console_down() -> None:
        seats[0].kill()
        seats[0].start()

    kills = [((n + 1) / (load.server_kills + 1), server_down) for n in range(load.server_kills)]
    kills += [
        ((n + 0.6) / (load.console_kills + 0.2), console_down) for n in range(load.console_kills)
    ]
    return sorted(kills, key=lambda kill: kill[0])


def _until_sent(send: Callable[[], object]) -> None:
    """A customer's client tries again with the same id while the server is down."""
    while True:
        try:
            send()
        except ServerUnreachable:
            time.sleep(_RETRY_S)
        else:
            return


def _wait_for_answers(
    load: ChannelLoad, people: list[MatrixCustomer], rooms: dict[str, str]
) -> None:
    """Wait until every message was answered, or nobody can expect it any more."""
    ends = time.monotonic() + load.patience_s
    waiting = list(people)
    while waiting and time.monotonic() < ends:
        # One at a time: all of them asking again and again would be the server's heaviest load.
        if _is_answered(waiting[-1], rooms[waiting[-1].user]):
            waiting.pop()
        else:
            time.sleep(0.5)


def _is_answered(person: MatrixCustomer, room: str) -> bool:
    texts = [e["content"]["body"] for e in person.events(room) if e["type"] == "m.room.message"]
    own = {text for text in texts if not text.startswith(ANSWER)}
    return own <= {text.removeprefix(ANSWER) for text in texts if text.startswith(ANSWER)}
