"""A cap on how many chats an agent holds at once."""

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
    overridden,
)
from console.study.guardrails.settings import ConcurrencyCap


class ConcurrencyCapPolicy(AcceptGuard):
    """Objects when the agent reaches for a further chat while ``limit`` are open.

    A chat counts until either side has ended it.
    """

    def __init__(self, rule: ConcurrencyCap) -> None:
        super().__init__(rule.name)
        self._rule = rule

    def objection_to_accepting(self, desk: Desk, now: datetime) -> Objection | None:
        count, limit = len(desk.open_chats), self._rule.limit
        if count < limit:
            return None
        text = f"You have {count} {'chat' if count == 1 else 'chats'} open. Finish one first."
        return Objection("hold", text, count, limit)

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent closes a chat first, overridden if they take one all the same.

        Lapsed if a customer's leaving brings the chats below the limit.
        """
        has_room = len(desk.open_chats) < self._rule.limit
        match event.fact:
            case ev.ChatAccepted():
                return overridden("took another chat")
            case ev.ChatClosed() if has_room:
                return OBEYED
            case ev.ChatAbandoned() | ev.ChatDropped() if has_room:
                return LAPSED
        return None

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent has taken none for ``settle_s``; lapsed if nobody waits any more."""
        if not desk.queue:
            return LAPSED
        return OBEYED if elapsed_s(desk, raised.since, now) >= self._rule.settle_s else None
