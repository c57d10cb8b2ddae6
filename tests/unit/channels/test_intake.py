"""The border to a channel: what can't be used is set aside, what is behind it is taken in."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Workplace

from console.channels import base
from console.channels.intake import facts_or_set_aside
from console.domain import events as ev
from console.domain import limits
from console.domain.customers import Customer, Order, OrderItem
from console.domain.desk import Desk
from console.domain.errors import InvalidFact
from console.store.log import read_log

ANA = Customer(id="ana", name="Ana")
HALF = "\ud83d"
"""Half a surrogate pair, which no encoding can hold."""

ODD: list[tuple[Any, str]] = [
    (base.Wrote("nobody", "m", "Hi"), "never announced"),
    (base.Wrote("c", "", "Hi"), "id is missing"),
    (base.Wrote("c", "m" * 300, "Hi"), "id is too long"),
    (base.Wrote("c", HALF, "Hi"), "can't be kept"),
    (base.Wrote("c", "m2", 7), "not well formed"),  # type: ignore[arg-type]
    (base.Wrote("c", "m2", "Hi", pictures=-1), "pictures"),
    (base.Wrote("c", "m2", "Hi", pictures=True), "pictures"),
    (base.Wrote(["c"], "m2", "Hi"), "never announced"),  # type: ignore[arg-type]
    (base.Typing("nobody", True), "never announced"),
    (base.Delivered("c", "m9"), "never sent"),
    (base.DeliveryFailed("c", "m9", "gone"), "never sent"),
    (base.Left("nobody", "gave up"), "never announced"),
    (base.Left("c", None), "not well formed"),  # type: ignore[arg-type]
    (base.Rated("c", 0), "from 1 to 5"),
    (base.Rated("c", 6), "from 1 to 5"),
    (base.Rated("c", 4.5), "from 1 to 5"),  # type: ignore[arg-type]
    (base.Rated("c", True), "from 1 to 5"),
    (base.Rated("nobody", 3), "never announced"),
    (base.Arrived("d\n", ANA), "can't be kept"),
    (base.Arrived("d", None), "no customer"),  # type: ignore[arg-type]
    (base.Arrived("d", Customer(id=HALF, name="Ana")), "can't be kept"),
    (base.Arrived("d", ANA, previous=HALF), "can't be kept"),
    (None, "nothing that a channel reports"),
    ({"type": "message"}, "nothing that a channel reports"),
]


@pytest.fixture
def open_place(place: Workplace) -> Workplace:
    """A place with one accepted chat, ``c``."""
    place.channel.incoming += [base.Arrived("c", ANA), base.Wrote("c", "m1", "Where is it?")]
    place.take_in()
    place.session.accept("c")
    return place


@pytest.mark.parametrize(("item", "reason"), ODD)
def test_an_odd_item_stops_nothing(open_place: Workplace, item: Any, reason: str) -> None:  # noqa: ANN401
    """It is set aside with its reason; the message behind it arrives, and the log is sound."""
    open_place.channel.incoming += [item, base.Wrote("c", "behind", "Are you there?")]
    open_place.take_in()
    open_place.log.flush()
    aside = [e.fact for e in read_log(open_place.path) if isinstance(e.fact, ev.ItemSetAside)]
    assert [reason in each.reason for each in aside] == [True]
    assert open_place.session.desk.items_set_aside == 1
    assert open_place.session.desk.chats["c"].messages[-1].id == "behind"
    assert open_place.log.verify() == []


def test_texts_are_made_storable_and_shortened() -> None:
    """A half surrogate anywhere is replaced, and nothing is longer than its limit."""
    customer = Customer(
        id="ana",
        name=HALF + "n" * 5_000,
        note="x" * 1_000_000,
        told="y" * 1_000_000,
        orders=(Order(id=HALF, status="new", items=(OrderItem(name=HALF),)),),
    )
    desk = Desk()
    (queued,) = facts_or_set_aside(base.Arrived("c", customer), desk, "test")
    assert isinstance(queued, ev.ChatQueued)
    kept = queued.customer
    assert len(kept.name) == limits.NAME_CHARACTERS
    assert kept.note is not None
    assert kept.note.endswith(limits.CUT)
    assert kept.told is not None
    assert kept.told.endswith(limits.CUT)
    assert ev.fact_from_json(ev.fact_to_json(queued)) == queued


def test_a_long_message_is_shortened(open_place: Workplace) -> None:
    """What is beyond the limit is left out, and the text says that it goes on."""
    open_place.channel.incoming.append(base.Wrote("c", "long", "a" * 3_000_000))
    open_place.take_in()
    text = open_place.session.desk.chats["c"].messages[-1].text
    assert len(text) == limits.MESSAGE_CHARACTERS
    assert text.endswith(limits.CUT)


def test_a_flood_is_taken_in_by_portions(open_place: Workplace) -> None:
    """Of many messages one poll takes a portion, and the others follow in order."""
    many = limits.MESSAGES_A_MINUTE - 1
    open_place.channel.incoming += [base.Wrote("c", f"n{n}", str(n)) for n in range(many)]
    open_place.session.poll_channel()
    messages = open_place.session.desk.chats["c"].messages
    assert len(messages) == 1 + limits.MOST_ITEMS_A_POLL
    while open_place.session.waiting_items:
        open_place.session.poll_channel()
    assert [m.id for m in messages[1:]] == [f"n{n}" for n in range(many)]


class _Failing:
    """A poll that reports one thing and then breaks, until it is told to work."""

    def __init__(self) -> None:
        self.broken = True
        self.count = 0

    def __call__(self) -> Iterable[base.Incoming]:
        self.count += 1
        yield base.Wrote("c", f"x{self.count}", "Hello?")
        if self.broken:
            raise ZeroDivisionError


def test_a_channel_that_fails_is_told_of_once(
    open_place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had reported before is taken in, and the failure is one fact until it is well."""
    failing = _Failing()
    monkeypatch.setattr(open_place.channel, "poll", failing)
    for _ in range(5):
        open_place.session.poll_channel()
    failing.broken = False
    open_place.session.poll_channel()
    failing.broken = True
    open_place.session.poll_channel()
    desk = open_place.session.desk
    assert desk.items_set_aside == 2
    assert [m.id for m in desk.chats["c"].messages[1:]] == [f"x{n}" for n in range(1, 8)]


