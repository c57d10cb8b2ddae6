"""The tables beside chats and suggestions: messages, agents, assignments."""

from stories import BEGIN, assigned, at, received, rows, sent, started, taken, told

from console.domain import events as ev

MESSAGES = told(
    [
        *at(0, started(), *taken("a"), received("a", "m1", "Where is it?")),
        *at(5, sent("a", "m2", "On its way"), ev.MessageDelivered(chat="a", message="m2")),
        *at(6, sent("a", "m3"), ev.MessageFailed(chat="a", message="m3", reason="gone")),
        *at(7, sent("a", "m4", "Sorry", origin="canned")),
        *at(8, ev.MessageFailed(chat="a", message="m5", reason="gone"), sent("a", "m5")),
        *at(9, ev.MessageDelivered(chat="a", message="m5")),
    ]
)


def test_a_message_has_gone_as_far_as_the_channel_said_last() -> None:
    """The customer's were received; one the channel has not spoken of is on its way."""
    delivery = {row["message"]: row["delivery"] for row in rows("messages", MESSAGES)}
    assert delivery == {
        "m1": "received",
        "m2": "delivered",
        "m3": "failed",
        "m4": "sending",
        "m5": "delivered",
    }


def test_messages_come_in_order_with_sender_and_origin() -> None:
    """Both sides are in one table; the customer's have no origin."""
    found = [(row["message"], row["sender"], row["origin"]) for row in rows("messages", MESSAGES)]
    assert found[:2] == [("m1", "customer", None), ("m2", "agent", "typed")]
    assert found[3] == ("m4", "agent", "canned")


def test_a_message_has_its_text_and_length_where_texts_may_be_told() -> None:
    """The text is as written."""
    first = rows("messages", MESSAGES)[0]
    assert (first["text"], first["characters"], first["pictures"]) == ("Where is it?", 12, 0)


def test_an_agent_is_one_row_over_all_their_sessions() -> None:
    """The tier is that of the last session; times are of the first and the last."""
    one = told(
        [*at(0, started(tier="low"), *taken("a")), *at(10, ev.SessionEnded(reason="left"))],
        [*at(100, started(tier="high")), *at(110, ev.SessionEnded(reason="left"))],
    )
    other = told([*at(50, started()), *at(60, *taken("b", "bob"))], name="t")
    (agent,) = rows("agents", one, other)
    begin = ev.to_micros(BEGIN)
    assert (agent["tier"], agent["sessions"], agent["chats"]) == ("high", 3, 2)
    assert (agent["first_seen"], agent["last_seen"]) == (begin, begin + 110_000_000)


def test_an_agent_without_chats_is_there_all_the_same() -> None:
    """Who only sat at the desk took none."""
    (agent,) = rows("agents", told(at(0, started("mary"))))
    assert (agent["agent"], agent["chats"]) == ("mary", 0)


def test_every_assignment_says_who_was_assigned_and_how() -> None:
    """Each session's arm stands with the method by which it was settled."""
    log = told(
        at(0, started(), assigned("control")), at(50, started("mary"), assigned("treatment"))
    )
    found = [(row["agent"], row["arm"], row["method"]) for row in rows("assignments", log)]
    assert found == [("henry", "control", "lot"), ("mary", "treatment", "lot")]
    assert [(row["session"], row["seq"]) for row in rows("assignments", log)] == [
        ("s-1", 2),
        ("s-2", 4),
    ]


def test_of_two_sessions_that_began_at_once_the_tier_does_not_depend_on_their_order() -> None:
    """An agent at two desks has the tier that comes last by name, and no tier if it was dropped."""
    one = told(at(0, started(tier="low")))
    other = told([*at(0, started(tier="top")), *at(90, ev.WindowActivated())], name="t")
    assert rows("agents", one, other) == rows("agents", other, one)
    (agent,) = rows("agents", one, other)
    (dropped,) = rows("agents", one, told(at(9, started()), name="u"))
    assert (agent["tier"], dropped["tier"]) == ("top", None)
    assert agent["last_seen"] == ev.to_micros(BEGIN) + 90_000_000
