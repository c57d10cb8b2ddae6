"""Whatever is killed or lost in whatever order, with a homeserver in memory that loses requests."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.channels.matrix.channel import MatrixChannel
from console.channels.matrix.client import Account, MatrixClient, ServerUnreachable
from console.domain.chat import Delivery
from console.domain.clock import SystemClock
from console.domain.errors import InvalidAction
from console.domain.events import Arm
from console.domain.issues import Disposition
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

ANA, CY = "@ana:here", "@cy:here"
ROOMS = ("!one:here", "!two:here")
Event = dict[str, Any]


class Homeserver(MatrixClient):
    """Two rooms of one customer, each with an invitation; answers as the client's API does.

    ``lose`` are what happens to the next requests: they, or the answers to them, get lost. An
    answer of ``/sync`` holds two events of a room at most, so that what is before has to be read.
    """

    def __init__(self) -> None:
        super().__init__("http://localhost:1")
        self.rooms: dict[str, list[tuple[int, Event]]] = {}
        self.lose: list[str] = []
        self._names: dict[tuple[str, str], str] = {}
        self._time = 0
        for room in ROOMS:
            self.rooms[room] = []
            self.put(room, "m.room.create", CY, {}, "")
            self.put(room, "m.room.member", CY, {"membership": "join"}, CY)
            self.put(room, "m.room.member", CY, {"membership": "invite"}, ANA)

    def put(
        self,
        room: str,
        kind: str,
        sender: str,
        content: Event,
        key: str | None = None,
        name: str = "",
    ) -> str:
        """Put an event into a room; the same ``name`` puts nothing twice. The event's id."""
        if name and (room, name) in self._names:
            return self._names[room, name]
        self._time += 1
        event: Event = {"type": kind, "sender": sender, "content": content}
        event |= {"event_id": f"${self._time}"} | ({} if key is None else {"state_key": key})
        event |= {"unsigned": {"transaction_id": name}} if name else {}
        self.rooms[room].append((self._time, event))
        if name:
            self._names[room, name] = event["event_id"]
        return str(event["event_id"])

    def request(
        self,
        method: str,
        path: str,
        body: Event | None = None,
        params: Mapping[str, str] | None = None,
        *,
        limit_s: float | None = None,
    ) -> Event:
        """Answer, unless the request or the answer gets lost."""
        lost = self.lose.pop() if self.lose else ""
        if lost == "request":
            raise ServerUnreachable("lost")
        answer = self._answer([unquote(part) for part in path.split("/")[1:]], body or {}, params)
        if lost:
            raise ServerUnreachable("lost")
        return answer

    def _answer(self, path: list[str], body: Event, params: Mapping[str, str] | None) -> Event:
        match path:
            case ["sync"]:
                return self._sync(int((params or {}).get("since", "0")))
            case ["rooms", room, "messages"]:
                before = int((params or {})["from"])
                events = [event for at, event in self.rooms[room] if at < before]
                return {"chunk": events[::-1]}
            case ["rooms", room, "join"]:
                self.put(room, "m.room.member", ANA, {"membership": "join"}, ANA)
            case ["rooms", room, "leave"]:
                self.put(room, "m.room.member", ANA, {"membership": "leave", **body}, ANA)
            case ["rooms", room, "send", kind, name]:
                return {"event_id": self.put(room, kind, ANA, body, name=name)}
            case ["rooms", room, "state", kind, key]:
                self.put(room, kind, ANA, body, key)
            case _:
                pass
        return {}

    def _sync(self, since: int) -> Event:
        rooms: Event = {"join": {}, "invite": {}, "leave": {}}
        for name, events in self.rooms.items():
            own = [
                (at, e)
                for at, e in events
                if e.get("state_key") == ANA and "membership" in e["content"]
            ]
            at, member = own[-1]
            if member["content"]["membership"] == "invite" and at > since:
                rooms["invite"][name] = {"invite_state": {"events": [member]}}
            elif member["content"]["membership"] == "join":
                new = events if at > since else [each for each in events if each[0] > since]
                if new:
                    rooms["join"][name] = self._joined(events, new)
        return {"next_batch": str(self._time), "rooms": rooms}

    def _joined(self, events: list[tuple[int, Event]], new: list[tuple[int, Event]]) -> Event:
        shown = new[-2:]
        start = shown[0][0]
        state = [event for at, event in events if at < start and "state_key" in event]
        return {
            "state": {"events": state},
            "timeline": {
                "events": [event for _, event in shown],
                "limited": len(shown) < len(new),
                "prev_batch": str(start),
            },
        }

    def texts(self, room: str, sender: str) -> list[str]:
        """What somebody has said in a room."""
        return [
            event["content"]["body"]
            for _, event in self.rooms[room]
            if event["type"] == "m.room.message" and event["sender"] == sender
        ]


