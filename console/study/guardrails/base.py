"""The base classes of guardrails: policies that watch the desk, raise objections and judge them.

Policies are pure: they read only the desk, the events and the time they are given. None can keep an
agent from answering a customer. They object to taking further chats, to sending a suggestion with
one key and to closing a chat as resolved; the agent can override each objection. Some policies only
show a notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.suggestions import Suggestion

Action = Literal["advise", "hold", "ask", "highlight"]


@dataclass(frozen=True, slots=True)
class Objection:
    """What a guardrail has to say, in words for the agent.

    ``value`` had reached ``limit``. ``chat`` and ``suggestion`` are what it is about, null for the
    whole desk. ``signs`` are reasons, one sentence each.
    """

    action: Action
    text: str
    value: float | None = None
    limit: float | None = None
    chat: str | None = None
    suggestion: str | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection that was made at ``since`` and waits for the agent's answer."""

    trigger: str
    guardrail: str
    objection: Objection
    since: datetime


class ObjectionOutcome(Enum):
    """What became of an objection."""

    OBEYED = "obeyed"
    OVERRIDDEN = "overridden"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class ObjectionVerdict:
    """What became of an objection, and in which way, where there are several."""

    outcome: ObjectionOutcome
    reason: str | None = None


OBEYED, LAPSED = (
    ObjectionVerdict(ObjectionOutcome.OBEYED),
    ObjectionVerdict(ObjectionOutcome.LAPSED),
)


class Guardrail:
    """One policy in force, under the name that the study gives it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def on_event(self, event: ev.Event, desk: Desk) -> None:
        """Called with every event, after the desk has changed."""

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """The verdict on an objection after an event; None if it stays open."""
        raise NotImplementedError

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """The verdict on an objection after some time; None if it stays open."""
        return None


class Watcher(Guardrail):
    """A guardrail that objects by itself."""

    def watch(self, desk: Desk, now: datetime) -> Sequence[Objection]:
        """What there is to say now; an open objection is not made again."""
        raise NotImplementedError


class AcceptGuard(Guardrail):
    """A guardrail that objects to taking another chat."""

    def objection_to_accepting(self, desk: Desk, now: datetime) -> Objection | None:
        """The objection to it now, if there is one."""
        raise NotImplementedError


class AdoptGuard(Guardrail):
    """A guardrail that objects to sending a suggestion unread or unchanged with one key."""

    def objection_to_adopting(
        self, desk: Desk, chat: Chat, suggestion: Suggestion, now: datetime
    ) -> Objection | None:
        """The objection to it now, if there is one."""
        raise NotImplementedError

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Overridden if the agent sends it all the same.

        Obeyed if they put it into the message box or away, or send something of their own. Lapsed
        if the chat moves on before that, or they send another suggestion.
        """
        about = raised.objection
        match event.fact:
            case ev.SuggestionFact(suggestion=suggestion) if suggestion == about.suggestion:
                return _of_suggestion(event.fact)
            case ev.MessageSent(chat=chat, origin=origin) if chat == about.chat:
                return LAPSED if origin is ev.Origin.ADOPTED else OBEYED
            case ev.ChatClosed(chat=chat) if chat == about.chat:
                return LAPSED
        return LAPSED if ended_without_agent(event, about.chat) else None


class CloseGuard(Guardrail):
    """A guardrail that objects to closing a chat as resolved."""

    def objection_to_resolving(self, desk: Desk, chat: Chat, now: datetime) -> Objection | None:
        """The objection to it now, if there is one."""
        raise NotImplementedError


def overridden(reason: str) -> ObjectionVerdict:
    """The agent went on all the same, in this way."""
    return ObjectionVerdict(ObjectionOutcome.OVERRIDDEN, reason)


def ended_without_agent(event: ev.Event, chat: str | None) -> bool:
    """Whether the chat has ended without the agent's doing."""
    fact = event.fact
    return isinstance(fact, ev.ChatAbandoned | ev.ChatDropped) and fact.chat == chat


def elapsed_s(desk: Desk, since: datetime, now: datetime) -> float:
    """Seconds from ``since`` to ``now`` in the customers' time (``SessionStarted.speed``)."""
    speed = desk.session.started.speed if desk.session else 1.0
    return (now - since).total_seconds() * speed


def _of_suggestion(fact: ev.SuggestionFact) -> ObjectionVerdict | None:
    match fact:
        case ev.SuggestionAdopted():
            return overridden("sent it unchanged")
        case ev.SuggestionInserted() | ev.SuggestionDismissed():
            return OBEYED
        case ev.SuggestionSuperseded() | ev.SuggestionFailed():
            return LAPSED
    return None
