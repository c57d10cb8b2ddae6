"""The summary of a demonstration: counts and delays, computed from the log alone."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.json_objects import JsonObject
from console.domain.suggestions import Progress, SuggestionOutcome


def summarise(events: Iterable[ev.Event]) -> JsonObject:
    """Counts, delays in milliseconds, and the share of focuses that found the draft complete.

    ``suggestions.shown`` counts all that were ever in front of the agent; the outcomes count each
    suggestion once, by what became of it in the end (``Suggestion.outcome``). A null means that
    there was nothing to measure.
    """
    desk = Desk()
    kinds: Counter[str] = Counter()
    first_token: list[float] = []
    draft: list[float] = []
    ready: list[bool] = []
    model: dict[str, str | None] = {"id": None, "sha256": None}
    for event in events:
        focus = desk.focus
        desk.apply(event)
        kinds[event.fact.kind] += 1
        match event.fact:
            case ev.SuggestionFirstToken(elapsed_ms=ms):
                first_token.append(ms)
            case ev.SuggestionReady(elapsed_ms=ms):
                draft.append(ms)
            case ev.SessionStarted(model=name, model_sha256=sha256):
                model = {"id": name, "sha256": sha256}
            case _:
                pass
        if desk.focus != focus and desk.focus in desk.chats:
            ready += _draft_readiness(desk.chats[desk.focus])
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
        "suggestions": {
            "requested": len(suggestions),
            "shown": sum(s.shown_at is not None for s in suggestions),
            **{outcome.value: outcomes[outcome] for outcome in SuggestionOutcome},
        },
        "switches": desk.switches,
        "model": model,
        "assist": {
            "first_token_ms": percentiles(first_token, (50, 95)),
            "draft_ms": percentiles(draft, (50, 95)),
            "ready_at_focus": round(statistics.mean(ready), 4) if ready else None,
            "focuses_on_waiting": len(ready),
        },
        "events": kinds.total(),
    }


def _draft_readiness(chat: Chat) -> list[bool]:
    """Whether the draft was complete, for a focus on a chat that waits; else nothing."""
    if not chat.is_open or chat.waiting_since is None:
        return []
    live = [s for s in chat.suggestions.values() if s.is_live]
    return [bool(live) and all(s.progress is Progress.READY for s in live)]


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
