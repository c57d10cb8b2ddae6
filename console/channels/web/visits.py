"""What the gateway knows of its visits, and what it tells pages and console of them. No network."""

from collections.abc import Callable
from dataclasses import dataclass, field

from console.channels.web.frames import (
    HasFrame,
    LeaveFrame,
    MessageFrame,
    PageFrame,
    RateFrame,
    TypingFrame,
)
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
    PageHas,
    PageLine,
    Reachable,
    ToGateway,
    VisitState,
)
from console.channels.web.rates import Rates
from console.channels.web.settings import GatewayLimits
from console.domain.json_objects import JsonObject

MOST_LINES = 2_000
"""Of one visit; a customer who has more to say begins another."""


class PageRefused(Exception):
    """A page asks for what it can't have: ``code`` for the page, the text for its reader."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code


@dataclass(slots=True)
class PageVisit:
    """One visit; ``wake`` is called with each change that its page should show.

    ``refused`` is the first message that came too fast and has not come again. ``begins`` says that
    a message which begins a chat is on its way.
    """

    id: str
    name: str = ""
    state: VisitState = "waiting"
    agent: str | None = None
    rated: bool = False
    lines: list[PageLine] = field(default_factory=list)
    agent_typing: bool = False
    agent_read: int = 0
    typing: bool = False
    has: int = 0
    seen: int = 0
    refused: str | None = None
    begins: bool = False
    wake: Callable[[], None] | None = None
    gone_at_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody waits or is served in it."""
        return bool(self.lines) and self.state != "closed"

    @property
    def takes_place(self) -> bool:
        """Whether it is one of the visits of which there can be only so many."""
        return self.is_open or self.begins

    def status(self, *, reachable: bool) -> JsonObject:
        """Where the visit stands, as the page shows it beside the lines."""
        return {
            "type": "status",
            "state": self.state if self.lines else "new",
            "agent": self.agent,
            "typing": self.agent_typing,
            "read": self.agent_read,
            "rated": self.rated,
            "reachable": reachable,
        }


