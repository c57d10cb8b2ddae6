"""All rooms of an account: what the server's answers make of them, and what has to be done then."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from console.channels import base
from console.channels.matrix.room import ENCRYPTED, NOTE, Hold, Room
from console.domain.json_objects import JsonObject

Page = Callable[[str, str], tuple[list[JsonObject], str | None]]
"""Reads a room's events before a place, newest first, and where the next page begins."""

_MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class Join:
    """Accept the invitation to a room."""

    room: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave a room, or decline the invitation."""

    room: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """Take this agent's claim back, and leave."""

    room: str
    reason: str


Deed = Join | Leave | Release
"""Something that has to be done at the server."""


class Rooms:
    """Follows the rooms; ``deeds`` collects what is to be done at the server."""

    def __init__(self, me: str, colleagues: Iterable[str], servers: Iterable[str]) -> None:
        """``servers`` are those whose users may invite this agent."""
        self.me = me
        self._colleagues = frozenset(colleagues) - {me}
        self._servers = frozenset(servers) or {me.partition(":")[2]}
        self._notes: dict[str, str] = {}
        self._asked: set[str] = set()
        self.by_id: dict[str, Room] = {}
        self.deeds: list[Deed] = []
        self._restored: set[str] = set()

    def restore(self, resumed: Iterable[base.Resumed]) -> None:
        """Know the chats that the log knows."""
        for chat in resumed:
            name, _, number = chat.chat.partition("/")
            room = self._room(name)
            room.known.update(line.message for line in chat.lines if not line.by_agent)
            if int(number or 1) >= room.number:
                room.number, room.announced = int(number or 1), True
                room.over, room.rated = chat.over, chat.rated
                room.hold = Hold.MINE if chat.accepted and not chat.over else Hold.NONE
                room.names[chat.customer.id] = chat.customer.name
                self._restored.add(name)

    def of_chat(self, chat: str) -> Room | None:
        """The room of a chat that goes on in it now, or was the last one."""
        room = self.by_id.get(chat.partition("/")[0])
        return room if room is not None and room.chat == chat else None

    def histories(self, answer: JsonObject, page: Page) -> dict[str, list[JsonObject]]:
        """What was said in the rooms of an answer before it, as far as it is not known yet.

        It asks the server, and changes nothing, so that an answer can be taken again if that fails.
        """
        found = {}
        for name, told in _table(_table(answer, "rooms"), "join").items():
            timeline, room = _table(told, "timeline"), self.by_id.get(name)
            before = timeline.get("prev_batch")
            first = room is None or not room.joined
            if (first or timeline.get("limited") is True) and isinstance(before, str):
                known = set() if room is None else room.known
                found[name] = _earlier(name, known, _events(told, "timeline"), before, page)
        return found

    def take(
        self, answer: JsonObject, histories: Mapping[str, list[JsonObject]]
    ) -> Iterator[base.Incoming]:
        """What one answer of the server's ``/sync`` is to the console, in order.

        Args:
            answer: the server's.
            histories: what was said before, by room (``histories``).
        """
        for event in _events(answer, "to_device"):
            self._take_note(event)
        rooms = _table(answer, "rooms")
        for name, room in _table(rooms, "leave").items():
            if name in self.by_id and self.by_id[name].hold is not Hold.GONE:
                yield from self.by_id[name].gone(_reason(room, self.me))
        for name, room in _table(rooms, "invite").items():
            yield from self._invited(name, _events(room, "invite_state"))
        for name, room in _table(rooms, "join").items():
            yield from self._joined(self._room(name), room, histories.get(name, []))

    def without_room(self) -> Iterator[base.Incoming]:
        """The chats of the log whose rooms this agent is no member of any more."""
        for name in sorted(self._restored - self._asked):
            if not self.by_id[name].joined:
                yield from self.by_id[name].gone("the room is gone")
        self._restored.clear()

    # --- invitations -------------------------------------------------------------------------

    def _invited(self, name: str, state: Sequence[JsonObject]) -> Iterator[base.Incoming]:
        if name in self._asked:
            return
        self._asked.add(name)
        inviter = next((_text(e, "sender") for e in state if e.get("state_key") == self.me), "")
        if any(event.get("type") == "m.room.encryption" for event in state):
            yield self._refuse(name, ENCRYPTED)
        elif inviter not in self._colleagues and inviter.partition(":")[2] not in self._servers:
            yield self._refuse(name, "the invitation is from a server that is not in the site's")
        else:
            room = self._room(name)
            if room.leaving or room.hold is Hold.GONE:  # passed back, or offered again
                self.by_id[name] = room = self._fresh(room)
            room.note = self._notes.pop(name, room.note)
            self.deeds.append(Join(name))

    def _refuse(self, name: str, reason: str) -> base.TurnedAway:
        self.deeds.append(Leave(name, reason))
        return base.TurnedAway("invitation", reason)

    def _take_note(self, event: JsonObject) -> None:
        """A colleague's note on a chat that they pass on comes before or after the invitation."""
        content = _table(event, "content")
        name, text = content.get("room"), content.get("note")
        if event.get("type") != NOTE or event.get("sender") not in self._colleagues:
            return
        if isinstance(name, str) and isinstance(text, str):
            self._notes[name] = text

    # --- rooms -------------------------------------------------------------------------------

    def _joined(
        self, room: Room, told: JsonObject, history: list[JsonObject]
    ) -> Iterator[base.Incoming]:
        self._asked.discard(room.id)
        if room.leaving:
            return
        first = not room.joined
        room.settle(_events(told, "state"))
        events = [*history, *_events(told, "timeline")]
        room.joined = True
        if first:
            if not room.announced:
                room.remember(events)
            room.settle([event for event in events if "state_key" in event])
            yield from self._met(room, events)
        for event in events:
            if not (first and "state_key" in event):
                yield from room.take(event)
        yield from room.pass_by(_events(told, "ephemeral"))
        yield from self._see_to(room)

    def _met(self, room: Room, events: Sequence[JsonObject]) -> Iterator[base.Incoming]:
        """The room is seen for the first time in this run: whose is it?"""
        room.note = self._notes.pop(room.id, room.note)
        if room.hold is Hold.MINE:
            return  # the log has it from the server
        if room.holders:
            yield from room.lose(room.holders[0])
        elif self.me in room.claims and room.announced and not room.over:
            room.hold = Hold.MINE
            yield base.Won(room.chat)
        elif not room.announced and not room.encrypted and room.customers:  # waits in the queue
            room.recall(events)
            yield room.arrival()

    def _see_to(self, room: Room) -> Iterator[base.Incoming]:
        """What has to be done about the room after all this."""
        if room.hold is Hold.GONE:
            room.leaving = True
            self.deeds.append(Release(room.id, "another agent has the chat"))
        elif room.encrypted:
            room.leaving = True
            yield from room.gone(ENCRYPTED)
            yield self._refuse(room.id, ENCRYPTED)
        elif not room.customers:
            room.leaving = True
            yield from room.gone("the customer left the room")
            self.deeds.append(Release(room.id, "the customer has left"))

    def _room(self, name: str) -> Room:
        return self.by_id.setdefault(name, Room(name, self.me, self._colleagues))

    def _fresh(self, room: Room) -> Room:
        """The room for another chat in it, which its log knows under another number."""
        number = room.number + 1 if room.announced else room.number
        return Room(room.id, self.me, self._colleagues, known=room.known, number=number)


def _earlier(
    room: str, known: set[str], events: Sequence[JsonObject], before: str, page: Page
) -> list[JsonObject]:
    """The events before these that are not known yet, oldest first."""
    found: list[JsonObject] = []
    newest_first: Sequence[JsonObject] = events
    start: str | None = before
    for _ in range(_MOST_PAGES):
        if start is None or any(event.get("event_id") in known for event in newest_first):
            break
        newest_first, start = page(room, start)
        if not newest_first:
            break
        found += newest_first
    return found[::-1]


def _table(value: JsonObject, name: str) -> JsonObject:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _events(value: JsonObject, name: str) -> list[JsonObject]:
    events = _table(value, name).get("events")
    return (
        [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []
    )


def _text(event: JsonObject, name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _reason(room: JsonObject, me: str) -> str:
    """Why this agent is no member any more."""
    for event in reversed(_events(room, "timeline")):
        if event.get("state_key") == me:
            told = _table(event, "content").get("reason")
            return str(told) if told else "the invitation was withdrawn"
    return "the invitation was withdrawn"
