"""One log, read: its sessions, its chats with their facts, where attention was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.measures.log_time import Timed, timed
from reference.focus import Move, Span, moves, spans


@dataclass(frozen=True)
class SessionRecord:
    """One session and its facts."""

    events: tuple[Timed, ...]

    @property
    def id(self) -> str:
        """Its name in the log."""
        return self.events[0].event.session

    @cached_property
    def started(self) -> ev.SessionStarted:
        """Who worked, under which conditions; raises ValueError if the log doesn't say."""
        first = self.events[0].fact
        if not isinstance(first, ev.SessionStarted):
            raise ValueError(f"session {self.id} has no beginning")
        return first


@dataclass(frozen=True)
class History:
    """One log. ``desk`` is its state at the end."""

    desk: Desk
    sessions: dict[str, SessionRecord]
    chats: dict[str, "ChatRecord"]

    @cached_property
    def spans(self) -> list[Span]:
        """Where the agent's attention was."""
        return list(spans(session.events for session in self.sessions.values()))

    @cached_property
    def spans_of(self) -> dict[str | None, list[Span]]:
        """The spans of each chat."""
        found: dict[str | None, list[Span]] = defaultdict(list)
        for span in self.spans:
            found[span.chat].append(span)
        return found

    @cached_property
    def moves_of(self) -> dict[str, list[Move]]:
        """The moves of focus to and from each chat."""
        found: dict[str, list[Move]] = defaultdict(list)
        for stretch in self._stretches():
            for move in moves(stretch):
                found[move.source].append(move)
                found[move.target].append(move)
        return found

    def _stretches(self) -> list[list[Span]]:
        """The spans, apart where a session took nothing over: no move leads into it."""
        stretches: list[list[Span]] = []
        for number, session in enumerate(self.sessions.values()):
            if number == 0 or not session.started.resumed:
                stretches.append([])
            stretches[-1] += [span for span in self.spans if span.session == session.id]
        return stretches

    @cached_property
    def composed(self) -> dict[str, list[tuple[int, int]]]:
        """For each chat, the times from the agent's message before, in any chat, to one in it.

        A session's first interval begins with the session.
        """
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for session in self.sessions.values():
            begin = session.events[0].ns
            for each in session.events:
                if isinstance(each.fact, ev.MessageSent):
                    found[each.fact.chat].append((begin, each.ns))
                    begin = each.ns
        return found

    @cached_property
    def sleeps(self) -> list[tuple[int, int]]:
        """From when to when the computer slept."""
        return [
            (each.ns - round(each.fact.slept_s * 1e9), each.ns)
            for session in self.sessions.values()
            for each in session.events
            if isinstance(each.fact, ev.ComputerSlept)
        ]

    @cached_property
    def end_ns(self) -> int:
        """Where the log ends on its own time."""
        return max((session.events[-1].ns for session in self.sessions.values()), default=0)


@dataclass(frozen=True)
class ChatRecord:
    """One chat: ``state`` as it was at the end of the log, ``events`` all facts about it."""

    state: Chat
    log: History = field(repr=False)
    events: list[Timed] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its name in the log."""
        return self.state.id

    @cached_property
    def queued(self) -> Timed:
        """When the customer came."""
        return self.events[0]

    @cached_property
    def start(self) -> Timed | None:
        """When the agent took it, if that happened."""
        return self.first(ev.ChatAccepted)

    @cached_property
    def end(self) -> Timed | None:
        """When it ended, by whichever side came first."""
        return self.first(ev.ChatClosed, ev.ChatAbandoned, ev.ChatDropped)

    @cached_property
    def session(self) -> SessionRecord:
        """The session in which the agent took it, or in which it was queued if nobody did."""
        return self.log.sessions[(self.start or self.queued).event.session]

    @cached_property
    def messages(self) -> list[Timed]:
        """What both sides wrote, in order."""
        return [e for e in self.events if isinstance(e.fact, (ev.MessageSent, ev.MessageReceived))]

    def done(self, message: Timed) -> Timed:
        """When the writer of a message sent it: before it left, if the console held it."""
        if not isinstance(message.fact, ev.MessageSent):
            return message
        name = message.fact.message
        return next(
            (
                each
                for each in self.events
                if isinstance(each.fact, ev.SendHeld) and each.fact.message == name
            ),
            message,
        )

    @cached_property
    def interval(self) -> tuple[int, int] | None:
        """Start and end on the log's time, or null; a chat that is open goes to the log's end."""
        if self.start is None:
            return None
        return self.start.ns, self.end.ns if self.end else self.log.end_ns

    def first(self, *kinds: type[ev.Fact]) -> Timed | None:
        """The first fact of one of these kinds."""
        return next((e for e in self.events if isinstance(e.fact, kinds)), None)


def read_history(events: Iterable[ev.Event]) -> History:
    """Read one whole log.

    Raises:
        ValueError: the facts contradict each other (one is missing, or out of order).
    """
    everything = list(timed(events))
    history = History(Desk(), {}, {})
    for session, facts in groupby(everything, key=lambda each: each.event.session):
        if session in history.sessions:
            raise ValueError(f"session {session} goes on after another has started")
        history.sessions[session] = SessionRecord(tuple(facts))
    for each in everything:
        history.desk.apply(each.event)
        chat = each.event.chat
        if isinstance(each.fact, ev.ChatFact) and chat is not None:
            _record_of(chat, history).events.append(each)
    return history


def _record_of(chat: str, history: History) -> ChatRecord:
    if chat not in history.chats:
        history.chats[chat] = ChatRecord(history.desk.chats[chat], history)
    return history.chats[chat]