class _World:
    """A console on a log whose channel works when it is told to, and a homeserver."""

    def __init__(self, folder: Path) -> None:
        self._path, self.server = folder / "log.db", Homeserver()
        self.written = self.sent = 0
        self.sit_down()

    def sit_down(self) -> None:
        clock = SystemClock()
        opened = open_log(self._path, clock)
        self.log = opened.log
        channel = MatrixChannel("http://localhost:1", Account(ANA, "d", "t"))
        self.link = channel._link
        self.link._client = self.server
        self.link.start = lambda: None  # type: ignore[method-assign]  # turns by hand
        self._since: str | None = None
        self._answers = 0
        self.session = Session(self.log, channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))

    def act(self, act: str) -> None:
        match act:
            case "server loses the answer" | "server loses the request":
                self.server.lose.append(act.rpartition(" ")[2])
            case "customer writes":
                self.written += 1
                room = ROOMS[self.written % 2]
                content = {"msgtype": "m.text", "body": f"text {self.written}"}
                self.server.put(room, "m.room.message", CY, content)
            case "console is killed":
                self.log.close()
                self.sit_down()
            case "channel works":
                self._work()
            case "channel asks":
                self._ask()
            case "disk has it":
                self.log.flush()
            case "console turns":
                self.session.poll_channel()
            case _:
                self._agent(act)

    def _agent(self, act: str) -> None:
        desk = self.session.desk
        for chat in desk.queue if act == "agent accepts" else desk.open_chats:
            try:
                if act == "agent accepts":
                    self.session.accept(chat.id)
                elif act == "agent writes":
                    self.sent += 1
                    self.session.send(chat.id, f"answer {self.sent} in {chat.id.partition('/')[0]}")
                else:
                    self.session.close(chat.id, Disposition.ANSWERED, resolved=True)
            except InvalidAction:
                continue

    def _work(self) -> None:
        """Do what is to be done, each until the server has answered, as the sender does."""
        while not self.link._tasks.empty():
            task = self.link._tasks.get()
            assert task is not None
            while True:
                try:
                    task()
                except ServerUnreachable:
                    continue
                break

    def _ask(self) -> None:
        """Take one answer, as the listener does."""
        try:
            answer = self.link._sync(self._since, waits=False)
            self.link._take(answer, whole=self._answers == 1)
        except ServerUnreachable:
            return
        self._since, self._answers = answer["next_batch"], self._answers + 1

    def settle(self) -> None:
        self.server.lose.clear()
        for _ in range(6):
            for act in ("disk has it", "console turns", "channel works", "channel asks"):
                self.act(act)
        self.act("console turns")


_TURN = ("disk has it", "console turns", "channel works", "channel asks", "console turns")
_ACTS = (
    *("customer writes", "server loses the answer", "server loses the request"),
    *("console is killed", "console turns", "disk has it", "channel works", "channel asks"),
    *("agent accepts", "agent writes", "agent closes"),
)
_SCENES = (
    (*_TURN, *_TURN, "customer writes", *_TURN, "agent accepts", *_TURN, *_TURN),
    ("agent writes", "server loses the answer", "disk has it", "console turns", "channel works"),
    ("agent writes", "disk has it", "console turns", "console is killed"),
    ("agent closes", "customer writes", "channel asks", "disk has it", "console turns"),
    ("customer writes",) * 5,
)
_PLANS = st.lists(
    st.one_of(st.sampled_from(_SCENES), st.tuples(st.sampled_from(_ACTS))), max_size=12
).map(lambda parts: [act for part in parts for act in part])


@contextmanager
def _world() -> Iterator[_World]:
    with tempfile.TemporaryDirectory() as folder:
        world = _World(Path(folder))
        try:
            yield world
        finally:
            world.log.close()


@given(acts=_PLANS)
@example([*_SCENES[0], *_SCENES[2], *_SCENES[1], *_SCENES[3], *_TURN])
@settings(deadline=None, max_examples=25)
def test_no_message_is_lost_doubled_out_of_order_or_elsewhere(acts: list[str]) -> None:
    """Each message of either side is there once, in order, in a chat of the room it was sent in."""
    with _world() as world:
        for act in acts:
            world.act(act)
        world.settle()
        desk = world.session.desk
        for room in ROOMS:
            chats = [chat for name, chat in desk.chats.items() if name.partition("/")[0] == room]
            messages = [message for chat in chats for message in chat.messages]
            received = [m.text for m in messages if not m.by_agent]
            assert received == world.server.texts(room, CY)
            sent = [m.text for m in messages if m.by_agent]
            assert sent == world.server.texts(room, ANA)
            assert all(text.endswith(f" in {room}") for text in sent)
            assert all(m.delivery is Delivery.DELIVERED for m in messages if m.by_agent)
