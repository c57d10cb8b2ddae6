"""Where the agent's attention was: spans of focus, and the moves of focus between chats.

A chat has focus while its tab is current, the window is active and the agent is not idle.
Idleness is told when the idle limit has passed, but began with the last input, so it is put there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from console.domain import events as ev
from console.measures.log_time import Moment, Timed

RECORD_ENDS = "record_ends"
"""What ended a span if nothing did: the session's facts stop there (a crash, or it still runs)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which one chat, or none, had the agent's attention."""

    session: str
    chat: str | None
    begin: Moment
    end: Moment
    ended_by: str

    @property
    def ns(self) -> int:
        """How long it was."""
        return self.end.ns - self.begin.ns


@dataclass(frozen=True, slots=True)
class Move:
    """Focus moved from one chat to another, whatever lay between."""

    ns: int
    source: str
    target: str


@dataclass(slots=True)
class _Attention:
    tab: str | None = None
    window_active: bool = False
    idle: bool = False

    @property
    def focus(self) -> str | None:
        return self.tab if self.window_active and not self.idle else None

    def apply(self, fact: ev.Fact) -> None:
        match fact:
            case ev.TabShown():
                self.tab = fact.chat
            case ev.WindowActivated():
                self.window_active = True
            case ev.WindowDeactivated() | ev.SessionEnded():
                self.window_active = False
            case ev.AgentIdle():
                self.idle = True
            case ev.AgentBack():
                self.idle = False


def spans(sessions: Iterable[Sequence[Timed]]) -> Iterator[Span]:
    """The spans of a log, session by session; together they cover every session, without overlap.

    The current tab outlives a session. Stretches of no length without a chat are left out.
    """
    tab: str | None = None
    for events in sessions:
        attention = _Attention(tab=tab)
        yield from _spans_of(events, attention)
        tab = attention.tab


def moves(found: Iterable[Span]) -> list[Move]:
    """The moves of focus between chats that these spans make."""
    attended = [(span.begin.ns, span.chat) for span in found if span.chat is not None]
    return [
        Move(ns, source, target)
        for (_, source), (ns, target) in pairwise(attended)
        if source != target
    ]


def _spans_of(events: Sequence[Timed], attention: _Attention) -> Iterator[Span]:
    session = events[0].event.session
    since = events[0].moment
    for moment, fact in _with_idleness_where_it_began(events):
        focus = attention.focus
        attention.apply(fact)
        if attention.focus != focus:
            if focus is not None or moment.ns > since.ns:
                yield Span(session, focus, since, moment, fact.kind)
            since = moment
    last = events[-1]
    ended = isinstance(last.fact, ev.SessionEnded)
    if attention.focus is not None or last.ns > since.ns:
        reason = last.fact.kind if ended else RECORD_ENDS
        yield Span(session, attention.focus, since, last.moment, reason)


def _with_idleness_where_it_began(events: Sequence[Timed]) -> list[tuple[Moment, ev.AnyFact]]:
    """Moments and facts in order, each ``AgentIdle`` moved back, never before the last return."""
    placed: list[tuple[Moment, ev.AnyFact]] = []
    touched = events[0]
    for timed in events:
        moment = timed.moment
        if isinstance(timed.fact, ev.AgentBack):
            touched = timed
        if isinstance(timed.fact, ev.AgentIdle):
            moment = moment.before(min(round(timed.fact.idle_s * 1e9), timed.ns - touched.ns))
        placed.append((moment, timed.fact))
    return sorted(placed, key=lambda each: each[0].ns)
