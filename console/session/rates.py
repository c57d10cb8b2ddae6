"""How fast a channel and its chats may bring something: beyond that it waits, or is set aside.

A person does not write faster than ``limits.MESSAGES_A_MINUTE``; a program that does can't make the
log and the transcript grow without end. What is set aside is told twice: at its first message, and
with the number when it has stopped.
"""

from collections import deque
from collections.abc import Callable, Iterator

from console.channels import base
from console.domain import events as ev
from console.domain import limits
from console.domain.desk import Desk

_MINUTE_NS = 60_000_000_000


class _Window:
    """Counts what happened within the last minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[int] = deque()

    def is_full(self, now: int) -> bool:
        while self._times and now - self._times[0] >= _MINUTE_NS:
            self._times.popleft()
        return len(self._times) >= self._most

    def add(self, now: int) -> None:
        self._times.append(now)


class IncomingRates:
    """The rates of one channel. ``speed`` is how much faster than people its customers act."""

    def __init__(self, source: str, mono_ns: Callable[[], int], speed: float = 1.0) -> None:
        self._source = source
        self._now = mono_ns
        self._of_chat = max(1, round(limits.MESSAGES_A_MINUTE * max(1.0, speed)))
        self._items = _Window(max(1, round(limits.ITEMS_A_MINUTE * max(1.0, speed))))
        self._messages: dict[str, _Window] = {}
        self._left_out: dict[str, int] = {}
        self._counted: object = None
        self._facts: list[ev.AnyFact] | None = None

    def must_wait(self) -> bool:
        """Whether the channel has brought so much within a minute that the rest waits."""
        return self._items.is_full(self._now())

    def beyond(self, incoming: object, desk: Desk) -> list[ev.AnyFact] | None:
        """Count an item; what is recorded instead of it if it is one too many, else null.

        An item that comes again, because the disk did not take it, counts once. The facts are none
        for all but the first message of a chat that is left out. Messages of chats that nobody
        announced are not counted: they can't be used anyway.
        """
        if incoming is not self._counted:
            self._facts = self._count(incoming, desk)
            self._counted = incoming
        return self._facts

    def _count(self, incoming: object, desk: Desk) -> list[ev.AnyFact] | None:
        now = self._now()
        self._items.add(now)
        chat = getattr(incoming, "chat", None)
        if not isinstance(incoming, base.Wrote) or not isinstance(chat, str):
            return None
        if chat not in desk.chats:
            return None
        window = self._messages.setdefault(chat, _Window(self._of_chat))
        if not window.is_full(now):
            window.add(now)
            return None
        first = chat not in self._left_out
        self._left_out[chat] = self._left_out.get(chat, 0) + 1
        reason = f"more than {self._of_chat:,} messages in a minute; further ones are left out"
        return [self._set_aside(chat, reason)] if first else []

    def ended(self, *, at_once: bool = False) -> Iterator[ev.AnyFact]:
        """How many messages were left out of chats that are slow enough again, a fact for each.

        ``at_once`` also counts chats that are not.
        """
        now = self._now()
        for chat in list(self._left_out):
            if at_once or not self._messages[chat].is_full(now):
                count = self._left_out[chat]
                messages = "message was" if count == 1 else "messages were"
                yield self._set_aside(
                    chat, f"{count:,} {messages} left out, beyond {self._of_chat:,} in a minute"
                )
                # Not before it is recorded: where the disk takes nothing, it is told later.
                del self._left_out[chat]

    def _set_aside(self, chat: str, reason: str) -> ev.AnyFact:
        return ev.ItemSetAside(source=self._source, what="wrote", reason=reason, chat=chat)
