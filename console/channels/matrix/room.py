"""One room as a chat: what its events say about customers, claims and messages. Pure.

Who has a chat is settled by claims: state events of the type ``CLAIM`` whose state key is the
agent's user id, which the server lets nobody else write. An agent's claim counts once it has come
back from the server. Since a server tells everyone of a room's events in one order, of two agents
who claim at the same time exactly one finds no other claim before their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from console.channels import base
from console.domain.customers import Customer
from console.domain.events import Attachment
from console.domain.json_objects import JsonObject

CLAIM = "switchboard.claim"
CLOSED = "switchboard.closed"
RATING = "switchboard.rating"
VISIT = "switchboard.visit"
LEFT = "switchboard.left"
NOTE = "switchboard.note"
"""The types of our own events; ``NOTE`` goes to a colleague's devices and never into a room.

``VISIT`` and ``LEFT`` are a gateway's, whose one account speaks for many customers: whose room it
is, and that they have gone.
"""

ENCRYPTED = "the room is encrypted, which this console can't read; ask for an unencrypted chat"
_PICTURES = ("m.image",)
_FILES = ("m.file", "m.video", "m.audio")
_MEDIA = re.compile(r"mxc://[\w.:\[\]-]{1,230}/[\w-]{1,255}", re.ASCII)
_MOST_EARLIER = 20


class Hold(Enum):
    """What this agent has of a chat."""

    NONE = auto()
    ASKED = auto()
    MINE = auto()
    GONE = auto()


@dataclass(slots=True)
class Room:
    """What is known about one room; ``me`` is this agent and ``colleagues`` are the others.

    ``known`` are the events that the log has already. ``number`` counts the chats in the room: a
    customer who writes after the end begins another one.
    """

    id: str
    me: str
    colleagues: frozenset[str] = frozenset()
    known: set[str] = field(default_factory=set)
    number: int = 1
    announced: bool = False
    over: bool = False
    hold: Hold = Hold.NONE
    creator: str = ""
    visit: str = ""
    called: str = ""
    note: str = ""
    encrypted: bool = False
    joined: bool = False
    leaving: bool = False
    has_claimed: bool = False
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    earlier: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    rated: bool = False

    @property
    def chat(self) -> str:
        """The id of the chat that goes on in the room now."""
        return self._named(self.number)

    def _named(self, number: int) -> str:
        return self.id if number == 1 else f"{self.id}/{number}"

    @property
    def customers(self) -> list[str]:
        """The members who are no agents."""
        inside = [user for user, membership in self.members.items() if membership == "join"]
        return [user for user in inside if not self._is_agent(user)]

    @property
    def holders(self) -> list[str]:
        """The colleagues who claim the chat. Who has left the room claims nothing in it."""
        return [user for user in self.claims & self.colleagues if self.members.get(user) == "join"]

    def _is_agent(self, user: str) -> bool:
        return user == self.me or user in self.colleagues

    # --- what events say ---------------------------------------------------------------------

    def settle(self, state: Sequence[JsonObject]) -> None:
        """Take the state of the room as it was before the events that are taken next."""
        for event in state:
            self._take_state(event)

    def remember(self, events: Sequence[JsonObject]) -> None:
        """Know from a room's own history which chats this agent has had in it before.

        The agent's last released claim names the chat that ended with it. What was written before
        belongs to it; after a new invitation, and for what is written later, another chat begins.
        """
        ended = joined = -1
        for place, event in enumerate(events):
            own = event.get("state_key") == self.me
            if own and event.get("type") == CLAIM and _content(event).get("holds") is False:
                ended, chat = place, str(_content(event).get("chat", ""))
                number = chat.partition("/")[2]
                self.number = int(number) if number.isdecimal() else 1
            elif own and _content(event).get("membership") == "join":
                joined = place
        if ended >= 0:
            self.known.update(str(event.get("event_id")) for event in events[:ended])
            self.announced = self.over = joined < ended
            self.number += joined > ended

    def recall(self, events: Sequence[JsonObject]) -> None:
        """Take what colleagues wrote before this agent came, for the note on the arrival."""
        for event in events:
            name, sender, content = event.get("event_id"), event.get("sender"), _content(event)
            if not isinstance(name, str) or name in self.known or sender not in self.colleagues:
                continue
            if event.get("type") == "m.room.message" and isinstance(content.get("body"), str):
                self.known.add(name)
                self._hear(str(sender), content)

    def take(self, event: JsonObject) -> Iterator[base.Incoming]:
        """What an event of the room's timeline, in the server's order, is to the console."""
        name = str(event.get("event_id", ""))
        if "state_key" in event:
            before = bool(self.customers)
            yield from self._claimed(event)
            self._take_state(event)
            if before and not self.customers and self.announced and not self.over:
                yield self._ended("the customer left the room")
        elif name and name not in self.known:
            self.known.add(name)
            yield from self._said(name, event)

    def _take_state(self, event: JsonObject) -> None:
        kind, key, content = event.get("type"), event.get("state_key"), _content(event)
        match kind:
            case "m.room.create":
                self.creator = str(event.get("sender", ""))
            case "m.room.encryption":
                self.encrypted = True
            case "m.room.member" if isinstance(key, str):
                self.members[key] = str(content.get("membership", ""))
                if isinstance(content.get("displayname"), str):
                    self.names[key] = content["displayname"]
            case _ if kind == VISIT and not self._is_agent(str(event.get("sender", ""))):
                # With who says so: only the server vouches for anybody.
                self.visit = f"{event.get('sender', '')}/{content.get('visit', '')}"
                self.called = str(content.get("name", ""))
            case _ if kind == CLAIM and isinstance(key, str) and key == event.get("sender"):
                (self.claims.add if content.get("holds") is True else self.claims.discard)(key)
            case _:
                pass

    def _claimed(self, event: JsonObject) -> Iterator[base.Incoming]:
        """Whether a claim gives the chat to this agent or takes it away."""
        sender = event.get("sender")
        if event.get("type") != CLAIM or event.get("state_key") != sender:
            return
        if _content(event).get("holds") is not True or not isinstance(sender, str):
            return
        if sender == self.me and self.hold is Hold.ASKED and not self.holders:
            self.hold = Hold.MINE
            yield base.Won(self.chat)
        elif sender in self.colleagues and self.hold is not Hold.MINE:
            yield from self.lose(sender)

    def lose(self, by: str | None) -> Iterator[base.Incoming]:
        """Another agent has the chat."""
        if self.announced and not self.over:
            yield base.TakenElsewhere(self.chat, None if by is None else self.name_of(by))
        self.hold, self.over = Hold.GONE, True

    def _said(self, name: str, event: JsonObject) -> Iterator[base.Incoming]:
        sender, content = str(event.get("sender", "")), _content(event)
        kind = event.get("type")
        if kind == "m.room.encrypted":
            self.encrypted = True
        elif kind == RATING and not self._is_agent(sender):
            yield from self._rated(content)
        elif kind == LEFT and not self._is_agent(sender):
            if self.announced and not self.over:
                yield self._ended(str(content.get("reason", "the customer has left")))
        elif kind != "m.room.message" or not isinstance(content.get("body"), str):
            return
        elif sender == self.me:
            message = _content({"content": event.get("unsigned")}).get("transaction_id")
            if isinstance(message, str):
                self.sent.append((name, message))
        elif sender in self.colleagues:
            if self.hold is not Hold.MINE:
                self._hear(sender, content)
        else:
            yield from self._written(name, content)

    def _hear(self, colleague: str, content: JsonObject) -> None:
        self.earlier.append(f"{self.name_of(colleague)}: {content['body']}")

    def _written(self, name: str, content: JsonObject) -> Iterator[base.Incoming]:
        if self.hold is Hold.GONE:
            return
        if self.over:
            yield self.again()
        elif not self.announced:
            yield self.arrival()
        yield base.Wrote(
            self.chat,
            name,
            text_of(content),
            int(content.get("msgtype") in _PICTURES),
            attachments_of(content),
        )

    def _rated(self, content: JsonObject) -> Iterator[base.Incoming]:
        """A rating is of the chat that has ended, also if the next has begun before it came."""
        comment = content.get("comment")
        is_late = not self.over and self.number > 1
        if self.announced and (is_late or not self.rated):
            self.rated = self.rated or not is_late
            told = comment if isinstance(comment, str) else None
            chat = self._named(self.number - 1) if is_late else self.chat
            yield base.Rated(chat, content.get("rating", 0), told)

    # --- the life of the chat ----------------------------------------------------------------

    def arrival(self, previous: str | None = None) -> base.Arrived:
        """The customer has come into the queue."""
        self.announced = True
        person = self.creator if self.creator in self.customers else ""
        person = person or next(iter(self.customers), self.creator)
        notes = [self.note] if self.note else []
        if self.earlier:
            notes.append("Earlier replies: " + " / ".join(self.earlier[-_MOST_EARLIER:]))
        customer = Customer(
            id=self.visit or person,
            name=self.called or self.name_of(person),
            told="\n".join(notes) or None,
        )
        return base.Arrived(self.chat, customer, previous=previous)

    def again(self) -> base.Arrived:
        """A customer wrote after the end: that is a new chat, which returns to the earlier one."""
        previous = self.chat
        self.number += 1
        self.over, self.rated, self.hold = False, False, Hold.NONE
        self.earlier.clear()
        self.note = ""
        return self.arrival(previous)

    def _ended(self, reason: str) -> base.Left:
        self.over = True
        return base.Left(self.chat, reason)

    def gone(self, reason: str) -> Iterator[base.Incoming]:
        """This agent is no member any more, though they did not leave."""
        if self.announced and not self.over:
            yield self._ended(reason)
        self.joined = False

    def name_of(self, user: str) -> str:
        """How a member is called."""
        return self.names.get(user) or user.removeprefix("@").partition(":")[0] or user

    # --- what passes -------------------------------------------------------------------------

    def pass_by(self, events: Sequence[JsonObject]) -> Iterator[base.Incoming]:
        """What receipts and typing say; they are in no history."""
        for event in events:
            if event.get("type") == "m.typing":
                users = _content(event).get("user_ids")
                active = isinstance(users, list) and any(
                    isinstance(user, str) and not self._is_agent(user) for user in users
                )
                if self.announced and not self.over:
                    yield base.Typing(self.chat, active)
            elif event.get("type") == "m.receipt":
                yield from self._read(_content(event))

    def _read(self, receipts: JsonObject) -> Iterator[base.Incoming]:
        for name, kinds in receipts.items():
            readers = kinds.get("m.read", {}) if isinstance(kinds, dict) else {}
            places = [place for place, (sent, _) in enumerate(self.sent) if sent == name]
            if places and any(not self._is_agent(reader) for reader in readers):
                for _, message in self.sent[: places[0] + 1]:
                    yield base.Seen(self.chat, message)
                del self.sent[: places[0] + 1]


def _content(event: JsonObject) -> JsonObject:
    content = event.get("content")
    return content if isinstance(content, dict) else {}


def attachments_of(content: JsonObject) -> tuple[Attachment, ...]:
    """What came with a message, if it is at an address of the server's media."""
    kind, address = content.get("msgtype"), content.get("url")
    if kind not in (*_PICTURES, *_FILES) or not isinstance(address, str):
        return ()
    if _MEDIA.fullmatch(address) is None:
        return ()
    named = content.get("filename")
    name = named if isinstance(named, str) and named.strip() else str(content["body"])
    return (
        Attachment(name=name, picture=kind in _PICTURES, size=_size_of(content), address=address),
    )


_MOST_BYTES = 1 << 50
"""What is said to be larger is no size."""


def _size_of(content: JsonObject) -> int | None:
    info = content.get("info")
    size = info.get("size") if isinstance(info, dict) else None
    return size if type(size) is int and 0 <= size < _MOST_BYTES else None


def text_of(content: JsonObject) -> str:
    """What the agent reads: the words, or the name and size of what came with them."""
    body = str(content["body"])
    kind = content.get("msgtype")
    if kind not in (*_PICTURES, *_FILES):
        return body
    size = _size_of(content)
    told = "" if size is None else f", {size / 1024:,.0f} KB"
    return f"[{'picture' if kind in _PICTURES else 'file'}: {body}{told}]"
