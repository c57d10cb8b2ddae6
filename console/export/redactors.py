"""The redactors of one log's chats, which come and go with the log."""

from collections.abc import Callable

from console.domain import events as ev
from console.export.redaction import Redactor

Words = Callable[[str], str]
"""Turns what somebody wrote into what may be told of it."""


class Redactors:
    """Hears the events of one log in their order, and knows each chat's redactor."""

    def __init__(self) -> None:
        self._agent: str | None = None
        self._strangers = Redactor(None)
        self._chats: dict[str, Redactor] = {}

    def of(self, event: ev.Event) -> Words:
        """How the texts of this event are redacted.

        Names that are said in a chat's messages are known in what follows.
        """
        fact = event.fact
        if isinstance(fact, ev.SessionStarted):
            self._agent = fact.agent
            self._strangers = Redactor(None, fact.agent)
        if isinstance(fact, ev.ChatQueued):
            self._chats[fact.chat] = Redactor(fact.customer, self._agent)
        redactor = self._chats.get(event.chat or "", self._strangers)
        if isinstance(fact, (ev.MessageReceived, ev.MessageSent)):
            redactor.hear(fact.text)
        return redactor.unfinished if isinstance(fact, ev.DraftChanged) else redactor
