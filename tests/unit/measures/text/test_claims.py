"""Claims in sent messages are counted against what had been carried out by then."""

from datetime import UTC, datetime

import pytest

from console.domain import events as ev
from console.domain.customers import Customer, Order
from console.measures.text.claims import ClaimCount, ClaimCounter

UNLOCK = "Five failed attempts: unlock the account."
QUEUED = ev.ChatQueued(
    chat="c",
    customer=Customer(id="k", name="Ann Doe", orders=(Order(id="LM-1", status="shipped"),)),
)


def sent(text: str) -> ev.MessageSent:
    """A message that the agent typed."""
    return ev.MessageSent(chat="c", message="m", text=text, origin=ev.Origin.TYPED)


def taken(*, done: bool) -> ev.ActionTaken:
    """The account was unlocked, or that failed."""
    return ev.ActionTaken(chat="c", action="a", article="locked", step=UNLOCK, done=done)


def last_count(*facts: ev.AnyFact, schema: int = ev.SCHEMA_VERSION) -> ClaimCount | None:
    """What is counted of the last of these facts."""
    counter, counted = ClaimCounter(), None
    for seq, fact in enumerate((QUEUED, *facts), start=1):
        event = ev.Event(
            seq=seq,
            session="s",
            wall=datetime(2026, 3, 1, tzinfo=UTC),
            mono_ns=seq,
            schema_version=schema,
            fact=fact,
        )
        counted = counter.count(event)
    return counted


SAID = sent("I've unlocked your account.")


@pytest.mark.parametrize(
    ("facts", "unfounded"),
    [
        ((), 1),
        ((taken(done=True),), 0),
        ((taken(done=False),), 1),
        ((taken(done=True), ev.ActionWithdrawn(chat="c", action="a")), 1),
        ((SAID, taken(done=True)), 0),
    ],
)
def test_a_claim_is_unfounded_unless_it_was_done_by_then(
    facts: tuple[ev.AnyFact, ...], unfounded: int
) -> None:
    """Neither a failed step nor one that was taken back bears a claim out."""
    assert last_count(*facts, SAID) == ClaimCount(1, unfounded)


def test_what_the_customers_orders_say_is_no_unfounded_claim() -> None:
    """The record bears out that the order was shipped, and not that a replacement was."""
    assert last_count(sent("Your order has been shipped.")) == ClaimCount(1, 0)
    assert last_count(sent("Your replacement has been shipped.")) == ClaimCount(1, 1)


def test_logs_that_knew_no_actions_have_no_counts() -> None:
    """Nobody can tell what had been done when a log of schema 4 was written."""
    assert last_count(SAID, schema=4) is None