REFUSED: list[ev.AnyFact] = [
    ev.ChatOffered(chat="nobody"),
    ev.MessageDelivered(chat="c", message="never"),
    ev.SuggestionDismissed(chat="c", suggestion="never"),
    ev.ChatQueued(chat="c", customer=ANA),
]


@pytest.mark.parametrize("fact", REFUSED, ids=lambda fact: fact.kind)
def test_a_refused_fact_is_never_appended(open_place: Workplace, fact: ev.AnyFact) -> None:
    """What the desk refuses raises before it is written, with all facts of the same call."""
    before = open_place.log.last_seq
    with pytest.raises(InvalidFact):
        open_place.session.record(ev.ChatOffered(chat="c"), fact)
    assert open_place.log.last_seq == before
    open_place.session.send("c", "Still at work")
    assert open_place.log.verify() == []


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
_ids = st.sampled_from(["c", "m1", "nobody", "", HALF]) | _values
_items = st.one_of(
    st.builds(base.Wrote, _ids, _ids, _values, _values),
    st.builds(base.Typing, _ids, _values),
    st.builds(base.Delivered, _ids, _ids),
    st.builds(base.DeliveryFailed, _ids, _ids, _values),
    st.builds(base.Left, _ids, _values),
    st.builds(base.Rated, _ids, _values, _values),
    st.builds(base.Arrived, _ids, _values, _values, _values),
    _values,
)


@pytest.mark.slow
@given(items=st.lists(_items, max_size=8))
@settings(deadline=None, max_examples=150)
def test_items_of_any_shape_make_facts_that_can_be_kept(items: list[Any]) -> None:
    """Nothing raises, and every fact can be written, read back and folded."""
    desk, seq = Desk(), 0
    first: list[Any] = [base.Arrived("c", ANA), base.Wrote("c", "m1", "Hi")]
    for item in [*first, *items]:
        for fact in facts_or_set_aside(item, desk, "test"):
            seq += 1
            assert ev.fact_from_json(ev.fact_to_json(fact)) == fact
            desk.apply(
                ev.Event(seq=seq, session="s", wall=ev.from_micros(seq), mono_ns=seq, fact=fact)
            )
