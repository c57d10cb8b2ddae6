"""When a chat began and ended and how long its parts took."""

from collections.abc import Iterable
from datetime import date, datetime

from console.domain import events as ev
from console.measures.log_time import Timed, seconds
from reference.columns import column
from reference.history import ChatRecord


def duration_ns(chat: ChatRecord) -> int | None:
    """Start to end in nanoseconds; null unless the chat has both."""
    if chat.start is None or chat.end is None:
        return None
    return chat.end.ns - chat.start.ns


@column(unit="days")
def customer_tenure_days(chat: ChatRecord) -> int | None:
    """Days from when the customer became one to the queue; null if the record names no day."""
    since = chat.state.customer.since
    try:
        return (chat.queued.event.wall.date() - date.fromisoformat(since)).days if since else None
    except ValueError:
        return None


@column()
def queued(chat: ChatRecord) -> datetime:
    """When the customer joined the queue."""
    return chat.queued.event.wall


@column(formula="chat_accepted")
def start(chat: ChatRecord) -> datetime | None:
    """When the agent took the chat; null if nobody did."""
    return chat.start.event.wall if chat.start else None


@column(formula="the first of chat_closed, chat_abandoned, chat_dropped")
def end(chat: ChatRecord) -> datetime | None:
    """When the chat ended; null if it had not when the data end."""
    return chat.end.event.wall if chat.end else None


@column()
def ended_by(chat: ChatRecord) -> str | None:
    """Who ended the chat: agent, customer, or session (the console did); null while it is open."""
    match chat.end.fact if chat.end else None:
        case ev.ChatClosed():
            return "agent"
        case ev.ChatAbandoned():
            return "customer"
        case ev.ChatDropped():
            return "session"
        case _:
            return None


@column(unit="0 or 1")
def spans_sessions(chat: ChatRecord) -> int:
    """Whether the chat began in one session and ended in a later one (a crash, a restart).

    Its durations then hold the gap, by the wall clock; nobody's attention is counted in it.
    """
    ends = {each.event.session for each in (chat.start, chat.end) if each}
    return int(len(ends) > 1)


@column(unit="s", formula="(start, or end if there is no start) - queued")
def queue_wait_s(chat: ChatRecord) -> float | None:
    """Time in the queue; null while the customer waits."""
    over = chat.start or chat.end
    return seconds(over.ns - chat.queued.ns) if over else None


@column(unit="s", formula="first issue_confirmed - start")
def issue_identification_s(chat: ChatRecord) -> float | None:
    """Chat start to the confirmation of the customer's issue; null if not confirmed before the end.

    A later correction of the issue does not move it.
    """
    confirmed = _within(chat, chat.first(ev.IssueConfirmed))
    return seconds(confirmed.ns - chat.start.ns) if confirmed and chat.start else None


@column(unit="s", formula="end - start")
def duration_s(chat: ChatRecord) -> float | None:
    """Chat start to chat end."""
    duration = duration_ns(chat)
    return None if duration is None else seconds(duration)


@column(unit="s")
def slept_s(chat: ChatRecord) -> float | None:
    """For how much of its duration the computer slept; null where there is no duration."""
    if chat.start is None or chat.end is None:
        return None
    start, end = chat.start.ns, chat.end.ns
    shared = (min(until, end) - max(since, start) for since, until in chat.log.sleeps)
    return seconds(sum(each for each in shared if each > 0))


@column(unit="chats")
def concurrency_at_start(chat: ChatRecord) -> int | None:
    """How many chats the agent had open when this one started, this one included."""
    if chat.start is None:
        return None
    return sum(_open_at(chat.start.event.seq, other) for other in chat.log.chats.values())


@column(unit="chats", formula="time all chats were open during this one / duration_s")
def concurrency_mean(chat: ChatRecord) -> float | None:
    """Open chats, this one included, averaged over the chat's duration."""
    duration, interval = duration_ns(chat), chat.interval
    if not duration or interval is None:
        return None
    return sum(_shared(interval, _intervals(chat.log.chats.values()))) / duration


def _intervals(chats: Iterable[ChatRecord]) -> list[tuple[int, int]]:
    return [chat.interval for chat in chats if chat.interval is not None]


def _shared(one: tuple[int, int], others: Iterable[tuple[int, int]]) -> list[int]:
    return [max(0, min(one[1], end) - max(one[0], begin)) for begin, end in others]


def _open_at(seq: int, chat: ChatRecord) -> bool:
    started = chat.start is not None and chat.start.event.seq <= seq
    return started and (chat.end is None or chat.end.event.seq > seq)


def _within(chat: ChatRecord, moment: Timed | None) -> Timed | None:
    """The moment if it lies before the chat's end."""
    if moment is None or (chat.end and moment.event.seq > chat.end.event.seq):
        return None
    return moment
