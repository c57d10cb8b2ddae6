"""A question after many suggestions in a row were sent unchanged."""

from datetime import datetime

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.suggestions import Suggestion
from console.study.guardrails.base import AdoptGuard, Objection
from console.study.guardrails.settings import AdoptionCheck


class AdoptionCheckPolicy(AdoptGuard):
    """Asks when the agent is about to send one more after ``after`` unchanged ones in a row.

    A row goes over all chats of the session, from its start; any other message ends it. The
    question is put once a row: whatever the agent sends then begins another.
    """

    def __init__(self, rule: AdoptionCheck) -> None:
        super().__init__(rule.name)
        self._rule = rule
        self._row = 0
        self._asked = False

    def on_event(self, event: ev.Event, desk: Desk) -> None:
        if not isinstance(event.fact, ev.MessageSent):
            return
        unchanged = event.fact.origin is ev.Origin.ADOPTED
        self._row = self._row + 1 if unchanged and not self._asked else 0
        self._asked = False

    def objection_to_adopting(
        self, desk: Desk, chat: Chat, suggestion: Suggestion, now: datetime
    ) -> Objection | None:
        if self._row < self._rule.after:
            return None
        self._asked = True
        times = "once" if self._row == 1 else f"{self._row} times"
        text = f"You have sent suggestions unchanged {times} in a row. Is this one right, too?"
        return Objection("ask", text, self._row, self._rule.after, chat.id, suggestion.id)
