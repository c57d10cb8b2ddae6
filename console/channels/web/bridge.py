"""Between the gateway and a Matrix server, so that all agents of a site share the page's customers.

Each visit is a room of the gateway's own account, found again by its alias, into which all agents
are invited. The server keeps what is said: a line of the page is an event that has come back from
it, in its order, and a message that is sent twice under one id is one event.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from console.channels.matrix.client import (
    Account,
    MatrixClient,
    Refused,
    ServerUnreachable,
    path_of,
)
from console.channels.matrix.room import CLAIM, CLOSED, LEFT, RATING, VISIT, text_of
from console.channels.web.protocol import (
    Added,
    AgentIsTyping,
    AgentRead,
    Changed,
    CustomerIsTyping,
    CustomerLeft,
    CustomerRated,
    CustomerWrote,
    FromGateway,
    OpenGateway,
    PageHas,
    PageLine,
    Reachable,
    ToGateway,
    VisitState,
)
from console.channels.web.server import Gateway
from console.domain.errors import ChannelError
from console.domain.json_objects import JsonObject
from console.domain.names import UNNAMED

_MESSAGE = "switchboard.message"
"""The page's id of a message, in the content of its event."""

_LISTEN_MS = 25_000
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_PAGE, _MOST_PAGES = 100, 50
_TYPING_MS = 20_000
_FILTER = (
    '{"presence":{"types":[]},"account_data":{"types":[]},'
    '"room":{"account_data":{"types":[]},"timeline":{"limit":100}}}'
)


@dataclass(slots=True)
class BridgedRoom:
    """One room as the page sees it. ``message_of`` has the ids of lines by event."""

    visit: str
    me: str
    state: VisitState = "waiting"
    claims: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    message_of: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @property
    def agent(self) -> str | None:
        """What the agent who has the chat is called."""
        if not self.claims or self.state != "open":
            return None
        first = self.claims[0]
        return self.names.get(first) or first.removeprefix("@").partition(":")[0]

    def take(self, event: JsonObject) -> Iterator[ToGateway]:
        """What an event of the timeline, in the server's order, is to the page."""
        name, sender = str(event.get("event_id", "")), str(event.get("sender", ""))
        if not name or name in self.seen:
            return
        self.seen.add(name)
        content = event.get("content")
        if not isinstance(content, dict):
            return
        match event.get("type"):
            case "m.room.member":
                if isinstance(content.get("displayname"), str):
                    self.names[str(event.get("state_key"))] = content["displayname"]
            case kind if kind == CLAIM and sender != self.me:
                yield from self._claimed(sender, holds=content.get("holds") is True)
            case kind if kind == CLOSED and sender != self.me:
                yield from self._stands("closed")
            case kind if kind == LEFT and sender == self.me:
                yield from self._stands("closed")
            case "m.room.message" if isinstance(content.get("body"), str):
                yield from self._said(name, sender, event, content)
            case _:
                pass

    def _claimed(self, sender: str, *, holds: bool) -> Iterator[ToGateway]:
        if holds and sender not in self.claims:
            self.claims.append(sender)
        elif not holds and sender in self.claims:
            self.claims.remove(sender)
        if self.state != "closed":
            yield from self._stands("open" if self.claims else "waiting")

    def _stands(self, state: VisitState) -> Iterator[ToGateway]:
        self.state = state
        if state == "closed":
            self.claims.clear()
        yield Changed(visit=self.visit, state=state, agent=self.agent)

    def _said(
        self, name: str, sender: str, event: JsonObject, content: JsonObject
    ) -> Iterator[ToGateway]:
        own = sender == self.me
        if own and self.state == "closed":
            yield from self._stands("waiting")
        message = str(content.get(_MESSAGE) or name) if own else name
        self.message_of[name] = message
        at = event.get("origin_server_ts")
        yield Added(
            visit=self.visit,
            line=PageLine(
                message=message,
                by_agent=not own,
                text=text_of(content),
                at_ms=at if isinstance(at, int) else 0,
            ),
        )

    def pass_by(self, events: Sequence[JsonObject]) -> Iterator[ToGateway]:
        """What typing and receipts say."""
        for event in events:
            content = event.get("content")
            if not isinstance(content, dict):
                continue
            if event.get("type") == "m.typing":
                users = content.get("user_ids")
                others = isinstance(users, list) and any(user != self.me for user in users)
                yield AgentIsTyping(visit=self.visit, active=others)
            elif event.get("type") == "m.receipt":
                for name in content:
                    readers = _object(_object(content, name), "m.read")
                    if name in self.message_of and any(user != self.me for user in readers):
                        yield AgentRead(visit=self.visit, message=self.message_of[name])


