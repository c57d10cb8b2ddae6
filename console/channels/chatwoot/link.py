"""The network side of the channel: one thread does what is to be done, then asks what is new.

Since it does one thing after the other, no answer about a conversation is older than what this
console has done to it. Only what is sure not to have reached the server is asked for again where
doing it twice would show (``send``).
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from console.channels import base
from console.channels.chatwoot.client import ChatwootClient, Unanswered
from console.channels.chatwoot.conversation import ChatwootConversation, is_chat, parts_of
from console.channels.chatwoot.messages import (
    Said,
    all_said,
    assignee_of,
    line,
    number,
    said_of,
)
from console.channels.matrix.client import Refused, ServerUnreachable
from console.channels.matrix.room import Hold
from console.domain.json_objects import JsonObject

_PAGE, _NEWER_PAGE, _MOST_PAGES = 25, 100, 40
_RATED_WITHIN_S = 3600.0

Task = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that things take.

    ``poll_s`` and ``ratings_s`` are between two questions, ``claim_s`` is until a claim is read
    back. After ``settle_s`` a server is no longer at work on a request: Chatwoot's own limit is 15.
    ``pauses_s`` are between attempts at what has no answer; the last one is repeated.
    """

    poll_s: float = 2.0
    ratings_s: float = 30.0
    claim_s: float = 1.0
    settle_s: float = 20.0
    pauses_s: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)


