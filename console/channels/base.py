"""The one interface between the console and its customers.

A channel is driven from the window's thread and never blocks it: the session calls ``poll`` some
thirty times a second and hands over what the agent did. A channel with a network behind it keeps
that on a thread of its own and fills a queue.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from console.domain.customers import Customer
from console.domain.events import Attachment
from console.domain.issues import Disposition


@dataclass(frozen=True, slots=True)
class Arrived:
    """A customer joined the queue. ``previous`` is an earlier chat about the same issue."""

    chat: str
    customer: Customer
    known_issue: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Wrote:
    """The customer sent a message; ``message`` is its id, the same however often it is reported."""

    chat: str
    message: str
    text: str
    pictures: int = 0
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Typing:
    """The customer began or stopped typing."""

    chat: str
    active: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """The agent's message reached the customer."""

    chat: str
    message: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The customer has seen the agent's messages up to this one."""

    chat: str
    message: str


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """The agent's message can't reach the customer."""

    chat: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class Left:
    """The customer ended the chat or gave up waiting."""

    chat: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rated:
    """The customer rated the chat, 1 (worst) to 5."""

    chat: str
    rating: int
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Won:
    """The chat that the agent asked for (``SharedChannel.claim``) is theirs."""

    chat: str


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """Another agent has the chat, whether or not this one asked for it."""

    chat: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """The server that customers come from can't be reached any more, or can again."""

    connected: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Somebody who wanted to chat was turned away, as the channel can't serve them."""

    what: str
    reason: str


Incoming = (
    Arrived
    | Wrote
    | Typing
    | Delivered
    | Seen
    | DeliveryFailed
    | Left
    | Rated
    | Won
    | TakenElsewhere
    | Connection
    | TurnedAway
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat that the channel is asked to take up again.

    ``failed`` says that the agent was told that it did not get through. ``known`` is false where
    the text was not stored; ``text`` says so then.
    """

    message: str
    by_agent: bool
    text: str
    at: datetime | None = None
    failed: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class ActionNews:
    """A step of the chat's procedure was carried out, or was not after all (``done`` false).

    ``step`` is as the article has it, ``operation`` what the back office calls it. ``lines_before``
    is the number of the chat's messages that had been sent by then.
    """

    step: str
    operation: str | None
    done: bool
    lines_before: int = 0


@dataclass(frozen=True, slots=True)
class Resumed:
    """A chat the log already knows, as a restarted console hands it back to its channel.

    ``accepted`` says that the agent had taken it; ``over`` that it has ended, by closing or
    leaving, so that the channel doesn't bring the same customer again. ``disposition`` and
    ``resolved`` are set if the agent closed it; ``rated`` if the rating has been recorded.
    ``actions`` are the steps that were carried out, in the order they were.
    """

    chat: str
    customer: Customer
    lines: tuple[Line, ...]
    accepted: bool
    over: bool
    known_issue: str | None = None
    disposition: Disposition | None = None
    resolved: bool | None = None
    rated: bool = False
    previous: str | None = None
    actions: tuple[ActionNews, ...] = ()


class Channel(Protocol):
    """A source of customers and the way back to them."""

    @property
    def name(self) -> str:
        """What the log calls this channel, such as ``scenario`` or ``replay:retail``."""
        ...

    @property
    def persistent(self) -> bool:
        """Whether chats stay open when the console is closed on purpose, as on a server."""
        ...

    def start(self, resumed: Sequence[Resumed]) -> None:
        """Open for customers; ``resumed`` are all chats of this run the log already holds."""
        ...

    def poll(self) -> Iterable[Incoming]:
        """What has happened since the last call, in order. Never blocks."""
        ...

    def accept(self, chat: str) -> None:
        """The agent took the chat."""
        ...

    def send(self, chat: str, message: str, text: str) -> None:
        """The agent sent a message. Calling it again with the same id sends nothing twice."""
        ...

    def typing(self, chat: str, active: bool) -> None:
        """The agent began or stopped typing."""
        ...

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """A step was carried out for the customer; ``done`` false: it failed or was taken back.

        For customers who are people this changes nothing; simulated ones go by it.
        """
        ...

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        """The agent ended the chat."""
        ...

    def stop(self) -> None:
        """No more customers; frees what the channel holds. Safe to call twice."""
        ...

    @property
    def exhausted(self) -> bool:
        """Whether nobody will come any more and nothing is left to happen in any chat."""
        ...


@runtime_checkable
class HandsBack(Protocol):
    """What a channel has in addition if somebody else can go on with its chats."""

    def hand_back(self, chat: str) -> None:
        """The agent leaves an open chat to others; for this console it is over."""
        ...


@runtime_checkable
class ShowsReading(Protocol):
    """What a channel has in addition if customers see how far the agent has read."""

    def read(self, chat: str, message: str) -> None:
        """The agent has seen what the customer wrote up to this message."""
        ...


@runtime_checkable
class HearsOfStorage(Protocol):
    """What a channel has in addition if nobody but the log keeps what customers write."""

    def stored(self, chat: str, message: str) -> None:
        """The customer's message is on the disk: they need not send it again."""
        ...


@runtime_checkable
class GoesOnAfterEnd(Protocol):
    """What a channel has in addition if customers can write to a chat that has ended."""

    def next_chat(self, chat: str) -> Arrived | None:
        """The chat that goes on where this one has ended, which may be there already.

        Null if the customer is somebody else's by now.
        """
        ...


@runtime_checkable
class FetchesAttachments(Protocol):
    """What a channel has in addition if it can fetch what came with a message."""

    def fetch(self, attachment: Attachment, most_bytes: int) -> Future[bytes]:
        """Begin to fetch what the agent asked for; returns at once.

        The result is what the customer sent, as it is, or a ChannelError in words for the agent:
        it is longer than ``most_bytes``, is gone, or can't be reached.
        """
        ...


@runtime_checkable
class SharedChannel(Channel, ShowsReading, Protocol):
    """A channel whose queue several agents see, each at a console of their own."""

    def claim(self, chat: str) -> None:
        """The agent asks for a chat; ``Won`` or ``TakenElsewhere`` is reported later."""
        ...

    def transfer(self, chat: str, to: str, note: str) -> None:
        """The agent passes the chat on to a colleague; the note is for that colleague alone."""
        ...

    @property
    def colleagues(self) -> Sequence[str]:
        """Whom a chat can be passed on to."""
        ...
