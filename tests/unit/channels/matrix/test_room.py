"""Rooms as chats: what the server's events are to a console, without a server."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.channels import base
from console.channels.matrix.room import CLAIM, ENCRYPTED, NOTE, RATING, VISIT, Hold
from console.channels.matrix.rooms import Join, Leave, Release, Rooms
from console.domain.customers import Customer

ANA, BEN, CY = "@ana:here", "@ben:here", "@cy:here"
ROOM = "!room:here"


def state(kind: str, sender: str, key: str = "", **content: object) -> dict[str, Any]:
    """A state event."""
    return {"type": kind, "sender": sender, "state_key": key, "content": content}


def joined(user: str, membership: str = "join") -> dict[str, Any]:
    """Somebody's membership."""
    return state("m.room.member", user, user, membership=membership)


def said(name: str, text: str, sender: str = CY, **content: object) -> dict[str, Any]:
    """A message."""
    body = {"msgtype": "m.text", "body": text, **content}
    return {"type": "m.room.message", "event_id": name, "sender": sender, "content": body}


def answer(*events: dict[str, Any], **more: object) -> dict[str, Any]:
    """An answer of ``/sync`` with these events in the one room."""
    room = {"timeline": {"events": list(events)}, **more}
    return {"rooms": {"join": {ROOM: room}}}


def invitation(*more: dict[str, Any], by: str = CY) -> dict[str, Any]:
    """An answer of ``/sync`` with an invitation."""
    own = state("m.room.member", by, ANA, membership="invite")
    return {"rooms": {"invite": {ROOM: {"invite_state": {"events": [own, *more]}}}}}


BEGIN = (state("m.room.create", CY), joined(CY), joined(ANA), joined(BEN))


def made(*colleagues: str) -> Rooms:
    """Ana's rooms."""
    return Rooms(ANA, colleagues or (BEN,), ())


def taken(rooms: Rooms, *answers: dict[str, Any]) -> list[base.Incoming]:
    """What these answers are to the console."""
    return [item for each in answers for item in rooms.take(each, {})]


def test_nobody_comes_as_another_customer() -> None:
    """Whose visit it is counts only together with the account that says so."""
    own = {**said("$1", "hello"), "sender": CY}
    claimed = state(VISIT, CY, visit="@bob:here", name="Bob")
    arrived = taken(made(), invitation(), answer(*BEGIN, claimed, own))
    customers = [item.customer.id for item in arrived if isinstance(item, base.Arrived)]
    assert customers == [f"{CY}/@bob:here"]


def test_an_invitation_is_accepted_and_the_customer_comes_into_the_queue() -> None:
    """The console joins, and what the customer wrote is in the chat, each message once."""
    rooms = made()
    assert taken(rooms, invitation()) == []
    assert rooms.deeds == [Join(ROOM)]
    hello = said("$1", "hello")
    news = taken(rooms, answer(*BEGIN, hello), answer(hello, said("$2", "there?")))
    assert news == [
        base.Arrived(ROOM, Customer(id=CY, name="cy")),
        base.Wrote(ROOM, "$1", "hello"),
        base.Wrote(ROOM, "$2", "there?"),
    ]


def test_what_the_console_cannot_serve_is_declined_in_one_line() -> None:
    """An encrypted room, also when it becomes so later, and an invitation from elsewhere."""
    rooms = made()
    encryption = state("m.room.encryption", CY)
    assert taken(rooms, invitation(encryption)) == [base.TurnedAway("invitation", ENCRYPTED)]
    assert rooms.deeds == [Leave(ROOM, ENCRYPTED)]
    (refused,) = taken(made(), invitation(by="@eve:elsewhere"))
    assert isinstance(refused, base.TurnedAway)
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hello")))
    news = taken(rooms, answer(encryption))
    assert news == [base.Left(ROOM, ENCRYPTED), base.TurnedAway("invitation", ENCRYPTED)]


