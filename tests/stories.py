"""Logs written by hand: facts at the seconds they happened, as the events of one session."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from console.domain import events as ev
from console.domain.customers import Customer
from reference.chats import chats_table
from reference.history import History, read_history
from reference.retrial import Visits

Story = Sequence[tuple[float, ev.AnyFact]]

BEGIN = datetime(2024, 1, 23, 9, tzinfo=UTC)


def started(agent: str = "henry", run: str = "r", *, resumed: bool = False) -> ev.SessionStarted:
    """An agent sits down."""
    return ev.SessionStarted(
        run=run,
        agent=agent,
        version="1",
        channel="test",
        wall_minus_mono_ns=0,
        utc_offset_s=0,
        resumed=resumed,
    )


def taken(chat: str, customer: str = "ann") -> list[ev.AnyFact]:
    """A customer comes and the agent takes the chat."""
    who = Customer(id=customer, name=customer.title())
    return [ev.ChatQueued(chat=chat, customer=who), ev.ChatAccepted(chat=chat)]


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


def told(*stories: Story) -> History:
    """The log of these sessions, one after the other, each on a machine that has just started."""
    events: list[ev.Event] = []
    for number, story in enumerate(stories, start=1):
        events += session_of(
            story, name=f"s-{number}", first_seq=len(events) + 1, boot_s=story[0][0] - 5 * number
        )
    return read_history(events)


def row(history: History, chat: str) -> dict[str, object]:
    """A chat's row in the table of chats."""
    return chats_table(Visits([history])).row(history.chats[chat])
