"""A channel that brings too much is slowed down, a chat that does is cut off, and both are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import Workplace

from console.channels import base
from console.domain import events as ev
from console.domain import limits
from console.domain.customers import Customer
from console.session.rates import IncomingRates

ANA = Customer(id="ana", name="Ana")
MOST = limits.MESSAGES_A_MINUTE


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A console with two chats, ``c`` and ``d``."""
    place = Workplace(tmp_path)
    place.channel.incoming += [base.Arrived("c", ANA), base.Arrived("d", ANA)]
    place.take_in()
    yield place
    place.close()


def flood(place: Workplace, chat: str, count: int, first: int = 0) -> None:
    """So many messages at once, taken in as far as they are."""
    place.channel.incoming += [
        base.Wrote(chat, f"{chat}{number}", "Hi") for number in range(first, first + count)
    ]
    place.session.poll_channel()
    while place.session.waiting_items:
        place.session.poll_channel()


def told(place: Workplace) -> list[str]:
    """What was recorded of items that were set aside."""
    place.log.flush()
    facts = [event.fact for event in place.log.read()]
    return [fact.reason for fact in facts if isinstance(fact, ev.ItemSetAside)]


def received(place: Workplace, chat: str) -> int:
    """How many messages of a chat there are."""
    return len(place.session.desk.chats[chat].messages)


def test_a_chat_beyond_its_rate_is_cut_off_and_no_other(place: Workplace) -> None:
    """What is too much is set aside with one fact; another chat's messages arrive."""
    flood(place, "c", MOST + 50)
    flood(place, "d", 5)
    assert (received(place, "c"), received(place, "d")) == (MOST, 5)
    assert told(place) == ["more than 300 messages in a minute; further ones are left out"]


def test_after_a_minute_the_chat_goes_on_and_the_number_is_told(place: Workplace) -> None:
    """What comes then arrives."""
    flood(place, "c", MOST + 50)
    place.clock.advance(61)
    flood(place, "c", 3, first=10_000)
    assert received(place, "c") == MOST + 3
    assert told(place)[-1] == "50 messages were left out, beyond 300 in a minute"


def test_the_number_is_told_at_the_end_too(place: Workplace) -> None:
    """A session that ends within the minute says how much was left out."""
    flood(place, "c", MOST + 1)
    place.session.end("left")
    assert "1 message was left out, beyond 300 in a minute" in told(place)


def test_a_channel_beyond_its_rate_waits(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost: the rest is taken in a minute later."""
    monkeypatch.setattr(limits, "ITEMS_A_MINUTE", 10)
    desk = place.session.desk
    rates = IncomingRates("test", place.clock.mono_ns)
    for number in range(10):
        assert not rates.must_wait()
        assert rates.beyond(base.Wrote("c", f"m{number}", "Hi"), desk) is None
    assert rates.must_wait()
    place.clock.advance(60)
    assert not rates.must_wait()


def test_what_waits_has_an_end(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel can't fill the memory: the rest is left out, which is told with its number."""
    monkeypatch.setattr(limits, "MOST_WAITING", 30)
    flood(place, "c", 50)
    place.session.poll_channel()
    assert received(place, "c") == 30
    assert told(place) == ["20 were left out, beyond 30"]


def test_fast_customers_of_a_simulation_are_no_flood(place: Workplace) -> None:
    """The rates are those of people: ten times as many for customers ten times as fast."""
    rates = IncomingRates("test", place.clock.mono_ns, speed=10.0)
    messages = [base.Wrote("c", f"m{number}", "Hi") for number in range(MOST * 10 + 1)]
    taken = [rates.beyond(each, place.session.desk) is None for each in messages]
    assert taken == [True] * (MOST * 10) + [False]


def test_a_chat_that_nobody_announced_takes_no_memory(place: Workplace) -> None:
    """However many names of chats somebody makes up."""
    rates = IncomingRates("test", place.clock.mono_ns)
    for number in range(1_000):
        assert rates.beyond(base.Wrote(f"x{number}", "m", "Hi"), place.session.desk) is None
    assert rates._messages == {}


def test_an_item_that_comes_again_counts_once(place: Workplace) -> None:
    """While the disk takes nothing a message is tried again and again, and is not left out."""
    same = base.Wrote("c", "m", "Hello?")
    rates = IncomingRates("test", lambda: 0)
    tried = [rates.beyond(same, place.session.desk) for _ in range(MOST + 5)]
    assert tried == [None] * (MOST + 5)
