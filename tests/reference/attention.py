"""How much attention each chat got, observed and inferred, and what switching cost."""

from collections.abc import Iterator

from console.domain import events as ev
from console.measures.log_time import seconds
from reference.columns import column
from reference.history import ChatRecord
from reference.timing import duration_ns

Interval = tuple[int, int]


def overlap(one: Interval, other: Interval) -> int:
    """How much two intervals share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def active_ns(chat: ChatRecord) -> int | None:
    """Nanoseconds of focus between a chat's start and end; null unless it has both."""
    if duration_ns(chat) is None or chat.interval is None:
        return None
    own = chat.log.spans_of.get(chat.id, [])
    return sum(overlap((span.begin.ns, span.end.ns), chat.interval) for span in own)


@column(unit="s", formula="sum of the chat's focus spans between its start and end")
def active_s(chat: ChatRecord) -> float | None:
    """Observed attention: the time the chat had focus."""
    active = active_ns(chat)
    return None if active is None else seconds(active)


@column(unit="s", formula="duration_s - active_s")
def away_s(chat: ChatRecord) -> float | None:
    """The time the chat was open and did not have focus."""
    duration, active = duration_ns(chat), active_ns(chat)
    return None if duration is None or active is None else seconds(duration - active)


@column(formula="away_s / duration_s")
def away_share(chat: ChatRecord) -> float | None:
    """The share of the chat's duration in which it did not have focus."""
    duration, active = duration_ns(chat), active_ns(chat)
    return None if not duration or active is None else (duration - active) / duration


@column(
    unit="s",
    formula="for each of the chat's message_sent, the time since the latest of: the agent's "
    "message before it in any chat, the chat's start, the session's start; summed",
)
def active_inferred_s(chat: ChatRecord) -> float | None:
    """Attention inferred from the agent's messages alone, as the field experiment does.

    Each interval between two of the agent's consecutive messages belongs to the chat of the later.
    """
    if chat.start is None:
        return None
    start, own = chat.start.ns, chat.log.composed.get(chat.id, [])
    return seconds(sum(end - max(begin, start) for begin, end in own))


@column(unit="switches", formula="moves of focus from another chat to this one")
def switches_in(chat: ChatRecord) -> int:
    """How often focus came here from another chat, whatever lay between."""
    return sum(move.target == chat.id for move in chat.log.moves_of.get(chat.id, []))


@column(unit="switches", formula="moves of focus from this chat to another")
def switches_out(chat: ChatRecord) -> int:
    """How often focus went from here to another chat, whatever lay between."""
    return sum(move.source == chat.id for move in chat.log.moves_of.get(chat.id, []))


@column(
    unit="s",
    formula="mean over the returns of focus (a move here after a move away) of the first of "
    "agent_typing, draft_changed, send_held, message_sent (unless it was held) in this chat before "
    "focus moves on",
)
def resumption_lag_s(chat: ChatRecord) -> float | None:
    """Mean time from the return of focus to the agent's first key press or message.

    Returns without either don't count; null if there were none with it.
    """
    lags = list(_resumption_lags(chat))
    return seconds(sum(lags)) / len(lags) if lags else None


def _resumption_lags(chat: ChatRecord) -> Iterator[int]:
    own = chat.log.moves_of.get(chat.id, [])
    acts = [e.ns for e in chat.events if _is_input(e.fact)]
    for place, back in enumerate(own):
        if back.target != chat.id or all(move.source != chat.id for move in own[:place]):
            continue
        leaves = next((m.ns for m in own if m.source == chat.id and m.ns > back.ns), None)
        act = next((ns for ns in acts if ns >= back.ns), None)
        if act is not None and (leaves is None or act <= leaves):
            yield act - back.ns


def _is_input(fact: ev.Fact) -> bool:
    match fact:
        case ev.AgentTyping():
            return fact.active
        case ev.DraftChanged() | ev.SendHeld():
            return True
        case ev.MessageSent():
            return fact.held_s == 0
        case _:
            return False


@column(
    unit="s",
    formula="composer_focused to composer_left, or to the session's last fact; within the chat",
)
def typing_s(chat: ChatRecord) -> float | None:
    """Time the cursor was in the chat's input box."""
    if chat.interval is None or chat.end is None:
        return None
    return seconds(sum(overlap(stay, chat.interval) for stay in _cursor_stays(chat)))


def _cursor_stays(chat: ChatRecord) -> Iterator[Interval]:
    cursor = [e for e in chat.events if isinstance(e.fact, (ev.ComposerFocused, ev.ComposerLeft))]
    for index, entered in enumerate(cursor):
        if isinstance(entered.fact, ev.ComposerLeft):
            continue
        session = chat.log.sessions[entered.event.session]
        left = cursor[index + 1] if index + 1 < len(cursor) else None
        stays = left is None or left.event.session != session.id
        yield entered.ns, session.events[-1].ns if stays or left is None else left.ns
