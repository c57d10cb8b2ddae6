"""The summary of a demonstration: counts and delays, computed from the log alone."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.json_objects import JsonObject
from console.domain.suggestions import Progress, Suggestion, SuggestionOutcome
from console.measures.text.claims import ClaimCounter


def summarise(events: Iterable[ev.Event]) -> JsonObject:
    """Counts, delays in milliseconds, and the shares of focuses that found a suggestion.

    ``suggestions.shown`` counts all that were ever in front of the agent; the outcomes count each
    suggestion once, by what became of it in the end (``Suggestion.outcome``). A null means that
    there was nothing to measure.
    """
    desk = Desk()
    kinds: Counter[str] = Counter()
    delays = Delays()
    focuses: list[Suggestion | None] = []
    counter, claims = ClaimCounter(), Counter[str]()
    model: dict[str, str | None] = {"id": None, "sha256": None}
    for event in events:
        focus = desk.focus
        desk.apply(event)
        kinds[event.fact.kind] += 1
        delays.note(event, desk)
        if (counted := counter.count(event)) is not None:
            claims.update(made=counted.claims, unfounded=counted.unfounded_claims)
        if isinstance(event.fact, ev.SessionStarted):
            model = {"id": event.fact.model, "sha256": event.fact.model_sha256}
        if desk.focus != focus and desk.focus in desk.chats:
            focuses += _found_by_focus(desk.chats[desk.focus])
    suggestions = [s for c in desk.chats.values() for s in c.suggestions.values()]
    outcomes = Counter(s.outcome for s in suggestions)
    return {
        "chats": kinds["chat_accepted"],
        "customers": kinds["chat_queued"],
        "closed": kinds["chat_closed"],
        "abandoned": kinds["chat_abandoned"],
        "returned": kinds["chat_returned"],
        "rated": kinds["chat_rated"],
        "messages_in": kinds["message_received"],
        "messages_out": kinds["message_sent"],
        "actions": kinds["action_taken"],
        "claims": {"made": claims["made"], "unfounded": claims["unfounded"]},
        "suggestions": {
            "requested": len(suggestions),
            "shown": sum(s.shown_at is not None for s in suggestions),
            **{outcome.value: outcomes[outcome] for outcome in SuggestionOutcome},
        },
        "switches": desk.switches,
        "model": model,
        "assist": {**delays.summary(), **_at_focus(focuses)},
        "events": kinds.total(),
    }


@dataclass(slots=True)
class Delays:
    """How long suggestions took, in milliseconds, from the facts of a log.

    ``usable`` counts from a customer's message in an open chat to the first suggestion for it, as
    long as the agent has done nothing in between; ``versions`` from the same moment, or else from
    the request, to the model's version. The others are as the facts say it.
    """

    first_tokens: list[float] = field(default_factory=list)
    approved: list[float] = field(default_factory=list)
    drafts: list[float] = field(default_factory=list)
    usable: list[float] = field(default_factory=list)
    versions: list[float] = field(default_factory=list)
    _messages: dict[str, int] = field(default_factory=dict)
    _begun: dict[str, int] = field(default_factory=dict)

    def note(self, event: ev.Event, desk: Desk) -> None:
        """Take in one event; ``desk`` is the state after it."""
        match event.fact:
            case ev.SessionStarted():
                self._messages.clear()
                self._begun.clear()
            case ev.MessageReceived(chat=chat) if desk.chats[chat].is_open:
                self._messages[chat] = event.mono_ns
            case (
                ev.MessageSent(chat=chat)
                | ev.ActionTaken(chat=chat)
                | ev.IssueConfirmed(chat=chat)
                | ev.NeedCorrected(chat=chat)
            ):
                self._messages.pop(chat, None)
            case ev.SuggestionFirstToken(elapsed_ms=ms):
                self.first_tokens.append(ms)
            case ev.SuggestionRequested(chat=chat, suggestion=suggestion):
                self._begun[suggestion] = self._messages.get(chat, event.mono_ns)
            case ev.SuggestionReady(chat=chat, elapsed_ms=ms, strategy=strategy):
                (self.drafts if strategy == "generate" else self.approved).append(ms)
                if chat in self._messages:
                    self.usable.append(_ms_since(self._messages.pop(chat), event))
            case ev.SuggestionRevised(suggestion=suggestion, elapsed_ms=ms):
                self.drafts.append(ms)
                if suggestion in self._begun:
                    self.versions.append(_ms_since(self._begun.pop(suggestion), event))
            case _:
                pass

    def summary(self) -> JsonObject:
        """Percentiles of each; ``draft_ms`` is of approved wordings where no model wrote."""
        return {
            "first_token_ms": percentiles(self.first_tokens, (50, 95)),
            "draft_ms": percentiles(self.drafts or self.approved, (50, 95)),
            "usable_ms": percentiles(self.usable, (50, 95)),
            "model_version_ms": percentiles(self.versions, (50, 95)),
        }


def _ms_since(then_ns: int, event: ev.Event) -> float:
    return (event.mono_ns - then_ns) / 1e6


def _found_by_focus(chat: Chat) -> list[Suggestion | None]:
    """What a focus on a chat that waits finds: a suggestion, or null; nothing if none waits."""
    if not chat.is_open or chat.waiting_since is None:
        return []
    live = [s for s in chat.suggestions.values() if s.is_live]
    return [next((s for s in live if s.progress is Progress.READY), None)]


def _at_focus(found: Sequence[Suggestion | None]) -> JsonObject:
    """The shares of focuses on waiting chats that found a text to use, and the model's version."""
    usable = [suggestion is not None for suggestion in found]
    by_model = [
        s is not None and (s.version is ev.Version.MODEL or s.revision is not None) for s in found
    ]
    return {
        "ready_at_focus": _share(usable),
        "usable_at_focus": _share(usable),
        "model_version_at_focus": _share(by_model),
        "focuses_on_waiting": len(found),
    }


def _share(of: Sequence[bool]) -> float | None:
    return round(statistics.mean(of), 4) if of else None


def percentiles(values: Sequence[float], at: Sequence[int]) -> dict[str, float | None]:
    """Percentiles by linear interpolation between order statistics, null without values."""
    if not values:
        return {f"p{p}": None for p in at}
    ordered = sorted(values)
    by_percentile: dict[str, float | None] = {}
    for p in at:
        place = (len(ordered) - 1) * p / 100
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        by_percentile[f"p{p}"] = round(
            ordered[low] + (ordered[high] - ordered[low]) * (place - low), 2
        )
    return by_percentile
