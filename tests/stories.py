"""Logs written by hand: facts at the seconds they happened, and what an engine measures in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from measuring import Row, tables_of

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.issues import Disposition

Story = Sequence[tuple[float, ev.AnyFact]]
Log = tuple[ev.Event, ...]

BEGIN = datetime(2024, 1, 23, 9, tzinfo=UTC)


def started(
    agent: str = "henry",
    run: str = "r",
    *,
    tier: str | None = None,
    utc_offset_s: int = 0,
    resumed: bool = False,
) -> ev.SessionStarted:
    """An agent sits down."""
    return ev.SessionStarted(
        run=run,
        agent=agent,
        tier=tier,
        version="1",
        channel="test",
        wall_minus_mono_ns=0,
        utc_offset_s=utc_offset_s,
        resumed=resumed,
    )


def assigned(arm: str) -> ev.ArmAssigned:
    """It is settled which arm the session belongs to."""
    return ev.ArmAssigned(arm=ev.Arm(arm), method="lot")


def queued(chat: str, customer: str = "ann", since: str | None = None) -> ev.ChatQueued:
    """A customer comes; ``since`` is the day on which they became one."""
    return ev.ChatQueued(
        chat=chat, customer=Customer(id=customer, name=customer.title(), since=since)
    )


def taken(chat: str, customer: str = "ann", since: str | None = None) -> list[ev.AnyFact]:
    """A customer comes and the agent takes the chat."""
    return [queued(chat, customer, since), ev.ChatAccepted(chat=chat)]


def closed(chat: str, *, resolved: bool = True) -> ev.ChatClosed:
    """The agent ends a chat."""
    return ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=resolved)


def left(chat: str) -> ev.ChatAbandoned:
    """The customer ends a chat."""
    return ev.ChatAbandoned(chat=chat, reason="gave up waiting")


def sent(chat: str, message: str, text: str = "Hello", **more: str) -> ev.MessageSent:
    """The agent writes; ``more`` are further fields."""
    return ev.MessageSent.model_validate(
        {"chat": chat, "message": message, "text": text, "origin": ev.Origin.TYPED, **more}
    )


def received(chat: str, message: str, text: str = "Hi") -> ev.MessageReceived:
    """The customer writes."""
    return ev.MessageReceived(chat=chat, message=message, text=text)


def at(second: float, *facts: ev.AnyFact) -> list[tuple[float, ev.AnyFact]]:
    """Facts that happen in the same second."""
    return [(second, fact) for fact in facts]


def session_of(
    story: Story, *, name: str = "s-1", first_seq: int = 1, boot_s: float = 0.0
) -> list[ev.Event]:
    """A session's events; seconds are wall time since 9:00, monotonic time began at ``boot_s``."""
    return [
        ev.Event(
            seq=seq,
            session=name,
            wall=BEGIN + timedelta(seconds=second),
            mono_ns=round((second - boot_s) * 1e9),
            fact=fact,
        )
        for seq, (second, fact) in enumerate(story, start=first_seq)
    ]


def told(*stories: Story, name: str = "s") -> Log:
    """The log of these sessions, one after the other, each on a machine that has just started."""
    events: list[ev.Event] = []
    for number, story in enumerate(stories, start=1):
        boot_s = story[0][0] - 5 * number
        events += session_of(
            story, name=f"{name}-{number}", first_seq=len(events) + 1, boot_s=boot_s
        )
    return tuple(events)


@cache
def _measured(logs: tuple[Log, ...]) -> dict[str, list[Row]]:
    return tables_of(*logs)


def rows(table: str, *logs: Log) -> list[Row]:
    """A table's rows, measured over these logs together."""
    return _measured(logs)[table]


def row(log: Log, chat: str, *others: Log) -> Row:
    """A chat's row in the table of chats, measured with other logs beside its own."""
    sessions = {event.session for event in log}
    (found,) = (
        each
        for each in rows("chats", log, *others)
        if each["chat"] == chat and each["session"] in sessions
    )
    return found
