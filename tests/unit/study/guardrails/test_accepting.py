"""Guardrails on taking further chats: they object once, give way, and know what came of it."""

from collections.abc import Callable

from guarded import Guarded, rule

Watched = Callable[..., Guarded]

CAP = rule("concurrency_cap", "cap", limit=2, settle_s=60)
WAIT = rule("longest_wait", "wait", limit_s=90)


def test_the_cap_objects_to_one_chat_too_many(watched: Watched) -> None:
    """It says how many are open, once, however often the agent reaches for another."""
    place = watched(CAP)
    place.hold("c1")
    place.queue("c3")
    assert not place.monitor.accepting()
    place.hold("c2")
    (held,) = place.monitor.accepting()
    assert held.objection.text == "You have 2 chats open. Finish one first."
    assert place.monitor.accepting() == [held]
    (fact,) = place.triggered()
    assert (fact.guardrail, fact.action, fact.value, fact.limit) == ("cap", "hold", 2, 2)


def test_finishing_a_chat_first_obeys_the_cap(watched: Watched) -> None:
    """Then nothing stands against the next one."""
    place = watched(CAP)
    place.hold("c1", "c2")
    place.queue("c3")
    place.monitor.accepting()
    place.close_chat("c1")
    assert place.said() == [("cap", "triggered"), ("cap", "obeyed")]
    assert not place.monitor.accepting()


def test_taking_one_all_the_same_overrides_the_cap(watched: Watched) -> None:
    """And the next one is objected to anew."""
    place = watched(CAP)
    place.hold("c1", "c2")
    place.queue("c3", "c4")
    place.monitor.accepting()
    place.session.accept("c3")
    place.monitor.accepting()
    assert place.said() == [("cap", "triggered"), ("cap", "overridden"), ("cap", "triggered")]


def test_taking_none_for_a_while_obeys_the_cap(watched: Watched) -> None:
    """The agent has let it be for ``settle_s`` seconds."""
    place = watched(CAP)
    place.hold("c1", "c2")
    place.queue("c3")
    place.monitor.accepting()
    place.passing(59)
    assert place.said() == [("cap", "triggered")]
    place.passing(1)
    assert place.said()[1:] == [("cap", "obeyed")]


def test_a_customer_who_leaves_makes_the_cap_lapse(watched: Watched) -> None:
    """The agent has done nothing; nor have they when the queue is empty."""
    place = watched(CAP)
    place.hold("c1", "c2")
    place.queue("c3")
    place.monitor.accepting()
    place.leaves("c1")
    place.hold("c4")
    place.monitor.accepting()
    place.leaves("c3")
    place.passing(1)
    assert place.said() == [("cap", "triggered"), ("cap", "lapsed")] * 2


def test_the_longest_wait_holds_back_until_the_customer_has_an_answer(watched: Watched) -> None:
    """It names the chat that has waited longest."""
    place = watched(WAIT)
    place.hold("c1")
    place.passing(30)
    place.hold("c2")
    place.queue("c3")
    place.passing(60)
    assert not place.monitor.accepting()
    place.passing(20)
    (held,) = place.monitor.accepting()
    assert held.objection.chat == "c1"
    assert held.objection.text.startswith("A customer has waited more than 1 min 30 s")
    place.reply("c1")
    assert not place.monitor.accepting()
    assert place.said() == [("wait", "triggered"), ("wait", "obeyed")]


def test_taking_one_all_the_same_overrides_the_longest_wait(watched: Watched) -> None:
    """A customer who leaves instead makes it lapse."""
    place = watched(WAIT)
    place.hold("c1")
    place.queue("c2", "c3")
    place.passing(91)
    place.monitor.accepting()
    place.session.accept("c2")
    place.reply("c2")
    place.monitor.accepting()
    place.leaves("c1")
    assert [what for _, what in place.said()] == ["triggered", "overridden", "triggered", "lapsed"]


def test_an_agent_below_the_limits_hears_nothing(watched: Watched) -> None:
    """One chat after the other, each answered soon."""
    place = watched(CAP, WAIT)
    for number in range(4):
        chat = f"c{number}"
        place.queue(chat)
        assert not place.monitor.accepting()
        place.session.accept(chat)
        place.passing(20)
        place.reply(chat)
        place.close_chat(chat)
    assert place.said() == []


def test_both_can_stand_against_the_same_chat(watched: Watched) -> None:
    """Each is recorded by itself, and both are overridden by the one deed."""
    place = watched(CAP, WAIT)
    place.hold("c1", "c2")
    place.queue("c3")
    place.passing(91)
    assert len(place.monitor.accepting()) == 2
    place.session.accept("c3")
    assert sorted(place.said()[2:]) == [("cap", "overridden"), ("wait", "overridden")]
