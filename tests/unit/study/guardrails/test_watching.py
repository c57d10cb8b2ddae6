"""Guardrails that speak up by themselves, and the one that waits until it is asked."""

from collections.abc import Callable

import pytest
from guarded import Guarded, rule

from console.domain import events as ev
from console.domain.events import SuggestionKind

Watched = Callable[..., Guarded]

HURRY = rule("attention_nudge", "hurry", switches_per_min=4, window_s=60, settle_s=60, pause_s=120)
AWAY = rule("attention_nudge", "away", away_share=0.6, window_s=60, settle_s=60, pause_s=120)
NEGLECTED = rule("neglected_chat", "neglected", limit_s=90)
PULL = rule("on_demand", "pull")


def switch(place: Guarded, times: int, every_s: float) -> None:
    """Turn back and forth between two chats."""
    for number in range(times):
        place.session.attention.show_tab(("c1", "c2")[number % 2])
        place.passing(every_s)


def test_many_switches_bring_a_nudge(watched: Watched) -> None:
    """Above the limit, one word; not at it."""
    place = watched(HURRY)
    place.hold("c1", "c2")
    switch(place, 4, 5)
    assert place.said() == []
    switch(place, 1, 5)
    (fact,) = place.triggered()
    assert (fact.guardrail, fact.action, fact.value, fact.limit) == ("hurry", "advise", 5, 4)


def test_calming_down_obeys_the_nudge_and_going_on_overrides_it(watched: Watched) -> None:
    """Judged by the minute that follows."""
    for every_s, answer in ((20, "obeyed"), (5, "overridden")):
        place = watched(HURRY)
        place.hold("c1", "c2")
        switch(place, 5, 5)
        switch(place, round(70 / every_s), every_s)
        assert place.said() == [("hurry", "triggered"), ("hurry", answer)]


def test_between_two_nudges_there_is_a_pause(watched: Watched) -> None:
    """However hasty the agent is."""
    place = watched(HURRY)
    place.hold("c1", "c2")
    switch(place, 23, 5)
    assert len(place.triggered()) == 1
    switch(place, 10, 5)
    assert len(place.triggered()) == 2


def test_a_nudge_can_be_put_away(watched: Watched) -> None:
    """Which is going on in spite of it."""
    place = watched(HURRY)
    place.hold("c1", "c2")
    switch(place, 5, 5)
    place.monitor.put_away(place.monitor.open_objections[0])
    assert place.said() == [("hurry", "triggered"), ("hurry", "overridden")]
    assert not place.monitor.open_objections


def test_being_away_from_most_chats_brings_a_nudge(watched: Watched) -> None:
    """Of three chats one is always away from two, once that has been so for a whole window."""
    place = watched(AWAY)
    place.hold("c1", "c2", "c3")
    place.passing(50)
    assert place.said() == []
    place.passing(11)
    (fact,) = place.triggered()
    assert fact.value == pytest.approx(2 / 3, abs=0.01)
    place.close_chat("c2")
    place.passing(60)
    assert place.said()[1:] == [("away", "obeyed")]


def test_a_calm_agent_gets_no_nudge(watched: Watched) -> None:
    """Two chats, a switch now and then."""
    place = watched(HURRY, AWAY)
    place.hold("c1", "c2")
    switch(place, 12, 25)
    assert place.said() == []


def test_a_nudge_lapses_with_the_last_chat(watched: Watched) -> None:
    """There is nothing left to attend to."""
    place = watched(HURRY)
    place.hold("c1", "c2")
    switch(place, 5, 5)
    place.close_chat("c1")
    place.leaves("c2")
    assert place.said() == [("hurry", "triggered"), ("hurry", "lapsed")]


def test_a_neglected_chat_stands_out_until_it_is_answered(watched: Watched) -> None:
    """One highlight a wait; the next wait is another."""
    place = watched(NEGLECTED)
    place.hold("c1")
    place.passing(89)
    assert place.said() == []
    place.passing(30)
    assert [f.action for f in place.triggered()] == ["highlight"]
    assert [t.chat for t in place.session.desk.triggers.values()] == ["c1"]
    place.reply("c1")
    assert place.said() == [("neglected", "triggered"), ("neglected", "obeyed")]
    assert not place.session.desk.triggers
    place.says("c1", "Hello?")
    place.passing(91)
    assert len(place.triggered()) == 2


def test_closing_a_neglected_chat_without_an_answer_overrides(watched: Watched) -> None:
    """A customer who leaves makes it lapse."""
    place = watched(NEGLECTED)
    place.hold("c1", "c2")
    place.passing(91)
    place.close_chat("c1")
    place.leaves("c2")
    assert [what for _, what in place.said()] == [
        *("triggered", "triggered"),
        *("overridden", "lapsed"),
    ]


def test_an_agent_who_answers_in_time_neglects_nobody(watched: Watched) -> None:
    """Customers in the queue are not the agent's yet, and their wait there is not neglect."""
    place = watched(NEGLECTED)
    place.hold("c1")
    place.queue("c2")
    for _ in range(5):
        place.passing(60)
        place.reply("c1")
        place.says("c1", "And then?")
    place.session.accept("c2")
    place.passing(60)
    place.reply("c1")
    assert place.said() == []


def test_asking_for_a_suggestion_overrides_on_demand(watched: Watched) -> None:
    """The agent reached for one and asked; both are in the log."""
    place = watched(PULL)
    place.hold("c1")
    place.monitor.requesting("c1")
    place.session.record(
        ev.SuggestionRequested(
            chat="c1", suggestion="g", about=SuggestionKind.SOLUTION, by_agent=True
        )
    )
    assert place.said() == [("pull", "triggered"), ("pull", "overridden")]


def test_writing_by_oneself_after_reaching_obeys_on_demand(watched: Watched) -> None:
    """One who never reaches for a suggestion never meets the guardrail."""
    place = watched(PULL)
    place.hold("c1", "c2")
    place.reply("c1")
    assert place.said() == []
    place.monitor.requesting("c2")
    place.monitor.requesting("c2")
    place.reply("c2")
    assert place.said() == [("pull", "triggered"), ("pull", "obeyed")]
    assert place.monitor.waits_for_agent(place.session.desk.chats["c2"])
