"""The redactors of one log's chats."""

from collections.abc import Callable

from console.domain import events as ev
from console.export.redaction import Redactor

RedactText = Callable[[str], str]
"""Turns what somebody wrote into what may be shared of it."""


KEPT = 4_096
"""How many chats' redactors are kept, some 6 kB each; more than any agent has in a month."""


class Redactors:
    """Reads the events of one log in their order, and finds each chat's redactor.

    A chat that has been silent while ``KEPT`` others spoke is forgotten: should it speak again,
    what its customer's record held is found by its form only.
    """

    def __init__(self) -> None:
        self._agent: str | None = None
        self._strangers = Redactor(None)
        self._chats: dict[str, Redactor] = {}

    def of(self, event: ev.Event) -> RedactText:
        """How the texts of this event are redacted.

        What a chat's messages ask for is looked for in the answers, and names that are said in them
        are known in what follows.
        """
        fact = event.fact
        if isinstance(fact, ev.SessionStarted):
            self._agent = fact.agent
            self._strangers = Redactor(None, fact.agent)
        if isinstance(fact, ev.ChatQueued):
            self._chats[fact.chat] = Redactor(fact.customer, self._agent)
        redactor = self._latest(event.chat)
        if isinstance(fact, (ev.MessageReceived, ev.MessageSent)):
            redactor.hear(fact.text, by_agent=isinstance(fact, ev.MessageSent))
        if isinstance(fact, ev.MessageReceived):
            return redactor.answer
        return redactor.unfinished if isinstance(fact, ev.DraftChanged) else redactor

    def _latest(self, chat: str | None) -> Redactor:
        redactor = self._chats.pop(chat or "", None)
        if redactor is None:
            return self._strangers
        self._chats[chat or ""] = redactor  # the last one again
        if len(self._chats) > KEPT:
            del self._chats[next(iter(self._chats))]
        return redactor
