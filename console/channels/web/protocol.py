"""The messages between what serves the agents (a console, or Matrix) and the gateway.

They speak of *visits*: one customer's page, with all chats that they have had through it, one after
the other. What a page shows is the visit's lines, numbered from 1 without gaps; a line is made only
when the message is kept for good, so that a page that was told of it need not send it again.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from console.channels.web.settings import WebPage
from console.ipc.messages import Hello, RequestFailed, Shutdown, Text, WireMessage

PROTOCOL_VERSION = 1


def worker_command() -> tuple[str, ...]:
    """The command line of the gateway's process."""
    return (sys.executable, "-m", "console.channels.web.worker")


class OpenGateway(WireMessage):
    """To the gateway, first of all. ``secret`` is what links and tokens are made of."""

    kind: Literal["open"] = "open"
    version: int = PROTOCOL_VERSION
    page: WebPage
    folder: Path
    secret: str
    title: Text


VisitState = Literal["waiting", "open", "closed"]


class PageLine(WireMessage):
    """A message as the customer sees it; ``text`` is null where the site keeps no texts."""

    message: str
    by_agent: bool
    text: Text | None
    at_ms: int


class KnownVisit(WireMessage):
    """To the gateway: a visit of before, with all that was said."""

    kind: Literal["known"] = "known"
    visit: str
    name: Text
    state: VisitState
    agent: Text | None = None
    rated: bool = False
    lines: tuple[PageLine, ...] = ()


class Added(WireMessage):
    """To the gateway: a message of either side is kept for good."""

    kind: Literal["added"] = "added"
    visit: str
    line: PageLine


class Changed(WireMessage):
    """To the gateway: where the visit stands."""

    kind: Literal["changed"] = "changed"
    visit: str
    state: VisitState
    agent: Text | None = None


class AgentIsTyping(WireMessage):
    """To the gateway: the agent began or stopped typing."""

    kind: Literal["agent typing"] = "agent typing"
    visit: str
    active: bool


class AgentRead(WireMessage):
    """To the gateway: the agent has read up to this message."""

    kind: Literal["agent read"] = "agent read"
    visit: str
    message: str


class Reachable(WireMessage):
    """To the gateway: whether there is anybody to take messages."""

    kind: Literal["reachable"] = "reachable"
    reachable: bool


ToGateway = (
    OpenGateway
    | KnownVisit
    | Added
    | Changed
    | AgentIsTyping
    | AgentRead
    | Reachable
    | Shutdown
    | RequestFailed
)


class Listening(WireMessage):
    """From the gateway: customers can come now, through this port."""

    kind: Literal["listening"] = "listening"
    port: int


class CustomerWrote(WireMessage):
    """From the gateway: a message, the same however often the page sends it."""

    kind: Literal["wrote"] = "wrote"
    visit: str
    name: Text
    message: str
    text: Text


class CustomerIsTyping(WireMessage):
    """From the gateway: the customer began or stopped typing."""

    kind: Literal["typing"] = "typing"
    visit: str
    active: bool


class PageHas(WireMessage):
    """From the gateway: the agent's message is on the customer's page; or they have ``seen`` it."""

    kind: Literal["has"] = "has"
    visit: str
    message: str
    seen: bool


class CustomerLeft(WireMessage):
    """From the gateway: the customer ended the chat or has been away for too long."""

    kind: Literal["left"] = "left"
    visit: str
    reason: str


class CustomerRated(WireMessage):
    """From the gateway: the customer rated the chat."""

    kind: Literal["rated"] = "rated"
    visit: str
    rating: int
    comment: Text | None


class Refusals(WireMessage):
    """From the gateway: how often something was refused lately, and why."""

    kind: Literal["refusals"] = "refusals"
    reason: str
    times: int


FromGateway = (
    Hello
    | Listening
    | CustomerWrote
    | CustomerIsTyping
    | PageHas
    | CustomerLeft
    | CustomerRated
    | Refusals
    | RequestFailed
)

_TO: TypeAdapter[ToGateway] = TypeAdapter(Annotated[ToGateway, Field(discriminator="kind")])
_FROM: TypeAdapter[FromGateway] = TypeAdapter(Annotated[FromGateway, Field(discriminator="kind")])


def to_gateway(line: bytes) -> ToGateway:
    """Read a line sent to the gateway; raises ``ValueError`` if it is not one of its messages."""
    return _TO.validate_json(line)


def from_gateway(line: bytes) -> FromGateway:
    """Read a line sent by the gateway; raises ``ValueError`` if it is not one of its messages."""
    return _FROM.validate_json(line)