class ChatwootLink:
    """Connects conversations with the server; ``news`` is what the console has to know."""

    def __init__(self, client: ChatwootClient, me: int, inbox: int | None, pace: Pace) -> None:
        self._client, self._me, self._inbox, self._pace = client, me, inbox, pace
        self._lock = threading.Lock()  # held while conversations change, never during a request
        self._changes = 0  # by the window's thread, which an answer under way does not know of
        self._by_id: dict[int, ChatwootConversation] = {}
        self._ratings_asked_s = time.monotonic()
        self._connected = True
        self._complaints: set[tuple[str, str]] = set()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self.news: queue.SimpleQueue[base.Incoming] = queue.SimpleQueue()
        self.colleagues: Mapping[str, int] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chatwoot", daemon=True)

    def restore(self, resumed: Sequence[base.Resumed]) -> None:
        """Know the chats that the log knows; before ``start``."""
        for chat in resumed:
            if is_chat(chat.chat):
                self._of(parts_of(chat.chat)[0]).restore(chat, time.monotonic())

    def start(self) -> None:
        """Begin; does nothing the second time."""
        if self._thread.ident is None and not self._stopping.is_set():
            self._thread.start()

    def stop(self, wait_s: float = 3.0) -> None:
        """Do what is still to be done, for at most ``wait_s`` seconds, and let go."""
        if self._stopping.is_set():
            return
        self._tasks.put(None)
        if self._thread.is_alive():
            self._thread.join(wait_s)
        self._stopping.set()
        self._client.close()
        if self._thread.is_alive():
            self._thread.join(wait_s)

    def put(self, task: Task) -> None:
        """Have something done, in order. Never blocks."""
        self._tasks.put(task)

    # --- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        due_s = 0.0
        while not self._stopping.is_set():
            try:
                task = self._tasks.get(timeout=max(due_s - time.monotonic(), 0.001))
            except queue.Empty:
                self._insist(self._ask, again=False)
                due_s = time.monotonic() + self._pace.poll_s
                continue
            if task is None:
                return
            self._insist(task)

    def _insist(self, task: Task, *, again: bool = True) -> None:
        """Do something until the server has answered; without ``again``, just try."""
        for pause_s in chain(self._pace.pauses_s, repeat(self._pace.pauses_s[-1])):
            if self._stopping.is_set():
                return
            try:
                task()
            except ServerUnreachable as error:
                self._disconnect(f"it can't be reached ({error})")
                self._stopping.wait(pause_s)
            except Refused as error:
                if error.code == "401" or not again:
                    self._disconnect(f"it refuses this account ({error.code}); sign in again")
                else:
                    self._complain("request", f"the server refuses: {error.code}")
                return
            except Exception as error:  # noqa: BLE001 - whatever an answer holds, work goes on
                self._complain("answer", f"it can't be used ({type(error).__name__})")
                return
            else:
                return
            if not again:
                return

    def _disconnect(self, reason: str) -> None:
        if not self._stopping.is_set():
            self._connected = False
            self._report([base.Connection(connected=False, reason=reason)])

    def _complain(self, what: str, reason: str) -> None:
        """Report that something was left out, each reason once; the next question meets it too."""
        if (what, reason) not in self._complaints:
            self._complaints.add((what, reason))
            self._report([base.TurnedAway(what, reason)])

    def _report(self, news: Sequence[base.Incoming]) -> None:
        for item in news:
            self.news.put(item)

    # --- what is new ---------------------------------------------------------------------------

    def _ask(self) -> None:
        changes = self._changes
        if self.colleagues is None:
            self.colleagues = self._agents()
        found: dict[int, JsonObject | None] = {}
        for whose in ("unassigned", "me"):
            found.update(self._listed(whose))
        for name in self._watched() - found.keys():
            found[name] = self._shown(name)
        for name, told in found.items():
            try:
                self._take(name, told, changes)
            except Refused as error:  # this one; the others go on
                self._complain("conversation", f"the server refuses: {error.code}")
            except ServerUnreachable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever an answer holds, work goes on
                self._complain("conversation", f"it can't be used ({type(error).__name__})")
        if not self._connected:
            self._connected = True
            self._report([base.Connection(connected=True)])

    def _agents(self) -> dict[str, int]:
        try:
            return _named(self._client.listed("/agents"), self._me)
        except Refused as error:
            self._complain("agents", f"the server refuses: {error.code}")
            return {}

    def _watched(self) -> set[int]:
        """The conversations to ask for where they are in no list."""
        now_s = time.monotonic()
        for_ratings = now_s >= self._ratings_asked_s + self._pace.ratings_s
        if for_ratings:
            self._ratings_asked_s = now_s
        with self._lock:
            for each in self._by_id.values():
                if for_ratings and each.ended_s and now_s < each.ended_s + _RATED_WITHIN_S:
                    each.mark = None
            return {
                each.id for each in self._by_id.values() if each.is_watched or each.mark is None
            }

    def _listed(self, whose: str) -> dict[int, JsonObject]:
        params = {"status": "open", "assignee_type": whose}
        if self._inbox is not None:
            params["inbox_id"] = str(self._inbox)
        found: dict[int, JsonObject] = {}
        for page in range(1, _MOST_PAGES + 1):
            told = self._client.listed("/conversations", {**params, "page": str(page)})
            for each in told:
                name = number(each.get("id"))
                if name is not None:
                    found[name] = each
            if len(told) < _PAGE:
                break
        return found

    def _shown(self, name: int) -> JsonObject | None:
        try:
            return self._client.request("GET", f"/conversations/{name}")
        except Refused as error:
            if error.code == "404":
                return None
            raise

    def _take(self, name: int, told: JsonObject | None, changes: int) -> None:
        with self._lock:
            known = self._of(name)
            fetches = told is not None and known.wants_messages(told)
            history, after = known.needs_history, 0 if known.needs_history else known.after
        if told is not None and not fetches:
            return
        messages = (
            [] if told is None else self._history(name) if history else self._newer(name, after)
        )
        with self._lock:
            if changes != self._changes:
                return  # the next answer knows of it
            if told is None:
                news = list(known.gone(time.monotonic()))
                del self._by_id[name]
            else:
                news = list(known.take(told, messages, time.monotonic(), time.time()))
            reopen, known.reopen = known.reopen, False
        self._report(news)
        if reopen:
            self._set_status(name, "open")

    def _newer(self, name: int, after: int) -> list[Said]:
        """The messages after one."""
        found: list[Said] = []
        for _ in range(_MOST_PAGES):
            page = self._page(name, {"after": str(after)})
            found += page
            if len(page) < _NEWER_PAGE:
                break
            after = page[-1].id
        return found

    def _history(self, name: int) -> list[Said]:
        """The last messages, and those before as long as no person has answered in them."""
        found = page = self._page(name, {})
        for _ in range(_MOST_PAGES):
            if not page or any(said.by_agent for said in page):
                break
            page = self._page(name, {"before": str(page[0].id)})
            found = [*page, *found]
        return found

    def _page(self, name: int, params: Mapping[str, str]) -> list[Said]:
        return all_said(self._client.listed(f"/conversations/{name}/messages", params))

    def _of(self, name: int) -> ChatwootConversation:
        return self._by_id.setdefault(name, ChatwootConversation(name, self._me))

    # --- what the agent does -------------------------------------------------------------------

    def claim(self, chat: str) -> None:
        """Ask for a chat: it is assigned to the agent where it is nobody's, and read back.

        The server lets a later assignment replace an earlier one. So it is read back after longer
        than another console takes from reading to assigning; who is the assignee then has it.
        """
        with self._lock:
            known = self._of(parts_of(chat)[0])
            if known.chat != chat or known.over or known.hold is Hold.MINE:
                return
        try:
            told = self._client.request("GET", f"/conversations/{known.id}")
            if assignee_of(told)[0] is None and told.get("status") == "open":
                self._assign(known.id, self._me)
                self._stopping.wait(self._pace.claim_s)
                told = self._client.request("GET", f"/conversations/{known.id}")
        except Refused as error:
            with self._lock:
                news = list(known.lose(None))
            self._report([*news, base.TurnedAway("claim", f"the server refuses: {error.code}")])
            return
        assignee, name = assignee_of(told)
        with self._lock:
            if assignee == self._me and told.get("status") == "open":
                known.hold, news = Hold.MINE, [base.Won(chat)]
            else:
                news = list(known.lose(name or None))
        self._report(news)

    def _assign(self, name: int, agent: int | None) -> None:
        self._client.request("POST", f"/conversations/{name}/assignments", {"assignee_id": agent})

    def send(self, chat: str, message: str, text: str) -> None:
        """Send a message, at most once: what may have been sent is looked for instead."""
        with self._lock:
            known = self._of(parts_of(chat)[0])
            if known.is_done(message):
                return
            if known.may_be_done(message):
                known.doubt(chat, message, text, self._settled_s())
                return
        body = {"content": text, "message_type": "outgoing", "private": False, "echo_id": message}
        try:
            told = self._client.request("POST", f"/conversations/{known.id}/messages", body)
        except Unanswered as error:
            with self._lock:
                known.doubt(chat, message, text, self._settled_s())
            self._disconnect(f"it did not answer ({error})")
            return
        except Refused as error:
            reason = f"the server refuses it: {error}"
            self._report([base.DeliveryFailed(chat, message, reason)])
            return
        said = said_of(told)
        with self._lock:
            if said is None:
                known.doubt(chat, message, text, self._settled_s())
                return
            news = list(known.confirm(chat, message, said))
        self._report(news)

    def _settled_s(self) -> float:
        return time.monotonic() + self._pace.settle_s

    def typing(self, chat: str, active: bool) -> None:
        """Show or stop showing that the agent types; not worth trying twice."""
        body = {"typing_status": "on" if active else "off", "is_private": False}
        self._quietly(f"/conversations/{parts_of(chat)[0]}/toggle_typing_status", body)

    def read(self, chat: str) -> None:
        """Show that the agent has read the chat; not worth trying twice."""
        self._quietly(f"/conversations/{parts_of(chat)[0]}/update_last_seen", {})

    def _quietly(self, path: str, body: JsonObject) -> None:
        try:
            self._client.request("POST", path, body)
        except (ServerUnreachable, Refused):
            return

    def close(self, chat: str) -> None:
        """End a chat: the conversation is resolved, unless it goes on with the next one."""
        known = self._end(chat)
        if known is not None:
            self._set_status(known.id, "resolved")
            known.mark = None  # look once more: the customer may have written just before

    def _set_status(self, name: int, status: str) -> None:
        self._client.request("POST", f"/conversations/{name}/toggle_status", {"status": status})

    def next_chat(self, chat: str) -> base.Arrived | None:
        """The chat that goes on after one that has ended; null if somebody else has it."""
        with self._lock:
            known = self._of(parts_of(chat)[0])
            if known.hold is Hold.GONE or not known.chat:
                return None
            if known.chat != chat:
                return known.arrived()
            self._changes += 1
            following = known.again(time.time())
        self.put(lambda: self._set_status(known.id, "open"))
        return following

    def transfer(self, chat: str, to: str, note: str) -> None:
        """Pass a chat on: the note, which stays among agents, then the assignment."""
        known = self._end(chat)
        if known is None:
            return
        if note:
            self._note(known.id, note)
        self._assign(known.id, (self.colleagues or {})[to])
        with self._lock:
            known.hold = Hold.GONE

    def hand_back(self, chat: str) -> None:
        """Let a chat wait for others."""
        known = self._end(chat)
        if known is not None:
            self._assign(known.id, None)

    def _note(self, name: int, note: str) -> None:
        """Leave a private note, at least once; one that is not private after all is taken back."""
        body = {"content": note, "message_type": "outgoing", "private": True}
        said = said_of(self._client.request("POST", f"/conversations/{name}/messages", body))
        if said is not None and not said.private:
            self._client.request("DELETE", f"/conversations/{name}/messages/{said.id}")
            self._report([base.TurnedAway("note", "the server did not keep it private")])

    def _end(self, chat: str) -> ChatwootConversation | None:
        """The agent has no more to do with a chat; null if another goes on in its place."""
        with self._lock:
            known = self._of(parts_of(chat)[0])
            if known.chat != chat:
                return None
            known.end(time.monotonic())
            return known


def _named(agents: Sequence[JsonObject], me: int) -> dict[str, int]:
    """The numbers of the other agents by their names, with the address where two have one name."""
    found: dict[str, int] = {}
    for each in agents:
        name, who = line(each.get("name")), number(each.get("id"))
        if who is not None and who != me and name:
            found[f"{name} ({line(each.get('email'))})" if name in found else name] = who
    return found
