"""No new chat while one of the agent's customers has waited too long for an answer."""

from datetime import datetime

from console.domain import events as ev
from console.domain.desk import Desk
from console.study.guardrails.base import (
    LAPSED,
    OBEYED,
    AcceptGuard,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    elapsed_s,
    ended_without_agent,
    overridden,
)
from console.study.guardrails.settings import LongestWait


class LongestWaitPolicy(AcceptGuard):
    """Objects when the agent reaches for a further chat while a customer waits too long.

    It is about the chat whose customer has waited longest for an answer.
    """

    def __init__(self, rule: LongestWait) -> None:
        super().__init__(rule.name)
        self._rule = rule

    def objection_to_accepting(self, desk: Desk, now: datetime) -> Objection | None:
        waits = [
            (c.needs_answer_since, c.id)
            for c in desk.open_chats
            if c.needs_answer_since is not None
        ]
        if not waits:
            return None
        since, chat = min(waits)
        waited_s = elapsed_s(desk, since, now)
        if waited_s <= self._rule.limit_s:
            return None
        limit = spoken_duration(self._rule.limit_s)
        text = f"A customer has waited more than {limit} for your answer. Write to them first."
        return Objection("hold", text, waited_s, self._rule.limit_s, chat)

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent writes to that customer or closes the chat.

        Overridden if they take another chat all the same; lapsed if the customer leaves.
        """
        chat = raised.objection.chat
        match event.fact:
            case ev.ChatAccepted():
                return overridden("took another chat")
            case ev.MessageSent(chat=other) | ev.ChatClosed(chat=other) if other == chat:
                return OBEYED
        return LAPSED if ended_without_agent(event, chat) else None

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """Lapsed if nobody is in the queue any more whom the agent could take."""
        return None if desk.queue else LAPSED


def spoken_duration(seconds: float) -> str:
    """A time as people say it: ``40 s``, ``2 min``, ``2 min 30 s``."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"
