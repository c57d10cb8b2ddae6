"""A log that can't have happened is told apart from one that can."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import Step, steps, workplace

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.store.log import read_log
from console.store.order import EventOrder

START = ev.SessionStarted(
    run="r", agent="a", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
)
QUEUED = ev.ChatQueued(chat="c", customer=Customer(id="u", name="Ann"))
SENT = ev.MessageSent(chat="c", message="m", text="Hi", origin=ev.Origin.TYPED)
SHOWN = ev.SuggestionShown(chat="c", suggestion="g")
CLOSED = ev.ChatClosed(chat="c", disposition=Disposition.ANSWERED, resolved=True)
TAKEN = ev.ChatAccepted(chat="c")


def problems(*facts: tuple[str, ev.AnyFact]) -> list[str]:
    """What is said of these sessions' facts."""
    order, found = EventOrder(), list[str]()
    for seq, (session, fact) in enumerate(facts, start=1):
        wall = datetime(2024, 1, 1, tzinfo=UTC)
        event = ev.Event(seq=seq, session=session, wall=wall, mono_ns=seq, fact=fact)
        found += order.problems(event)
    return found


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([TAKEN], "never queued"),
        ([QUEUED, QUEUED], "queued twice"),
        ([QUEUED, TAKEN, CLOSED, TAKEN], "was over already"),
        ([QUEUED, SENT], "nobody had taken"),
        ([QUEUED, SHOWN], "never requested"),
        ([START], "starts again"),
    ],
)
def test_what_cannot_follow_is_named(facts: list[ev.AnyFact], said: str) -> None:
    """One sentence, with the event's number."""
    (problem,) = problems(("s", START), *(("s", fact) for fact in facts))
    assert said in problem
    assert problem.startswith(f"event {len(facts) + 1}")


def test_a_session_does_not_go_on_after_another_has_started() -> None:
    """Logs are written by one session at a time."""
    (problem,) = problems(("s", START), ("t", START), ("s", QUEUED))
    assert "goes on after another" in problem


@given(steps())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_at_a_desk_can_have_happened(plan: list[Step]) -> None:
    """No day that the console records is called impossible."""
    with workplace(plan) as place:
        order = EventOrder()
        assert [p for event in read_log(place.path) for p in order.problems(event)] == []
