"""The network side of the channel: one thread listens to the server, one does what is to be done.

Everything between them and the window's thread goes through queues. What has to be done is done in
order and tried until the server has answered, so a message goes out once, whatever breaks: the
server takes a message with an id that it knows for the same message.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from console.channels import base
from console.channels.matrix.client import (
    TOO_LONG,
    Account,
    MatrixClient,
    Refused,
    ServerUnreachable,
    path_of,
)
from console.channels.matrix.room import CLAIM, CLOSED, NOTE, Hold, Room
from console.channels.matrix.rooms import Deed, Join, Leave, Rooms
from console.domain.errors import ChannelError
from console.domain.events import Attachment
from console.domain.json_objects import JsonObject

_LISTEN_MS = 25_000
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_TYPING_MS = 20_000
_PAGE = 100
_FILTER = (
    '{"presence":{"types":[]},"account_data":{"types":[]},'
    '"room":{"account_data":{"types":[]},"timeline":{"limit":100}}}'
)

Task = Callable[[], None]


class Link:
    """Connects the rooms with the server; ``news`` is what the console has to know."""

    def __init__(self, client: MatrixClient, account: Account, rooms: Rooms) -> None:
        self._client, self._me, self._device = client, account.user, account.device
        self._rooms = rooms
        self._lock = threading.Lock()  # held while rooms change, never during a request
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self.news: queue.SimpleQueue[base.Incoming] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=target, name=f"matrix-{name}", daemon=True)
            for name, target in (("listener", self._listen), ("sender", self._work))
        ]

    def start(self) -> None:
        """Begin to listen."""
        for thread in self._threads:
            thread.start()

    def stop(self, wait_s: float = 3.0) -> None:
        """Do what is still to be done, for at most ``wait_s`` seconds, and let go."""
        if self._stopping.is_set():
            return
        self._tasks.put(None)
        if self._threads[1].is_alive():
            self._threads[1].join(wait_s)
        self._stopping.set()
        self._client.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(wait_s)

    def put(self, task: Task) -> None:
        """Have the sender do something, in order. Never blocks."""
        self._tasks.put(task)

    # --- the listener ------------------------------------------------------------------------

    def _listen(self) -> None:
        since: str | None = None
        answers = failures = 0
        while not self._stopping.is_set():
            try:
                answer = self._sync(since, waits=answers > 1 and not failures)
                if failures:
                    self._report([base.Connection(connected=True)])
                    failures = 0
                # A server may answer the first time from its memory of minutes ago.
                self._take(answer, whole=answers == 1)
                answers += 1
            except (ServerUnreachable, Refused) as error:
                if self._stopping.is_set():
                    return
                self._report([base.Connection(connected=False, reason=_told(error))])
                self._stopping.wait(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                failures += 1
                continue
            except Exception as error:
                kind = type(error).__name__
                self._report([base.TurnedAway("answer", f"it can't be used ({kind})")])
                if since is None:
                    raise
            since = str(answer.get("next_batch", since))

    def _sync(self, since: str | None, *, waits: bool) -> JsonObject:
        params = {"filter": _FILTER, "timeout": str(_LISTEN_MS if waits else 0)}
        if since is not None:
            params["since"] = since
        return self._client.request("GET", "/sync", params=params, limit_s=_LISTEN_MS / 1000 + 15)

    def _take(self, answer: JsonObject, *, whole: bool) -> None:
        """Take an answer; ``whole`` says that with it all rooms of now are known."""
        histories = self._rooms.histories(answer, self._page)
        with self._lock:
            news = list(self._rooms.take(answer, histories))
            if whole:
                news += self._rooms.without_room()
            deeds, self._rooms.deeds = self._rooms.deeds, []
        self._report(news)
        for deed in deeds:
            self.put(partial(self._do, deed))

    def _page(self, room: str, start: str) -> tuple[list[JsonObject], str | None]:
        """A page of a room's history, newest first, and where the next one begins."""
        told = self._client.request(
            "GET",
            path_of("rooms", room, "messages"),
            params={"dir": "b", "from": start, "limit": str(_PAGE)},
        )
        events = [event for event in told.get("chunk", []) if isinstance(event, dict)]
        end = told.get("end")
        return events, end if isinstance(end, str) else None

    def _report(self, news: Sequence[base.Incoming]) -> None:
        for item in news:
            self.news.put(item)

    # --- the sender --------------------------------------------------------------------------

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            for pause in (*_PAUSES_S, *[_PAUSES_S[-1]] * 10_000):
                if self._stopping.is_set():
                    return
                try:
                    task()
                except ServerUnreachable:
                    self._stopping.wait(pause)
                    continue
                except Refused as error:
                    self._report([base.TurnedAway("request", f"the server refuses: {error.code}")])
                break

    def _do(self, deed: Deed) -> None:
        match deed:
            case Join():
                self._join(deed.room)
            case Leave():
                self._leave(deed.room, deed.reason)
            case _:
                self._release(deed.room)
                self._leave(deed.room, deed.reason)

    def _join(self, room: str) -> None:
        try:
            self._client.request("POST", path_of("rooms", room, "join"), {})
        except Refused:
            with self._lock:
                news = list(self._rooms.by_id[room].gone("the invitation was withdrawn"))
            self._report(news)

    def _leave(self, room: str, reason: str) -> None:
        try:
            self._client.request("POST", path_of("rooms", room, "leave"), {"reason": reason})
        except Refused:
            return  # it is left already

    def _release(self, room: str) -> None:
        with self._lock:
            known = self._rooms.by_id[room]
            claimed = known.has_claimed or self._me in known.claims
        if claimed:
            try:
                self._claim(known, holds=False)
            except Refused:
                return  # who is no member claims nothing

    def _claim(self, room: Room, *, holds: bool) -> None:
        path = path_of("rooms", room.id, "state", CLAIM, self._me)
        self._client.request("PUT", path, {"holds": holds, "chat": room.chat})

    # --- what came with messages -------------------------------------------------------------

    def fetch(self, attachment: Attachment, most_bytes: int) -> Future[bytes]:
        """Begin to fetch, on a thread of its own: messages don't wait for it."""
        fetched: Future[bytes] = Future()
        threading.Thread(
            target=self._fetch,
            args=(attachment.address, most_bytes, fetched),
            name="matrix-fetch",
            daemon=True,
        ).start()
        return fetched

    def _fetch(self, address: str, most_bytes: int, fetched: Future[bytes]) -> None:
        try:
            fetched.set_result(self._client.download(address, most_bytes))
        except Refused as error:
            told = f"It is longer than {most_bytes / 1024**2:,.0f} MB, and was not fetched."
            gone = f"The server refuses it ({error.code})."
            fetched.set_exception(ChannelError(told if error.code == TOO_LONG else gone))
        except ServerUnreachable as error:
            fetched.set_exception(ChannelError(f"The server can't be reached ({error})."))
        except Exception as error:
            fetched.set_exception(error)
            raise

    # --- what the agent does -----------------------------------------------------------------

    def claim(self, chat: str) -> None:
        """Ask for a chat."""
        with self._lock:
            room = self._rooms.of_chat(chat)
            if room is None or room.hold in (Hold.MINE, Hold.GONE) or room.over:
                return
            room.hold, room.has_claimed = Hold.ASKED, True
        try:
            self._claim(room, holds=True)
        except Refused as error:
            with self._lock:
                news = list(room.lose(None))
            self._report([*news, base.TurnedAway("claim", f"the server refuses: {error.code}")])

    def send(self, chat: str, message: str, text: str) -> None:
        """Send a message; the same id sends nothing twice."""
        room = chat.partition("/")[0]
        content = {"msgtype": "m.text", "body": text}
        path = path_of("rooms", room, "send", "m.room.message", message)
        try:
            self._client.request("PUT", path, content)
        except Refused as error:
            reason = f"the server refuses it: {error}"
            self._report([base.DeliveryFailed(chat, message, reason)])
        else:
            self._report([base.Delivered(chat, message)])

    def typing(self, chat: str, active: bool) -> None:
        """Show or stop showing that the agent types; not worth trying twice."""
        body = {"typing": active, **({"timeout": _TYPING_MS} if active else {})}
        self._quietly("PUT", path_of("rooms", _room(chat), "typing", self._me), body)

    def read(self, chat: str, message: str) -> None:
        """Show that the agent has read up to a message; not worth trying twice."""
        self._quietly("POST", path_of("rooms", _room(chat), "receipt", "m.read", message), {})

    def _quietly(self, method: str, path: str, body: JsonObject) -> None:
        try:
            self._client.request(method, path, body)
        except (ServerUnreachable, Refused):
            return

    def close(self, chat: str) -> None:
        """End a chat. The agent stays in the room, for the rating and for what is written later."""
        room = self._end(chat)
        if room is not None:
            self._claim(room, holds=False)
            path = path_of("rooms", room.id, "state", CLOSED)
            self._quietly("PUT", path + "/", {"closed": True, "chat": room.chat})

    def next_chat(self, chat: str) -> base.Arrived | None:
        """The chat that goes on in the room of one that has ended; null if colleagues have it."""
        with self._lock:
            room = self._rooms.by_id.get(_room(chat))
            if room is None or room.hold is Hold.GONE or room.leaving:
                return None
            return room.again() if room.chat == chat else room.arrival(chat)

    def transfer(self, chat: str, to: Sequence[str], note: str) -> None:
        """Pass a chat on: the note to the colleagues' devices, the invitations, and leave."""
        room = self._end(chat)
        if room is None:
            return
        content = {"*": {"room": room.id, "note": note}}
        path = path_of("sendToDevice", NOTE, f"note-{chat}-{len(to)}-{to[0]}")
        self._client.request("PUT", path, {"messages": dict.fromkeys(to, content)})
        self._claim(room, holds=False)
        for user in to:
            try:
                self._client.request("POST", path_of("rooms", room.id, "invite"), {"user_id": user})
            except Refused as error:
                self._report([base.TurnedAway("transfer", f"the server refuses: {error.code}")])
                return
        with self._lock:
            room.hold, room.leaving = Hold.GONE, True
        self._leave(room.id, "passed on to a colleague")

    def _end(self, chat: str) -> Room | None:
        """The agent has no more to do with a chat; null if that is known already."""
        with self._lock:
            room = self._rooms.of_chat(chat)
            if room is not None:
                room.over, room.hold = True, Hold.NONE
        return room


def _room(chat: str) -> str:
    return chat.partition("/")[0]


def _told(error: Exception) -> str:
    if isinstance(error, Refused):
        return f"it refuses this account ({error.code}); sign in again"
    return f"it can't be reached ({error})"