@given(st.lists(st.sampled_from("abcd"), unique=True, min_size=1), st.data())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_of_agents_who_claim_at_once_exactly_one_gets_the_chat(
    order: list[str], data: st.DataObject
) -> None:
    """Whatever order the server puts the claims in, and in whatever portions each hears of them."""
    agents = [f"@{name}:here" for name in "abcd"]
    begin = [state("m.room.create", CY), *map(joined, [CY, *agents]), said("$1", "hi")]
    claims = [state(CLAIM, f"@{name}:here", f"@{name}:here", holds=True) for name in order]
    winners = []
    for agent in agents:
        rooms = Rooms(agent, agents, ())
        taken(rooms, answer(*begin))
        if agent[1] in order:
            rooms.by_id[ROOM].hold = Hold.ASKED
        left = list(claims)
        news: list[base.Incoming] = []
        while left:
            portion = data.draw(st.integers(1, len(left)))
            news += taken(rooms, answer(*left[:portion]))
            left = left[portion:]
        winners += [agent for item in news if isinstance(item, base.Won)]
        lost = [item for item in news if isinstance(item, base.TakenElsewhere)]
        assert len(lost) == (agent not in winners)
        assert any(isinstance(deed, Release) for deed in rooms.deeds) is bool(lost)
    assert winners == [f"@{order[0]}:here"]


def test_nobody_claims_for_another() -> None:
    """A claim counts only under the sender's own name, and only while the sender is there."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    forged = state(CLAIM, CY, BEN, holds=True)
    assert taken(rooms, answer(forged, state(CLAIM, CY, CY, holds=True))) == []
    rooms.by_id[ROOM].hold = Hold.ASKED
    gone = [joined(BEN, "leave"), state(CLAIM, ANA, ANA, holds=True)]
    rooms.by_id[ROOM].claims.add(BEN)
    assert taken(rooms, answer(*gone)) == [base.Won(ROOM)]


def test_a_restarted_console_goes_on_where_it_was() -> None:
    """What the log has is not reported again; what was written meanwhile is, in order."""
    rooms = made()
    line = base.Line("$1", by_agent=False, text="hi")
    customer = Customer(id=CY, name="cy")
    rooms.restore([base.Resumed(ROOM, customer, (line,), accepted=True, over=False)])
    told = answer(said("$3", "three"), state={"events": list(BEGIN)})
    told["rooms"]["join"][ROOM]["timeline"]["prev_batch"] = "p"
    pages = {"p": ([said("$2", "two"), said("$1", "hi")], "q"), "q": ([said("$0", "no")], None)}
    histories = rooms.histories(told, lambda _, start: pages[start])
    assert list(rooms.take(told, histories)) == [
        base.Wrote(ROOM, "$2", "two"),
        base.Wrote(ROOM, "$3", "three"),
    ]


def test_a_claim_that_was_won_while_the_console_died_is_won_still() -> None:
    """The log knows a waiting chat, the room this agent's claim."""
    rooms = made()
    customer = Customer(id=CY, name="cy")
    rooms.restore([base.Resumed(ROOM, customer, (), accepted=False, over=False)])
    news = taken(rooms, answer(*BEGIN, state(CLAIM, ANA, ANA, holds=True)))
    assert news == [base.Won(ROOM)]


def test_who_writes_after_the_end_comes_back_as_a_new_chat() -> None:
    """It returns to the earlier chat; also for a console that knows the room from its history."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    room = rooms.by_id[ROOM]
    room.over, room.hold = True, Hold.NONE
    again = said("$2", "one more thing")
    expected = [
        base.Arrived(f"{ROOM}/2", Customer(id=CY, name="cy"), previous=ROOM),
        base.Wrote(f"{ROOM}/2", "$2", "one more thing"),
    ]
    assert taken(rooms, answer(again)) == expected
    release = state(CLAIM, ANA, ANA, holds=False, chat=ROOM)
    assert taken(made(), answer(*BEGIN, said("$1", "hi"), release, again)) == expected
    assert taken(made(), answer(*BEGIN, said("$1", "hi"), release)) == []


def test_a_customer_who_leaves_ends_the_chat() -> None:
    """And the agent leaves the room, too."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    (left,) = taken(rooms, answer(joined(CY, "leave")))
    assert isinstance(left, base.Left)
    assert rooms.deeds == [Release(ROOM, "the customer has left")]


def test_a_transferred_chat_comes_with_the_note_and_what_the_colleague_wrote() -> None:
    """The note is for the agent who takes over; earlier replies are told with it."""
    rooms = made()
    note = {"type": NOTE, "sender": BEN, "content": {"room": ROOM, "note": "wants a refund"}}
    taken(rooms, invitation(by=BEN), {"to_device": {"events": [note]}})
    begin = (*BEGIN, said("$1", "hi"), said("$2", "hello cy", BEN), joined(BEN, "leave"))
    arrived, wrote = taken(rooms, answer(*begin))
    assert isinstance(arrived, base.Arrived)
    assert arrived.customer.told is not None
    assert "wants a refund" in arrived.customer.told
    assert wrote == base.Wrote(ROOM, "$1", "hi")


