"""The channel of customers on the web page, as the session sees it: one console, one gateway.

The log is the only place where these chats are kept. So a page keeps what it has sent until it
hears that the message is on the disk here, and a gateway that starts anew is told what was said.
"""

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from console.channels import base
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
    KnownVisit,
    Listening,
    OpenGateway,
    PageHas,
    PageLine,
    Refusals,
    VisitState,
    from_gateway,
    worker_command,
)
from console.channels.web.settings import WebPage
from console.channels.web.tokens import secret_of
from console.domain.clock import Clock
from console.domain.customers import Customer
from console.domain.errors import ChannelError
from console.domain.events import to_micros
from console.domain.issues import Disposition
from console.domain.names import UNNAMED
from console.ipc.messages import RequestFailed
from console.ipc.supervisor import ChildLoss, RestartPolicy, Supervisor

_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, *[10.0] * 10_000)
_STABLE_S = 30.0
_GRACE_S = 2.0


@dataclass(slots=True)
class _Visit:
    """A customer's page as the console knows it; ``number`` counts its chats.

    ``lines`` are on the disk; ``written`` are messages of the customer that may not be yet, by id,
    with their text.
    """

    id: str
    name: str = ""
    number: int = 1
    announced: bool = False
    state: VisitState = "waiting"
    rated: bool = False
    lines: list[PageLine] = field(default_factory=list)
    chat_of: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def chat(self) -> str:
        """The chat that goes on in it now, or was the last one."""
        return self.id if self.number == 1 else f"{self.id}/{self.number}"

    def known(self, agent: str) -> KnownVisit:
        """The visit as a gateway is told of it."""
        return KnownVisit(
            visit=self.id,
            name=self.name,
            state=self.state,
            agent=agent if self.state == "open" else None,
            rated=self.rated,
            lines=tuple(self.lines),
        )


