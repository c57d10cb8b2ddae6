"""The worked example of the field experiment's appendix: Henry and his two chats."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.measures.chats import chats_table
from console.measures.history import ChatRecord, History, read_history
from console.measures.retrial import Visits

FOCAL, OTHER = "focal", "other"


def _said(chat: str, number: int, *, by_agent: bool) -> ev.AnyFact:
    message = f"{chat}-{number}"
    if by_agent:
        return ev.MessageSent(chat=chat, message=message, text="…", origin=ev.Origin.TYPED)
    return ev.MessageReceived(chat=chat, message=message, text="…")


def _script() -> list[tuple[str, ev.AnyFact]]:
    """What happened when; the time spent on each chat is left to the measures."""
    agent = {"by_agent": True}
    customer = {"by_agent": False}
    return [
        (
            "8:50:00",
            ev.SessionStarted(
                run="r",
                agent="Henry",
                version="1",
                channel="test",
                wall_minus_mono_ns=0,
                utc_offset_s=0,
            ),
        ),
        ("8:50:00", ev.ArmAssigned(arm=ev.Arm.CONTROL, method="test")),
        ("8:50:00", ev.ChatQueued(chat=OTHER, customer=Customer(id=OTHER, name="Another"))),
        ("8:51:00", ev.ChatAccepted(chat=OTHER)),
        ("9:00:00", ev.ChatQueued(chat=FOCAL, customer=Customer(id=FOCAL, name="A customer"))),
        ("9:00:30", ev.ChatAccepted(chat=FOCAL)),
        ("9:00:30", _said(FOCAL, 1, **agent)),
        ("9:00:30", ev.ComposerFocused(chat=FOCAL)),
        ("9:01:00", ev.ComposerLeft(chat=FOCAL)),
        ("9:01:00", _said(FOCAL, 2, **agent)),
        ("9:01:30", _said(FOCAL, 3, **customer)),
        ("9:01:30", ev.IssueConfirmed(chat=FOCAL, issue="return")),
        ("9:03:00", _said(OTHER, 1, **agent)),
        ("9:05:00", _said(OTHER, 2, **agent)),
        ("9:08:00", _said(FOCAL, 4, **agent)),
        ("9:08:30", _said(FOCAL, 5, **agent)),
        ("9:09:00", _said(OTHER, 3, **agent)),
        ("9:09:30", _said(FOCAL, 6, **customer)),
        ("9:09:30", ev.ChatClosed(chat=FOCAL, disposition=Disposition.ANSWERED, resolved=True)),
    ]


def _events() -> Iterator[ev.Event]:
    midnight = datetime(2024, 1, 23, tzinfo=UTC)
    for seq, (clock, fact) in enumerate(_script(), start=1):
        hours, minutes, seconds = map(int, clock.split(":"))
        yield ev.Event(
            seq=seq,
            session="s-henry",
            wall=midnight.replace(hour=hours, minute=minutes, second=seconds),
            mono_ns=(hours * 3600 + minutes * 60 + seconds) * 10**9,
            fact=fact,
        )


@pytest.fixture(scope="module")
def focal() -> dict[str, object]:
    """The focal chat's row."""
    history: History = read_history(_events())
    chat: ChatRecord = history.chats[FOCAL]
    return chats_table(Visits([history])).row(chat)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("issue_identification_s", 60.0),
        ("duration_s", 540.0),
        ("agent_response_s", 390.0),
        ("customer_response_s", 90.0),
        ("active_inferred_s", 240.0),
        ("customer_messages", 2),
        ("typing_s", 30.0),
        ("queue_wait_s", 30.0),
        ("concurrency_at_start", 2),
        ("first_response_s", 0.0),
    ],
)
def test_the_worked_example_comes_out_exactly(
    focal: dict[str, object], column: str, expected: float
) -> None:
    """Every figure of the appendix that the events determine is met to the last digit."""
    assert focal[column] == expected


def test_inferred_away_time_and_share_follow(focal: dict[str, object]) -> None:
    """The appendix's 300 seconds away, five ninths of the chat, are what attention leaves."""
    duration, active = focal["duration_s"], focal["active_inferred_s"]
    assert isinstance(duration, float)
    assert isinstance(active, float)
    assert duration - active == 300.0
    assert (duration - active) / duration == pytest.approx(5 / 9, abs=0)