def test_a_note_of_a_stranger_is_none() -> None:
    """Only colleagues' notes are shown to an agent."""
    rooms = made()
    note = {"type": NOTE, "sender": CY, "content": {"room": ROOM, "note": "obey me"}}
    taken(rooms, invitation(), {"to_device": {"events": [note]}})
    arrived, _ = taken(rooms, answer(*BEGIN, said("$1", "hi")))
    assert isinstance(arrived, base.Arrived)
    assert arrived.customer.told is None


def test_receipts_typing_ratings_and_files() -> None:
    """Read up to a message, typing, a rating once, and a file by its name and size."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    for name, message in (("$2", "m-1"), ("$3", "m-2")):
        own = said(name, "hello", ANA) | {"unsigned": {"transaction_id": message}}
        assert taken(rooms, answer(own)) == []
    receipt = {"type": "m.receipt", "content": {"$3": {"m.read": {CY: {}}}}}
    typing = {"type": "m.typing", "content": {"user_ids": [CY, ANA]}}
    rating = {
        "type": RATING,
        "event_id": "$4",
        "sender": CY,
        "content": {"rating": 5, "comment": "good"},
    }
    photo = said("$5", "box.jpg", msgtype="m.image", info={"size": 20_480})
    news = taken(rooms, answer(rating, photo, ephemeral={"events": [receipt, typing]}))
    assert news == [
        base.Rated(ROOM, 5, "good"),
        base.Wrote(ROOM, "$5", "[picture: box.jpg, 20 KB]", 1),
        base.Seen(ROOM, "m-1"),
        base.Seen(ROOM, "m-2"),
        base.Typing(ROOM, True),
    ]


def test_a_rating_that_comes_late_is_of_the_chat_that_has_ended() -> None:
    """Though the customer has written again before."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    rooms.by_id[ROOM].over = True
    rating = {"type": RATING, "event_id": "$3", "sender": CY, "content": {"rating": 5}}
    news = taken(rooms, answer(said("$2", "again"), rating))
    assert news[-1] == base.Rated(ROOM, 5, None)
    rooms.by_id[ROOM].over = True
    news = taken(rooms, answer(rating | {"event_id": "$4"}))
    assert news == [base.Rated(f"{ROOM}/2", 5, None)]


@given(
    st.permutations([f"${n}" for n in range(6)]),
    st.lists(st.sampled_from([f"${n}" for n in range(6)]), max_size=6),
    st.sets(st.integers(0, 11), max_size=3),
)
def test_in_whatever_order_messages_come_each_is_in_one_chat_that_is_not_over(
    order: list[str], doubled: list[str], ends: set[int]
) -> None:
    """Late, out of order and twice, with the agent closing the chat in between."""
    rooms = made()
    taken(rooms, answer(*BEGIN))
    chats, written = [ROOM], list[str]()
    for place, name in enumerate([*order, *doubled]):
        if place in ends:
            rooms.by_id[ROOM].over = True
        for item in taken(rooms, answer(said(name, "text"))):
            if isinstance(item, base.Arrived):
                assert item.previous == chats[-1]
                chats.append(item.chat)
            elif isinstance(item, base.Wrote):
                assert item.chat == chats[-1]
                assert not rooms.by_id[ROOM].over
                written.append(item.message)
    assert written == order


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=4,
)


KINDS = st.sampled_from(
    [CLAIM, RATING, "m.room.member", "m.room.create", "m.room.message", "m.receipt", "m.typing"]
)
FIELDS = ("sender", "state_key", "content", "event_id", "unsigned")
EVENT = st.fixed_dictionaries({"type": KINDS | JUNK}, optional=dict.fromkeys(FIELDS, JUNK))


@given(st.lists(EVENT, max_size=4))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_events_may_hold_anything(events: list[dict[str, Any]]) -> None:
    """Nothing that a server or customer sends breaks a room, or gives somebody a chat."""
    rooms = made()
    taken(rooms, answer(*BEGIN, said("$1", "hi")))
    news = taken(rooms, answer(*events, ephemeral={"events": events}))
    assert not any(isinstance(item, base.Won | base.TakenElsewhere) for item in news)
