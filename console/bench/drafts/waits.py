"""How soon after a customer's message its suggestion was there, by the log of a demonstration."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.domain import events as ev
from console.measures.summary import percentiles

Percentiles = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class DeskWaits:
    """What a demonstration with at most ``chats`` chats at a time showed.

    ``messages`` are those for which suggestions were asked. ``usable_ms`` is from a message to the
    first suggestion for it that the agent could send, ``model_version_ms`` to the first that the
    model had written. Messages that were overtaken before have no part in them, so ``usable`` and
    ``model_versions`` count those that do. ``most_chats`` were open at the same time.
    """

    chats: int
    most_chats: int
    messages: int
    usable: int
    model_versions: int
    usable_ms: Percentiles
    model_version_ms: Percentiles


@dataclass(slots=True)
class _Waits:
    """Times in nanoseconds, by message."""

    received: dict[str, int]
    asked: set[str]
    usable: dict[str, int]
    model_version: dict[str, int]

    def add(self, times: dict[str, int], message: str | None, now: int) -> None:
        if message in self.received:
            times.setdefault(message, now - self.received[message])


def desk_waits(events: Iterable[ev.Event], chats: int) -> DeskWaits:
    """The times of one session's log."""
    waits = _Waits({}, set(), {}, {})
    messages: dict[str, str | None] = {}
    open_chats: set[str] = set()
    most = 0
    for event in events:
        now = event.mono_ns
        match event.fact:
            case ev.ChatAccepted(chat=chat):
                open_chats.add(chat)
                most = max(most, len(open_chats))
            case ev.ChatClosed(chat=chat) | ev.ChatAbandoned(chat=chat):
                open_chats.discard(chat)
            case ev.MessageReceived(message=message):
                waits.received[message] = now
            case ev.SuggestionRequested(suggestion=suggestion, message=asked_for):
                messages[suggestion] = asked_for
                if asked_for in waits.received:
                    waits.asked.add(asked_for)
            case ev.SuggestionReady(suggestion=suggestion, strategy=strategy):
                waits.add(waits.usable, messages.get(suggestion), now)
                if strategy == "generate":
                    waits.add(waits.model_version, messages.get(suggestion), now)
            case ev.SuggestionRevised(suggestion=suggestion):
                waits.add(waits.model_version, messages.get(suggestion), now)
            case _:
                pass
    return DeskWaits(
        chats=chats,
        most_chats=most,
        messages=len(waits.asked),
        usable=len(waits.usable),
        model_versions=len(waits.model_version),
        usable_ms=_percentiles(waits.usable),
        model_version_ms=_percentiles(waits.model_version),
    )


def _percentiles(times: dict[str, int]) -> Percentiles:
    return percentiles([each / 1e6 for each in times.values()], (50, 95))
