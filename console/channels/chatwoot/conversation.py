"""One conversation of Chatwoot as chats of the console, one after the other. Pure.

A conversation may go on for years. A chat begins when the conversation is open and nobody's, or
this agent's, and ends with closing, passing on, or whatever else takes it away. Each chat has an id
of its own, with the second in which it began, so that it is new to a log with earlier ones.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from console.channels import base
from console.channels.chatwoot.messages import (
    INCOMING,
    OUTGOING,
    Said,
    assignee_of,
    line,
    number,
    same_words,
    table,
)
from console.channels.matrix.room import Hold
from console.domain.customers import Customer
from console.domain.json_objects import JsonObject
from console.domain.names import UNNAMED

NOT_FOUND = (
    "it is not known whether it got through: the server did not answer, and it is not in the "
    "conversation; send it again if the customer does not have it"
)
_CHAT = re.compile(r"cw-\d+-\d+")
_OVERLAP = 20
_MOST_EARLIER = 20


@dataclass(slots=True)
class _Unsure:
    """A message that may have been sent: nobody knows yet."""

    chat: str
    text: str
    until_s: float


@dataclass(slots=True)
class ChatwootConversation:
    """What is known about one conversation; ``me`` is this agent's number.

    ``known`` are the numbers of messages that need no more telling. ``chat`` is the chat that goes
    on, or if it is ``over`` the last one.
    """

    id: int
    me: int
    known: set[int] = field(default_factory=set)
    chat: str = ""
    previous: str | None = None
    over: bool = False
    hold: Hold = Hold.NONE
    customer: Customer = field(default_factory=lambda: Customer(id="?", name="?"))
    mark: object = None
    ended_s: float | None = None
    reopen: bool = False
    _began: int = 0
    _restored: Counter[str | None] = field(default_factory=Counter)
    _lines: set[str] = field(default_factory=set)
    _done: set[str] = field(default_factory=set)
    _unsure: dict[str, _Unsure] = field(default_factory=dict)
    _sent: dict[int, tuple[str, str]] = field(default_factory=dict)
    _status: dict[int, str] = field(default_factory=dict)
    _surveys: dict[int, str] = field(default_factory=dict)

    def restore(self, chat: base.Resumed, now_s: float) -> None:
        """Know a chat that the log knows; the last one in the conversation counts."""
        _, began = parts_of(chat.chat)
        for said in chat.lines:
            if said.by_agent:
                self._lines.add(said.message)
                if said.known:
                    self._restored[_words(said.text)] += not said.failed
                else:
                    self._restored[None] += 1
            else:
                self.known.add(int(said.message.rpartition("-")[2]))
        if began >= self._began:
            self._began, self.chat, self.previous = began, chat.chat, chat.previous
            self.over, self.customer = chat.over, chat.customer
            self.ended_s = now_s if chat.over else None
            self.hold = Hold.MINE if chat.accepted and not chat.over else Hold.NONE

    # --- what has to be asked of the server ----------------------------------------------------

    @property
    def is_watched(self) -> bool:
        """Whether it has to be asked for where no list has it."""
        return bool(self.chat and not self.over) or bool(self._unsure)

    @property
    def _comes(self) -> bool:
        """Whether it would come, or come back, to this agent from elsewhere."""
        return not self.chat or self.hold is Hold.GONE

    @property
    def needs_history(self) -> bool:
        """Whether not even the place is known after which messages are new."""
        return self._comes or not self.known

    @property
    def after(self) -> int:
        """The message after which to ask: a few back, as one may appear late or change."""
        if self._restored:
            return min(self.known) - 1
        return sorted(self.known)[-_OVERLAP:][0] - 1

    def wants_messages(self, told: JsonObject) -> bool:
        """Whether its messages have to be fetched."""
        if self.hold is Hold.MINE or self._unsure or self._restored:
            return True
        return self.mark != mark_of(told)

    # --- what the server says ------------------------------------------------------------------

    def take(
        self, told: JsonObject, messages: Sequence[Said], now_s: float, wall_s: float
    ) -> Iterator[base.Incoming]:
        """What the conversation is to the console now.

        Args:
            told: the conversation itself.
            messages: the messages that were fetched, by number.
            now_s: a clock that only goes forward, in seconds.
            wall_s: the time of day, in seconds, which names a chat that begins.
        """
        self.mark, (assignee, name) = mark_of(told), assignee_of(told)
        self._describe(told)
        first = not self.known
        yield from self._own(messages, now_s)
        if first:
            self.known.update(said.id for said in _answered(messages))
        elsewhere = assignee is not None and assignee != self.me
        status = line(told.get("status"))
        if self.chat and not self.over:
            if elsewhere or (assignee is None and self.hold is Hold.MINE):
                yield from self.lose(name or None)
                return
            yield from self._write(messages)
            if status != "open":
                yield self._left(f"the conversation is {status or 'gone'} in Chatwoot", now_s)
        elif elsewhere:
            self.hold = Hold.GONE
        elif self._comes:
            if status == "open":
                yield from self._meet(messages, wall_s)
        elif status in ("open", "resolved") and self._unread(messages):
            self.reopen = status == "resolved"
            yield self.again(wall_s)
            yield from self._write(messages)

    def gone(self, now_s: float) -> Iterator[base.Incoming]:
        """The server has no such conversation any more."""
        if self.chat and not self.over:
            yield self._left("the conversation is gone from Chatwoot", now_s)
        for message in list(self._unsure):
            yield from self._lost(message, "the conversation is gone from Chatwoot")

    def lose(self, by: str | None) -> Iterator[base.Incoming]:
        """Somebody else has it."""
        if self.chat and not self.over:
            yield base.TakenElsewhere(self.chat, by)
        self.hold, self.over = Hold.GONE, True

    def again(self, wall_s: float) -> base.Arrived:
        """A chat that goes on where the last one ended."""
        return self._arrival(wall_s, self.chat or None)

    def arrived(self) -> base.Arrived:
        """The chat that goes on now."""
        return base.Arrived(self.chat, self.customer, previous=self.previous)

    def end(self, now_s: float) -> None:
        """The agent has no more to do with the chat."""
        self.over, self.hold, self.ended_s = True, Hold.NONE, now_s

    def _arrival(self, wall_s: float, previous: str | None) -> base.Arrived:
        self._began = max(int(wall_s), self._began + 1)
        self.chat, self.previous = f"cw-{self.id}-{self._began}", previous
        self.over, self.hold = False, Hold.NONE
        return self.arrived()

    def _left(self, reason: str, now_s: float) -> base.Left:
        self.end(now_s)
        return base.Left(self.chat, reason)

    def _describe(self, told: JsonObject) -> None:
        sender = table(table(told, "meta"), "sender")
        who = number(sender.get("id"))
        self.customer = Customer(
            id=f"cw-{self.id if who is None else who}",
            name=line(sender.get("name")) or UNNAMED,
            email=line(sender.get("email")) or None,
            phone=line(sender.get("phone_number")) or None,
            told=self.customer.told,
        )

    def _meet(self, messages: Sequence[Said], wall_s: float) -> Iterator[base.Incoming]:
        """It comes from elsewhere: what is unanswered is new, what was said before is told."""
        before = _answered(messages)
        notes = [said for said in messages if said.type == OUTGOING and said.private and said.text]
        told = []
        if notes and notes[-1].id > max((said.id for said in before), default=0):
            told.append(f"{notes[-1].sender_name or 'Note'}: {notes[-1].text}")
        earlier = [
            f"{said.sender_name}: {said.text}" for said in before if said.is_public and said.text
        ]
        if earlier:
            told.append("Earlier: " + " / ".join(earlier[-_MOST_EARLIER:]))
        self.known.update(said.id for said in before)
        self.known.difference_update(
            said.id for said in messages[len(before) :] if said.type == INCOMING
        )
        self.customer = self.customer.model_copy(update={"told": "\n".join(told) or None})
        yield self._arrival(wall_s, self.chat or None)
        yield from self._write(messages)

    def _unread(self, messages: Iterable[Said]) -> list[Said]:
        return [
            said
            for said in messages
            if said.type == INCOMING and not said.private and said.id not in self.known
        ]

    def _write(self, messages: Sequence[Said]) -> Iterator[base.Incoming]:
        for said in self._unread(messages):
            yield base.Wrote(self.chat, f"cw-m-{said.id}", said.text, said.pictures)
        self.known.update(said.id for said in messages)

    # --- what the agent sent -------------------------------------------------------------------

    def is_done(self, message: str) -> bool:
        """Whether the server has a message."""
        return message in self._done

    def may_be_done(self, message: str) -> bool:
        """Whether this console, or one that was killed, may have sent a message."""
        return message in self._lines or message in self._unsure

    def doubt(self, chat: str, message: str, text: str, until_s: float) -> None:
        """A message may have been sent or not; it is looked for until then, and once after."""
        if self._restored and not self.may_be_done(message):
            self._restored[_words(text)] += 1  # beside those that the log had at the start
        self._unsure.setdefault(message, _Unsure(chat, text, until_s))

    def confirm(self, chat: str, message: str, said: Said) -> Iterator[base.Incoming]:
        """The server has a message of this agent's."""
        self._unsure.pop(message, None)
        self._done.add(message)
        self.known.add(said.id)
        self._sent[said.id] = (chat, message)
        yield base.Delivered(chat, message)
        yield from self._became(said)

    def _own(self, messages: Sequence[Said], now_s: float) -> Iterator[base.Incoming]:
        """What became of what this agent sent, what was in doubt, and surveys."""
        mine = [said for said in messages if said.by_agent and said.sender == self.me]
        fresh = [said for said in mine if said.id not in self.known]
        fresh = self._explained_by_log(fresh) if self._restored else fresh
        for said in messages:
            yield from self._became(said)
            if said.is_survey:
                yield from self._rated(said)
        for said in fresh:
            found = [
                name for name, each in self._unsure.items() if same_words(each.text, said.text)
            ]
            if found:
                yield from self.confirm(self._unsure[found[0]].chat, found[0], said)
        self.known.update(said.id for said in mine)
        for name, each in list(self._unsure.items()):
            if now_s >= each.until_s:
                yield from self._lost(name, NOT_FOUND)

    def _explained_by_log(self, mine: Sequence[Said]) -> list[Said]:
        """Those that a killed console may have sent without hearing of it.

        Of each text the log says how often it was sent; the last of as many are what is in doubt.
        More than that were written elsewhere, and then nothing is sure; nor is anything where the
        log does not have the texts.
        """
        found: list[Said] = []
        restored = {} if None in self._restored else self._restored
        for words, count in restored.items():
            same = [said for said in mine if _words(said.text) == words]
            doubted = sum(_words(each.text) == words for each in self._unsure.values())
            extra = len(same) - (count - doubted)
            if 0 < extra <= doubted:
                found += same[-extra:]
        self._restored.clear()
        return found

    def _lost(self, message: str, reason: str) -> Iterator[base.Incoming]:
        yield base.DeliveryFailed(self._unsure.pop(message).chat, message, reason)

    def _became(self, said: Said) -> Iterator[base.Incoming]:
        if said.id not in self._sent or self._status.get(said.id) == said.status:
            return
        self._status[said.id] = said.status
        chat, message = self._sent[said.id]
        if said.status == "read":
            yield base.Seen(chat, message)
        elif said.status == "failed":
            yield base.DeliveryFailed(chat, message, said.error or "Chatwoot could not send it")

    def _rated(self, said: Said) -> Iterator[base.Incoming]:
        """A survey is of the chat that had ended when it was first seen."""
        ended = self.chat if self.over else self.previous
        if ended is None:
            return
        chat = self._surveys.setdefault(said.id, ended)
        if said.rating is not None and self._status.get(said.id) != "rated":
            self._status[said.id] = "rated"
            yield base.Rated(chat, said.rating, said.comment)


def _answered(messages: Sequence[Said]) -> Sequence[Said]:
    """The messages up to the last answer of a person."""
    answers = [place for place, said in enumerate(messages) if said.by_agent]
    return messages[: answers[-1] + 1] if answers else []


def is_chat(name: str) -> bool:
    """Whether a chat is one of this channel's; a log may hold others of the same run."""
    return _CHAT.fullmatch(name) is not None


def parts_of(chat: str) -> tuple[int, int]:
    """The conversation of a chat, and when the chat began."""
    _, conversation, began = chat.split("-")
    return int(conversation), int(began)


def mark_of(told: JsonObject) -> object:
    """What changes when there is something new in a conversation."""
    last = table(told, "last_non_activity_message").get("id")
    return told.get("timestamp"), last, told.get("status"), assignee_of(told)[0]


def _words(text: str) -> str:
    return " ".join(text.split())