class Bridge:
    """Two threads: one listens to the server, one does in order what pages ask for."""

    def __init__(
        self,
        client: MatrixClient,
        account: Account,
        agents: Sequence[str],
        tell: Callable[[ToGateway], None],
        note: Callable[[str], None],
        on_signed_out: Callable[[], None],
    ) -> None:
        """Nothing is started before ``start``. All callbacks are called from either thread.

        Args:
            client: for the server, with the account.
            account: the gateway's.
            agents: who is invited.
            tell: hears what pages have to know.
            note: hears what is wrong with the server, each thing once.
            on_signed_out: called when the server does not know the account's token any more.
        """
        self._client, self._me = client, account.user
        self._server = account.user.partition(":")[2]
        self._agents, self._tell = list(agents), tell
        self._note_once, self._noted = note, set[str]()
        self._on_signed_out = on_signed_out
        self._turns_away = False
        self._rooms: dict[str, BridgedRoom] = {}
        self._room_of: dict[str, str] = {}
        self._lock = threading.Lock()  # held while rooms change, never during a request
        self._tasks: queue.SimpleQueue[FromGateway | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self.began = threading.Event()
        """Set once the server has told what was said before, or does not tell it."""
        self._threads = [
            threading.Thread(target=target, name=f"bridge-{name}", daemon=True)
            for name, target in (("listener", self._listen), ("sender", self._work))
        ]

    def start(self) -> None:
        """Begin to listen."""
        for thread in self._threads:
            thread.start()

    def stop(self, wait_s: float = 3.0) -> None:
        """Do what is still to be done, for at most ``wait_s`` seconds, and let go."""
        self._tasks.put(None)
        self._threads[1].join(wait_s)
        self._stopping.set()
        self._client.close()
        for thread in self._threads:
            thread.join(wait_s)

    def put(self, message: FromGateway) -> None:
        """Have done what a page asks for. Never blocks."""
        self._tasks.put(message)

    # --- the listener --------------------------------------------------------------------------

    def _listen(self) -> None:
        try:
            self._listen_until_stopped()
        finally:
            self.began.set()

    def _listen_until_stopped(self) -> None:
        since: str | None = None
        failures = 0
        while not self._stopping.is_set():
            # A server may answer the first time from its memory of minutes ago; the second is new.
            waits = self.began.is_set() and not failures
            params = {"filter": _FILTER, "timeout": str(_LISTEN_MS if waits else 0)}
            if since is not None:
                params["since"] = since
            try:
                answer = self._client.request("GET", "/sync", params=params, limit_s=40)
                told, following = self._told(answer), answer["next_batch"]
            except Exception as error:  # noqa: BLE001 - an answer may be anything
                if self._stopping.is_set() or self._is_signed_out(error):
                    return
                self._note(error)
                self._tell(Reachable(reachable=False))
                self.began.set()
                self._stopping.wait(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                failures += 1
                continue
            if failures:
                self._tell(Reachable(reachable=True))
                failures = 0
            for message in told:
                self._tell(message)
            if since is not None:
                self.began.set()
            since = str(following)

    def _told(self, answer: JsonObject) -> list[ToGateway]:
        rooms = _object(_object(answer, "rooms"), "join")
        joined = {name: _object(rooms, name) for name in rooms}
        histories = {name: self._history(name, told) for name, told in joined.items()}
        with self._lock:
            return [
                message
                for name, told in joined.items()
                for message in self._taken(name, told, histories[name])
            ]

    def _history(self, name: str, told: JsonObject) -> list[JsonObject]:
        """The events before those of an answer that are not known yet, oldest first."""
        timeline = _object(told, "timeline")
        start = timeline.get("prev_batch")
        if name in self._rooms and not timeline.get("limited"):
            return []
        known = self._rooms[name].seen if name in self._rooms else set()
        found: list[JsonObject] = []
        for _ in range(_MOST_PAGES):
            if not isinstance(start, str) or any(e.get("event_id") in known for e in found):
                break
            params = {"dir": "b", "from": start, "limit": str(_PAGE)}
            page = self._client.request("GET", path_of("rooms", name, "messages"), params=params)
            found += _events(page, "chunk")
            start = page.get("end")
        return found[::-1]

    def _taken(
        self, name: str, told: JsonObject, history: Sequence[JsonObject]
    ) -> Iterator[ToGateway]:
        state, timeline, passing = (
            _events(_object(told, part), "events") for part in ("state", "timeline", "ephemeral")
        )
        events = [*history, *timeline]
        room = self._rooms.get(name) or self._met(name, [*state, *events])
        if room is None:
            return
        for event in events:
            yield from self._usable(room.take(event))
        yield from self._usable(room.pass_by(passing))

    def _usable(self, messages: Iterator[ToGateway]) -> Iterator[ToGateway]:
        """What an event is to pages; one that can't be used holds up no other."""
        try:
            yield from messages
        except Exception as error:  # noqa: BLE001 - an event may be anything
            self._note(error)

    def _met(self, name: str, events: Sequence[JsonObject]) -> BridgedRoom | None:
        """A room that was not known in this run, if it is one of the gateway's visits."""
        for event in events:
            if event.get("type") == VISIT and event.get("sender") == self._me:
                visit = str(_object(event, "content").get("visit", ""))
                self._rooms[name] = BridgedRoom(visit, self._me)
                self._room_of[visit] = name
                return self._rooms[name]
        return None

    # --- the sender ----------------------------------------------------------------------------

    def _work(self) -> None:
        while (message := self._tasks.get()) is not None:
            failures = 0
            while not self._stopping.is_set():
                try:
                    self._do(message)
                except ServerUnreachable:
                    if isinstance(message, CustomerIsTyping | PageHas):
                        break  # not worth trying twice
                    self._stopping.wait(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                    failures += 1
                    continue
                except Exception as error:  # noqa: BLE001 - an answer may be anything
                    if self._is_signed_out(error):
                        return
                    self._note(error)
                    if isinstance(message, CustomerWrote):  # the page goes on holding it
                        self._turns_away = True
                        self._tell(Reachable(reachable=False))
                else:
                    if self._turns_away and isinstance(message, CustomerWrote):
                        self._turns_away = False
                        self._tell(Reachable(reachable=True))
                break

    # --- what is wrong -------------------------------------------------------------------------

    def _is_signed_out(self, error: Exception) -> bool:
        signed_out = isinstance(error, Refused) and error.code == "M_UNKNOWN_TOKEN"
        if signed_out:
            self._on_signed_out()
        return signed_out

    def _note(self, error: Exception) -> None:
        kind = error.code if isinstance(error, Refused) else type(error).__name__
        if kind not in self._noted:
            self._noted.add(kind)
            self._note_once(_told(error))

    # --- what pages ask for --------------------------------------------------------------------

    def _do(self, message: FromGateway) -> None:
        match message:
            case CustomerWrote(message=name, text=text):
                content = {"msgtype": "m.text", "body": text, _MESSAGE: name}
                self._send(self._room(message), "m.room.message", name, content)
            case CustomerRated(rating=rating, comment=comment):
                rated: JsonObject = {"rating": rating, "comment": comment}
                self._send_once(message.visit, RATING, rated)
            case CustomerLeft(reason=reason):
                self._send_once(message.visit, LEFT, {"reason": reason})
            case CustomerIsTyping(visit=visit, active=active) if visit in self._room_of:
                body = {"typing": active, **({"timeout": _TYPING_MS} if active else {})}
                path = path_of("rooms", self._room_of[visit], "typing", self._me)
                self._client.request("PUT", path, body)
            case PageHas(visit=visit, message=name, seen=True) if visit in self._room_of:
                path = path_of("rooms", self._room_of[visit], "receipt", "m.read", name)
                self._client.request("POST", path, {})
            case _:
                pass

    def _send(self, room: str, kind: str, name: str, content: JsonObject) -> None:
        self._client.request("PUT", path_of("rooms", room, "send", kind, name), content)

    def _send_once(self, visit: str, kind: str, content: JsonObject) -> None:
        """What belongs to the last message of a chat, and so happens once after it."""
        with self._lock:
            name = self._room_of.get(visit)
            last = len(self._rooms[name].message_of) if name in self._rooms else 0
        if name is not None:
            self._send(name, kind, f"{kind}-{last}", content)

    def _room(self, wrote: CustomerWrote) -> str:
        """The visit's room, made with its first message."""
        known = self._room_of.get(wrote.visit)
        if known is None:
            known = self._made(wrote) or self._found(wrote.visit)
            self._room_of[wrote.visit] = known
        return known

    def _made(self, wrote: CustomerWrote) -> str | None:
        """A new room; null if there is one with its alias, from before a restart."""
        visit = {"visit": wrote.visit, "name": wrote.name or UNNAMED}
        try:
            made = self._client.request(
                "POST",
                "/createRoom",
                {
                    "preset": "trusted_private_chat",
                    "room_alias_name": wrote.visit,
                    "invite": self._agents,
                    "initial_state": [{"type": VISIT, "content": visit}],
                },
            )
        except Refused as error:
            if error.code != "M_ROOM_IN_USE":
                raise
            return None
        return str(made["room_id"])

    def _found(self, visit: str) -> str:
        path = path_of("directory", "room", f"#{visit}:{self._server}")
        return str(self._client.request("GET", path)["room_id"])


def _object(parent: JsonObject, key: str) -> JsonObject:
    """An object in another; empty where a server has sent something else."""
    found = parent.get(key)
    return found if isinstance(found, dict) else {}


def _events(parent: JsonObject, key: str) -> list[JsonObject]:
    """A list of objects, without what a server has sent among them that is none."""
    found = parent.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _told(error: Exception) -> str:
    match error:
        case ServerUnreachable():
            return f"the Matrix server can't be reached ({error})"
        case Refused():
            return (
                f"the Matrix server refuses a request ({error.code}): {error}; "
                "check the account and the names of the colleagues"
            )
        case _:
            return f"an answer of the Matrix server can't be used ({type(error).__name__})"


def serve_bridged(
    opened: OpenGateway,
    server: str,
    account: Account,
    agents: Sequence[str],
    *,
    on_listening: Callable[[int], None],
    note: Callable[[str], None],
) -> None:
    """Serve the page, with a Matrix server behind it, until it is interrupted.

    Args:
        opened: the page.
        server: the address of the server's client API.
        account: the gateway's.
        agents: who is invited to each chat.
        on_listening: called with the port.
        note: hears what is wrong with the server, each thing once, from any thread.

    Raises:
        OSError: the page's address can't be listened to.
        ChannelError: the account is not signed in any more.
    """
    signed_out = threading.Event()

    async def work() -> None:
        loop, serving = asyncio.get_running_loop(), asyncio.current_task()

        def end() -> None:
            signed_out.set()
            if serving is not None:
                loop.call_soon_threadsafe(serving.cancel)

        def tell(message: ToGateway) -> None:
            loop.call_soon_threadsafe(gateway.take, message)

        bridge = Bridge(MatrixClient(server, account), account, agents, tell, note, end)
        gateway = Gateway(opened, bridge.put)
        bridge.start()
        try:
            await asyncio.to_thread(bridge.began.wait)
            await gateway.run(on_listening)
        finally:
            await asyncio.to_thread(bridge.stop)

    try:
        asyncio.run(work())
    except asyncio.CancelledError:
        if not signed_out.is_set():
            raise
        raise ChannelError(
            f"{server} does not know the sign-in of {account.user} any more; sign in again: "
            "switchboard gateway sign-in"
        ) from None
