"""Guardrails on sending suggestions as they are: with one key, not in any other way."""

from collections.abc import Callable

import pytest
from guarded import WORDS, Guarded, rule
from hypothesis import given
from hypothesis import strategies as st

from console.study.guardrails.read_first import reading_s

Watched = Callable[..., Guarded]

READ = rule("read_first", "read", words_per_min=120)
CHECK = rule("adoption_check", "check", after=2)
NEEDED_S = 16 / 120 * 60


def adopt(place: Guarded, chat: str, suggestion: str) -> bool:
    """Press the key that sends a suggestion; whether it was sent."""
    if place.monitor.adopting(chat, suggestion):
        return False
    place.session.adopt(chat, suggestion)
    return True


def test_a_suggestion_is_not_sent_before_it_could_be_read(watched: Watched) -> None:
    """Pressed too early the key holds; after the time for reading it sends."""
    place = watched(READ)
    place.hold("c1")
    suggestion = place.suggest("c1")
    place.passing(2)
    assert not adopt(place, "c1", suggestion)
    (fact,) = place.triggered()
    assert (fact.chat, fact.value) == ("c1", 2)
    assert fact.limit == pytest.approx(NEEDED_S)
    place.passing(NEEDED_S)
    assert adopt(place, "c1", suggestion)
    assert place.said() == [("read", "triggered"), ("read", "obeyed")]


def test_a_second_press_sends_it_all_the_same(watched: Watched) -> None:
    """That is recorded as an override; a bounce of the key is no second press."""
    place = watched(READ)
    place.hold("c1")
    suggestion = place.suggest("c1")
    assert not adopt(place, "c1", suggestion)
    place.clock.advance(0.1)
    assert not adopt(place, "c1", suggestion)
    place.clock.advance(0.4)
    assert adopt(place, "c1", suggestion)
    assert place.said() == [("read", "triggered"), ("read", "overridden")]


def test_editing_and_writing_are_never_held_back(watched: Watched) -> None:
    """They obey what had been asked for."""
    place = watched(READ)
    place.hold("c1")
    first = place.suggest("c1")
    adopt(place, "c1", first)
    place.session.insert("c1", first)
    place.reply("c1", WORDS)
    second = place.suggest("c1")
    adopt(place, "c1", second)
    place.reply("c1", "One moment please.")
    assert place.said() == [("read", "triggered"), ("read", "obeyed")] * 2


def test_a_customer_who_leaves_makes_the_hold_lapse(watched: Watched) -> None:
    """Nobody can send it any more."""
    place = watched(READ)
    place.hold("c1")
    adopt(place, "c1", place.suggest("c1"))
    place.leaves("c1")
    assert place.said() == [("read", "triggered"), ("read", "lapsed")]


def test_a_careful_reader_hears_nothing(watched: Watched) -> None:
    """Reading first, sending then."""
    place = watched(READ)
    place.hold("c1")
    suggestion = place.suggest("c1")
    place.passing(NEEDED_S + 1)
    assert adopt(place, "c1", suggestion)
    assert place.said() == []


def test_the_window_is_told_how_long_reading_takes(watched: Watched) -> None:
    """And nothing where no such guardrail is in force."""
    place = watched(READ)
    place.hold("c1")
    suggestion = place.suggest("c1")
    place.passing(3)
    had_s, needed_s = place.monitor.reading("c1", suggestion) or (None, None)
    assert had_s == 3
    assert needed_s == pytest.approx(NEEDED_S)
    other = watched(CHECK)
    other.hold("c1")
    assert other.monitor.reading("c1", other.suggest("c1")) is None


def test_reading_counts_words_or_characters() -> None:
    """Chinese has no spaces between words, and contractions are one word."""
    assert reading_s("It doesn't work-", 60, 60) == 3
    assert reading_s("我的包裹在哪里？", 60, 60) == 7
    assert reading_s("订单 SB-1 已发货", 60, 120) == pytest.approx(1 + 5 / 2)
    assert reading_s("… 👋", 60, 60) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_never_takes_less_time(first: str, second: str) -> None:
    """Two paragraphs take as long as each by itself."""
    both = reading_s(f"{first}\n{second}", 230, 255)
    assert both == pytest.approx(reading_s(first, 230, 255) + reading_s(second, 230, 255))


def test_after_a_row_of_unchanged_ones_a_question(watched: Watched) -> None:
    """The row goes over chats; sending it all the same begins another."""
    place = watched(CHECK)
    place.hold("c1", "c2")
    assert adopt(place, "c1", place.suggest("c1"))
    assert adopt(place, "c2", place.suggest("c2"))
    third = place.suggest("c1")
    assert not adopt(place, "c1", third)
    (fact,) = place.triggered()
    assert (fact.action, fact.value, fact.limit) == ("ask", 2, 2)
    place.passing(1)
    assert adopt(place, "c1", third)
    assert place.said() == [("check", "triggered"), ("check", "overridden")]
    for _ in range(2):
        assert adopt(place, "c2", place.suggest("c2"))
    assert not adopt(place, "c2", place.suggest("c2"))


def test_a_message_of_ones_own_ends_the_row(watched: Watched) -> None:
    """Then no question is due."""
    place = watched(CHECK)
    place.hold("c1")
    for _ in range(3):
        assert adopt(place, "c1", place.suggest("c1"))
        place.reply("c1")
    assert place.said() == []


def test_editing_after_the_question_obeys_it(watched: Watched) -> None:
    """The agent took the second look; putting it away does, too."""
    place = watched(CHECK)
    place.hold("c1")
    for way in (place.session.insert, place.session.dismiss):
        place.reply("c1")
        for _ in range(2):
            assert adopt(place, "c1", place.suggest("c1"))
        asked = place.suggest("c1")
        assert not adopt(place, "c1", asked)
        way("c1", asked)
    assert place.said() == [("check", "triggered"), ("check", "obeyed")] * 2


def test_both_hold_at_once_and_give_way_at_once(watched: Watched) -> None:
    """The second press is meant for everything that stands on the card."""
    place = watched(READ, CHECK)
    place.hold("c1")
    for _ in range(2):
        suggestion = place.suggest("c1")
        place.passing(10)
        assert adopt(place, "c1", suggestion)
    suggestion = place.suggest("c1")
    assert len(place.monitor.adopting("c1", suggestion)) == 2
    place.clock.advance(1)
    assert adopt(place, "c1", suggestion)
    assert sorted(place.said()[2:]) == [("check", "overridden"), ("read", "overridden")]
