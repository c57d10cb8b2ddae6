"""Clocks that were set, and workstations that disagree, are told of."""

from datetime import UTC, datetime, timedelta
from typing import Any

from measuring import tables_of

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.issues import Disposition

NINE = datetime(2024, 1, 23, 9, tzinfo=UTC)
ANN = Customer(id="ann", name="Ann")

Told = tuple[float, float, ev.AnyFact]
"""Seconds after nine by the wall, seconds by the monotonic clock, and the fact."""


def started(agent: str) -> ev.SessionStarted:
    """Someone sits down."""
    return ev.SessionStarted(
        run="r", agent=agent, version="1", channel="t", wall_minus_mono_ns=0, utc_offset_s=0
    )


def log(session: str, *told: Told) -> list[ev.Event]:
    """A log of one session."""
    return [
        ev.Event(
            seq=seq,
            session=session,
            wall=NINE + timedelta(seconds=wall),
            mono_ns=round(mono * 1e9),
            fact=fact,
        )
        for seq, (wall, mono, fact) in enumerate(told, start=1)
    ]


def sessions(*logs: list[ev.Event]) -> dict[str, dict[str, Any]]:
    """The table of sessions, by session."""
    return {row["session"]: row for row in tables_of(*logs)["sessions"]}


def test_a_clock_that_was_set_shows_even_if_it_was_set_back_again() -> None:
    """The drift is from first to last, the range the farthest it went; durations don't change."""
    set_twice = log(
        "s",
        (0, 5, started("henry")),
        (10, 15, ev.WindowActivated()),
        (3_620, 25, ev.WindowDeactivated()),
        (30, 35, ev.SessionEnded(reason="left")),
    )
    found = sessions(set_twice)["s"]
    assert (found["clock_drift_s"], found["clock_range_s"]) == (0.0, 3_600.0)
    assert found["clock_behind_s"] is None
    assert [span["duration_s"] for span in tables_of(set_twice)["focus"]] == [30.0]


def test_what_the_computer_slept_is_told_of_the_session_and_of_the_chat_that_went_on() -> None:
    """An hour of sleep is in the chat's duration and beside it; a chat after it has none."""
    hour = 3_600
    slept = log(
        "s",
        (0, 0, started("henry")),
        (1, 1, ev.ChatQueued(chat="c1", customer=ANN)),
        (10, 10, ev.ChatAccepted(chat="c1")),
        (20 + hour, 20 + hour, ev.ComputerSlept(slept_s=hour)),
        (30 + hour, 30 + hour, ev.ChatQueued(chat="c2", customer=ANN)),
        (31 + hour, 31 + hour, ev.ChatAccepted(chat="c2")),
        (40 + hour, 40 + hour, _closed("c1")),
        (41 + hour, 41 + hour, _closed("c2")),
        (50 + hour, 50 + hour, ev.ComputerSlept(slept_s=5)),
        (51 + hour, 51 + hour, ev.SessionEnded(reason="left")),
    )
    tables = tables_of(slept)
    chats = {row["chat"]: (row["duration_s"], row["slept_s"]) for row in tables["chats"]}
    assert chats == {"c1": (3_630.0, 3_600.0), "c2": (10.0, 0.0)}
    (session,) = tables["sessions"]
    assert session["computer_slept_s"] == 3_605.0


def _closed(chat: str) -> ev.ChatClosed:
    return ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=True)


def test_a_customer_who_is_back_before_they_left_shows_whose_clock_is_behind() -> None:
    """By at least the time between; the other workstation's session says nothing."""
    here = log(
        "here",
        (0, 0, started("henry")),
        (1, 1, ev.ChatQueued(chat="c1", customer=ANN)),
        (2, 2, ev.ChatAccepted(chat="c1")),
        (600, 600, ev.ChatClosed(chat="c1", disposition=Disposition.ANSWERED, resolved=True)),
    )
    there = log(
        "there",
        (0, 0, started("mary")),
        (480, 480, ev.ChatQueued(chat="c2", customer=ANN)),
        (480, 480, ev.ChatReturned(chat="c2", previous="c1")),
    )
    found = sessions(here, there)
    assert found["there"]["clock_behind_s"] == 120.0
    assert found["here"]["clock_behind_s"] is None
