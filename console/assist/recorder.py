"""The part of the session that the assistant uses: the state of all chats, and recording."""

from typing import Protocol

from console.domain import events as ev
from console.domain.desk import Desk


class SuggestionRecorder(Protocol):
    """What records facts (``console.session.session.Session``)."""

    desk: Desk

    def record(self, *facts: ev.AnyFact) -> None:
        """Record facts and apply them to the desk.

        Raises:
            StoreError: nothing was recorded and nothing has changed.
        """
        ...