class WebChannel:
    """Customers on a page that a process beside the console serves."""

    name = "web"
    persistent = True
    exhausted = False

    def __init__(
        self,
        page: WebPage,
        folder: Path,
        title: str,
        agent: str,
        secret_file: Path,
        clock: Clock,
        *,
        command: Sequence[str] = worker_command(),
    ) -> None:
        """Nothing is started before ``start``.

        Args:
            page: where it listens, and for whom.
            folder: where the files of the certificate are looked for.
            title: the organisation's name, for customers.
            agent: what customers read that the agent is called.
            secret_file: what links and tokens are made of; made if it is not there.
            clock: of the console.
            command: the gateway's process.

        Raises:
            ChannelError: the extra is not installed, or the secret can't be kept.
        """
        if importlib.util.find_spec("websockets") is None:
            raise ChannelError(
                'the page for customers needs the extra "gateway": '
                'pip install "switchboard[gateway]"'
            )
        self._open = OpenGateway(
            page=page, folder=folder, secret=secret_of(secret_file), title=title
        )
        self._agent, self._clock = agent, clock
        self._visits: dict[str, _Visit] = {}
        self._news: list[base.Incoming] = []
        self.port: int | None = None
        self._gateway: Supervisor[FromGateway] = Supervisor(
            command,
            from_gateway,
            clock,
            RestartPolicy(_PAUSES_S, _GRACE_S, _STABLE_S),
            on_start=self._tell_everything,
            on_message=self._take,
            on_loss=self._lose,
        )

    @property
    def pid(self) -> int | None:
        """The gateway's process, while there is one."""
        return self._gateway.pid

    def start(self, resumed: Sequence[base.Resumed]) -> None:
        for chat in sorted(resumed, key=lambda chat: _parts(chat.chat)):
            self._restore(chat)
        self._gateway.start()

    def _restore(self, chat: base.Resumed) -> None:
        name, number = _parts(chat.chat)
        visit = self._visits.setdefault(name, _Visit(name))
        visit.name, visit.number, visit.announced = chat.customer.name, number, True
        visit.rated = chat.rated
        visit.state = "closed" if chat.over else "open" if chat.accepted else "waiting"
        for said in chat.lines:
            at_ms = to_micros(said.at) // 1000 if said.at else 0
            self._keep(
                visit, chat.chat, PageLine(message=said.message, by_agent=said.by_agent,
                                       text=said.text, at_ms=at_ms)
            )  # fmt: skip

    def poll(self) -> Iterable[base.Incoming]:
        self._gateway.poll()
        news, self._news = self._news, []
        return news

    def stop(self) -> None:
        self._gateway.stop()

    # --- the gateway's process -----------------------------------------------------------------

    def _tell_everything(self) -> None:
        self._gateway.send(self._open)
        for visit in self._visits.values():
            self._gateway.send(visit.known(self._agent))

    def _lose(self, loss: ChildLoss) -> None:
        self.port = None
        reason = f"the gateway of the page for customers has stopped: {loss.reason}"
        self._news.append(base.Connection(connected=False, reason=reason))

    def _take(self, message: FromGateway) -> None:
        match message:
            case Listening(port=port):
                self.port = port
                self._gateway.mark_ready()
                self._news.append(base.Connection(connected=True))
            case CustomerWrote():
                self._write(message)
            case Refusals(reason=reason, times=times):
                self._news.append(base.TurnedAway("page", f"{reason} ({times} times)"))
            case RequestFailed(reason=reason):
                self._news.append(base.TurnedAway("gateway", reason))
            case CustomerIsTyping() | PageHas() | CustomerLeft() | CustomerRated():
                visit = self._visits.get(message.visit)
                if visit is not None and visit.announced:
                    self._hear(visit, message)
            case _:
                pass

    def _write(self, wrote: CustomerWrote) -> None:
        visit = self._visits.setdefault(wrote.visit, _Visit(wrote.visit))
        if wrote.message in visit.chat_of:
            return  # the page has sent it again
        visit.name = visit.name or wrote.name
        if not visit.announced:
            self._news.append(self._arrival(visit))
        elif visit.state == "closed" and wrote.message not in visit.written:
            self._news.append(self._again(visit))
        # One that was written before may have been left out; if not, the session drops it.
        visit.written[wrote.message] = wrote.text
        self._news.append(base.Wrote(visit.chat, wrote.message, wrote.text))

    def _hear(
        self, visit: _Visit, message: CustomerIsTyping | PageHas | CustomerLeft | CustomerRated
    ) -> None:
        match message:
            case CustomerIsTyping(active=active) if visit.state != "closed":
                self._news.append(base.Typing(visit.chat, active))
            case PageHas(message=name, seen=seen) if name in visit.chat_of:
                kind = base.Seen if seen else base.Delivered
                self._news.append(kind(visit.chat_of[name], name))
            case CustomerLeft(reason=reason) if visit.state != "closed":
                self._news.append(base.Left(visit.chat, reason))
                self._change(visit, "closed")
            case CustomerRated(rating=rating, comment=comment) if visit.state == "closed":
                visit.rated = True
                self._news.append(base.Rated(visit.chat, rating, comment))
            case _:
                pass

    def _arrival(self, visit: _Visit, previous: str | None = None) -> base.Arrived:
        visit.announced = True
        customer = Customer(id=visit.id, name=visit.name or UNNAMED)
        return base.Arrived(visit.chat, customer, previous=previous)

    def _again(self, visit: _Visit) -> base.Arrived:
        """A customer who writes after the end begins a new chat, which returns to the earlier."""
        previous = visit.chat
        visit.number += 1
        visit.rated = False
        self._change(visit, "waiting")
        return self._arrival(visit, previous)

    def next_chat(self, chat: str) -> base.Arrived | None:
        name, number = _parts(chat)
        visit = self._visits[name]
        if visit.number == number:
            return self._again(visit)
        return self._arrival(visit, chat)

    # --- what the agent does -------------------------------------------------------------------

    def accept(self, chat: str) -> None:
        self._of_chat(chat, lambda visit: self._change(visit, "open"))

    def stored(self, chat: str, message: str) -> None:
        visit = self._visits[_parts(chat)[0]]
        text = visit.written.pop(message, None)
        if text is not None:
            self._add(visit, chat, message, text, by_agent=False)

    def send(self, chat: str, message: str, text: str) -> None:
        visit = self._visits[_parts(chat)[0]]
        if message not in visit.chat_of:
            self._add(visit, chat, message, text, by_agent=True)

    def typing(self, chat: str, active: bool) -> None:
        self._gateway.send(AgentIsTyping(visit=_parts(chat)[0], active=active))

    def read(self, chat: str, message: str) -> None:
        self._gateway.send(AgentRead(visit=_parts(chat)[0], message=message))

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Nothing: what is done for customers is told to them by the agent."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        self._of_chat(chat, lambda visit: self._change(visit, "closed"))

    def _of_chat(self, chat: str, change: Callable[[_Visit], None]) -> None:
        """Change the chat's visit, unless it has gone on to another chat."""
        visit = self._visits.get(_parts(chat)[0])
        if visit is not None and visit.chat == chat:
            change(visit)

    def _change(self, visit: _Visit, state: VisitState) -> None:
        visit.state = state
        agent = self._agent if state == "open" else None
        self._gateway.send(Changed(visit=visit.id, state=state, agent=agent))

    def _add(self, visit: _Visit, chat: str, message: str, text: str, *, by_agent: bool) -> None:
        at_ms = to_micros(self._clock.wall()) // 1000
        line = PageLine(message=message, by_agent=by_agent, text=text, at_ms=at_ms)
        self._keep(visit, chat, line)
        self._gateway.send(Added(visit=visit.id, line=line))

    def _keep(self, visit: _Visit, chat: str, line: PageLine) -> None:
        visit.chat_of[line.message] = chat
        visit.lines.append(line)


def _parts(chat: str) -> tuple[str, int]:
    """The visit of a chat, and which of its chats this is."""
    visit, _, number = chat.partition("/")
    return visit, int(number or 1)
