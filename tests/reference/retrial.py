"""Whether a customer came back with the same issue, seen over all logs of an export together."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from reference.columns import Column
from reference.history import ChatRecord, History

WINDOWS = {
    "10m": timedelta(minutes=10),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}
"""How soon a return counts as one, by the ending of the column's name."""


class Visits:
    """All chats by customer. A customer's name means the same within one stream of customers."""

    def __init__(self, logs: Iterable[History]) -> None:
        self._of_customer: dict[tuple[str, str], list[ChatRecord]] = defaultdict(list)
        self._until: dict[str, datetime] = {}
        for log in logs:
            for chat in log.chats.values():
                self._of_customer[_customer(chat)].append(chat)
            for session in log.sessions.values():
                last, run = session.events[-1].event.wall, session.started.run
                self._until[run] = max(self._until.get(run, last), last)

    def came_back(self, chat: ChatRecord, within: timedelta) -> int | None:
        """1 if the customer did, 0 if not, null if the data end too early to say."""
        if chat.end is None:
            return None
        ended = chat.end.event.wall
        if ended + within > self._until[chat.session.started.run]:
            return None
        visits = self._of_customer[_customer(chat)]
        return int(any(_is_retrial(chat, v, ended, within) for v in visits))

    def columns(self) -> tuple[Column[ChatRecord, int | None], ...]:
        """One column for each window."""
        return tuple(self._column(name, within) for name, within in WINDOWS.items())

    def _column(self, name: str, within: timedelta) -> Column[ChatRecord, int | None]:
        return Column(
            name=f"retrial_{name}",
            type="integer",
            description="Whether the same customer queued again with the same issue within "
            f"{_words(within)} of the end, with whichever agent. Null if the data end before that "
            "time is over, also if the customer has come back already: else the mean would count "
            "the quick ones only.",
            value=lambda chat: self.came_back(chat, within),
            unit="0 or 1",
            formula="another chat of the same run and customer is queued after the end, and its "
            "chat_returned names this chat or both have the same confirmed issue",
        )


def _customer(chat: ChatRecord) -> tuple[str, str]:
    return chat.session.started.run, chat.state.customer.id


def _is_retrial(chat: ChatRecord, other: ChatRecord, ended: datetime, within: timedelta) -> bool:
    queued = other.queued.event.wall
    if other is chat or queued > ended + within:
        return False
    same = chat.state.issue is not None and chat.state.issue == other.state.issue
    return other.state.previous == chat.id or (same and queued >= ended)


def _words(within: timedelta) -> str:
    return f"{within.days} days" if within.days else f"{within.seconds // 60} minutes"
