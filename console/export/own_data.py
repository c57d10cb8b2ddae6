"""What agents may have of their own data: their sessions, with what they wrote themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from console.domain import events as ev
from console.export.privacy import TextPrivacy
from console.export.redactors import Redactors, RedactText

_OWN_ORIGINS = frozenset({ev.Origin.TYPED, ev.Origin.MODIFIED})
_OWN_FACTS = (
    ev.DraftChanged,
    ev.SuggestionRated,
    ev.GuardrailOverridden,
    ev.QuestionAnswered,
)


class OwnTextPrivacy(TextPrivacy):
    """Redacted texts, except those that this agent wrote; the agent keeps their own name.

    Their own are the messages they typed or modified, their drafts, the reasons they gave, and what
    they answered to questionnaires.
    What they sent as it was proposed is redacted like the rest.
    """

    def __init__(self, agent: str, key: bytes) -> None:
        super().__init__("redacted", key)
        self._owner = agent

    def agent(self, agent: str) -> str:
        return agent if agent == self._owner else super().agent(agent)

    def _redactor(self, event: ev.Event, redactors: Redactors) -> RedactText:
        redact, fact = super()._redactor(event, redactors), event.fact
        typed = isinstance(fact, ev.MessageSent | ev.SendHeld) and fact.origin in _OWN_ORIGINS
        return str if typed or isinstance(fact, _OWN_FACTS) else redact


@dataclass(frozen=True, slots=True)
class OwnData:
    """Which events an agent may have, and what they may see of them."""

    agent: str
    privacy: OwnTextPrivacy

    def events(self, log: Iterable[ev.Event]) -> Iterator[ev.Event]:
        """The events of this agent's sessions, of a log that others may have worked on too."""
        own: str | None = None
        for event in log:
            if isinstance(event.fact, ev.SessionStarted):
                own = event.session if event.fact.agent == self.agent else None
            if event.session == own:
                yield event


def own_data(agent: str, key: bytes) -> OwnData:
    """An agent's view of logs: pass on the ``events`` of each log, filtered by ``privacy``.

    Customers stay pseudonyms and their messages are redacted; other agents' sessions are left out.
    """
    return OwnData(agent, OwnTextPrivacy(agent, key))
