"""Suggestions on demand: none is made or shown until the agent asks."""

from datetime import datetime

from console.domain import events as ev
from console.domain.desk import Desk
from console.study.guardrails.base import (
    LAPSED,
    OBEYED,
    Guardrail,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    ended_without_agent,
    overridden,
)
from console.study.guardrails.settings import OnDemand


class OnDemandPolicy(Guardrail):
    """Objects when the agent reaches for a suggestion where none was made.

    That is the button or key that asks for one, or a key that would send or edit one. An agent who
    writes by themselves never meets it.
    """

    def __init__(self, rule: OnDemand) -> None:
        super().__init__(rule.name)

    def objection_to_requesting(self, chat: str) -> Objection:
        """The objection when the agent reaches for a suggestion in a chat."""
        return Objection("hold", "Suggestions are made when you ask for them.", chat=chat)

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Overridden if the agent asks for a suggestion; obeyed if they write by themselves.

        Lapsed if the chat is over before either.
        """
        chat = raised.objection.chat
        match event.fact:
            case ev.SuggestionRequested(chat=other, by_agent=True) if other == chat:
                return overridden("asked for one")
            case ev.MessageSent(chat=other) if other == chat:
                return OBEYED
            case ev.ChatClosed(chat=other) if other == chat:
                return LAPSED
        return LAPSED if ended_without_agent(event, chat) else None

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """Time makes nothing of it."""
        return None