class Visits:
    """All visits. What the console has to know goes to ``tell``."""

    def __init__(
        self,
        tell: Callable[[FromGateway], None],
        limits: GatewayLimits,
        clock_s: Callable[[], float],
    ) -> None:
        self._tell, self._limits, self._clock_s = tell, limits, clock_s
        self._messages = Rates(limits.messages, clock_s)
        self.by_id: dict[str, PageVisit] = {}
        self.reachable = True

    # --- what the console says -----------------------------------------------------------------

    def take(self, message: ToGateway) -> None:
        """Take what the console says."""
        match message:
            case KnownVisit():
                self._restore(message)
            case Reachable(reachable=reachable):
                self.reachable = reachable
                for visit in self.by_id.values():
                    _wake(visit)
            case Added() | Changed():
                # The page may have gone, and its empty visit with it, before its message was kept.
                away = PageVisit(message.visit, gone_at_s=self._clock_s())
                _apply(self.by_id.setdefault(message.visit, away), message)
                _wake(self.by_id[message.visit])
            case AgentIsTyping() | AgentRead() if message.visit in self.by_id:
                _apply(self.by_id[message.visit], message)
                _wake(self.by_id[message.visit])
            case _:
                pass

    def _restore(self, known: KnownVisit) -> None:
        visit = self.by_id.setdefault(known.visit, PageVisit(known.visit))
        visit.name, visit.state, visit.agent = known.name, known.state, known.agent
        visit.rated, visit.lines = known.rated, list(known.lines)
        visit.agent_read = _answered(visit)
        if visit.wake is None:
            visit.gone_at_s = self._clock_s()
        _wake(visit)

    # --- what pages say ------------------------------------------------------------------------

    def attach(self, name: str, called: str, after: int, wake: Callable[[], None]) -> PageVisit:
        """A page shows the visit from now on; one that did before is woken and finds it gone.

        Raises:
            PageRefused: there are too many visits.
        """
        visit = self.by_id.get(name)
        if visit is None:
            self._check_place()
            visit = self.by_id[name] = PageVisit(name)
        visit.name = visit.name or called
        before, visit.wake, visit.gone_at_s = visit.wake, wake, None
        visit.refused = None  # a page that joins sends all it has, in order
        if before is not None:
            before()
        self._note(visit, HasFrame(type="has", line=min(after, len(visit.lines))))
        return visit

    def _check_place(self) -> None:
        if sum(each.takes_place for each in self.by_id.values()) >= self._limits.visits:
            raise PageRefused("full", "Too many people are waiting. Please try again later.")

    def detach(self, visit: PageVisit, wake: Callable[[], None]) -> None:
        """The page is gone; without effect if another one has taken its place."""
        if visit.wake != wake:
            return
        visit.wake, visit.gone_at_s = None, self._clock_s()
        self._type(visit, active=False)
        if not visit.lines:
            del self.by_id[visit.id]

    def hear(self, visit: PageVisit, frame: PageFrame) -> None:
        """Take what a page says after it has joined.

        Raises:
            PageRefused: it can't have that.
        """
        match frame:
            case MessageFrame():
                self._write(visit, frame)
            case TypingFrame(active=active):
                self._type(visit, active=active)
            case HasFrame():
                self._note(visit, frame)
            case RateFrame() if visit.state == "closed" and not visit.rated:
                visit.rated = True
                comment = frame.comment.strip() or None
                self._tell(CustomerRated(visit=visit.id, rating=frame.rating, comment=comment))
                _wake(visit)
            case LeaveFrame() if visit.is_open:
                self._tell(CustomerLeft(visit=visit.id, reason="the customer ended the chat"))
            case _:
                pass

    def _write(self, visit: PageVisit, frame: MessageFrame) -> None:
        if any(line.message == frame.id for line in visit.lines):
            return  # the page has sent it again before the line reached it
        if len(frame.text) > self._limits.characters:
            raise PageRefused("long", f"Please write at most {self._limits.characters} characters.")
        if len(visit.lines) >= MOST_LINES:
            raise PageRefused("long", "This chat is too long to go on. Please begin a new one.")
        if not visit.takes_place:
            self._check_place()
        # What follows a message that was refused waits for it, so that none overtakes another.
        if visit.refused not in (None, frame.id) or not self._messages.take(visit.id):
            visit.refused = visit.refused or frame.id
            raise PageRefused("slow", "That was fast. Your message is sent in a moment.")
        visit.refused = None
        visit.begins = not visit.is_open
        self._type(visit, active=False)
        self._tell(
            CustomerWrote(visit=visit.id, name=visit.name, message=frame.id, text=frame.text)
        )

    def _type(self, visit: PageVisit, *, active: bool) -> None:
        if visit.typing != active and (visit.lines or not active):
            visit.typing = active
            self._tell(CustomerIsTyping(visit=visit.id, active=active))

    def _note(self, visit: PageVisit, frame: HasFrame) -> None:
        """What the page has and shows by now: the console hears of each agent's message once."""
        last = min(frame.line, len(visit.lines))
        for place in range(visit.has, last):
            self._tell_has(visit, place, seen=False)
        visit.has = max(visit.has, last)
        if frame.seen:
            for place in range(visit.seen, last):
                self._tell_has(visit, place, seen=True)
            visit.seen = max(visit.seen, last)

    def _tell_has(self, visit: PageVisit, place: int, *, seen: bool) -> None:
        line = visit.lines[place]
        if line.by_agent:
            self._tell(PageHas(visit=visit.id, message=line.message, seen=seen))

    def sweep(self) -> None:
        """Those who have been without a page for too long have left: told until it is known."""
        now_s = self._clock_s()
        for visit in self.by_id.values():
            gone_at_s = visit.gone_at_s
            if gone_at_s is not None and now_s - gone_at_s > self._limits.gone_s and visit.is_open:
                visit.gone_at_s = now_s
                self._tell(CustomerLeft(visit=visit.id, reason="the customer's page is closed"))


def _apply(visit: PageVisit, message: Added | Changed | AgentIsTyping | AgentRead) -> None:
    match message:
        case Added(line=line):
            if all(line.message != each.message for each in visit.lines):
                visit.lines.append(line)
                visit.begins = visit.begins and line.by_agent
                visit.agent_read = _answered(visit)
        case Changed(state=state, agent=agent):
            visit.rated = visit.rated and state == "closed"
            visit.state, visit.agent = state, agent
            visit.agent_typing = visit.agent_typing and state == "open"
        case AgentIsTyping(active=active):
            visit.agent_typing = active
        case AgentRead(message=name):
            places = [n for n, line in enumerate(visit.lines, 1) if line.message == name]
            visit.agent_read = max([visit.agent_read, *places])


def _answered(visit: PageVisit) -> int:
    """How far the agent has read: what they have answered, they have read."""
    last = max((n for n, line in enumerate(visit.lines, 1) if line.by_agent), default=0)
    return max(visit.agent_read, last)


def _wake(visit: PageVisit) -> None:
    if visit.wake is not None:
        visit.wake()
