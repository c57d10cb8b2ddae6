"""At closing as resolved: is it really?"""

from datetime import datetime

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.study.guardrails.base import (
    LAPSED,
    OBEYED,
    CloseGuard,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    ended_without_agent,
    overridden,
)
from console.study.guardrails.settings import ResolvedCheck
from console.study.guardrails.unresolved_signs import signs_in


class ResolvedCheckPolicy(CloseGuard):
    """Asks when the agent is about to close a chat as resolved with signs of the contrary.

    ``value`` is how many signs there are.
    """

    def __init__(self, rule: ResolvedCheck) -> None:
        super().__init__(rule.name)
        self._rule = rule

    def objection_to_resolving(self, desk: Desk, chat: Chat, now: datetime) -> Objection | None:
        signs = signs_in(desk, chat, now, self._rule.short_s)
        if len(signs) < self._rule.signs:
            return None
        text = "Is it really resolved?"
        return Objection("ask", text, len(signs), self._rule.signs, chat.id, signs=signs)

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent writes on or closes it as not resolved.

        Overridden if they close it as resolved all the same; lapsed if the customer leaves.
        """
        chat = raised.objection.chat
        match event.fact:
            case ev.ChatClosed(chat=other, resolved=resolved) if other == chat:
                return overridden("closed it as resolved") if resolved else OBEYED
            case ev.MessageSent(chat=other) if other == chat:
                return OBEYED
        return LAPSED if ended_without_agent(event, chat) else None
