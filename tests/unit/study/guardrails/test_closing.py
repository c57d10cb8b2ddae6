"""Is it really resolved? Signs that it may not be, and what the agent makes of the question."""

from collections.abc import Callable

import pytest
from guarded import Guarded, rule

from console.domain import events as ev
from console.study.guardrails.unresolved_signs import asks, sounds_content, trouble_in

Watched = Callable[..., Guarded]

CHECK = rule("resolved_check", "check", short_s=60)


def signs(place: Guarded, chat: str = "c1") -> tuple[str, ...]:
    """What speaks against closing a chat as resolved."""
    return tuple(sign for held in place.monitor.resolving(chat) for sign in held.objection.signs)


def served(place: Guarded, last: str = "Thanks, that helps!") -> None:
    """A chat of some minutes with an answer, up to the customer's last words."""
    place.hold("c1")
    place.passing(120)
    place.reply("c1")
    place.says("c1", last)


def test_a_chat_with_a_happy_end_is_closed_without_a_question(watched: Watched) -> None:
    """Nothing is recorded of the guardrail."""
    place = watched(CHECK)
    served(place)
    assert signs(place) == ()
    place.close_chat("c1")
    assert place.said() == []


@pytest.mark.parametrize(
    ("last", "sign"),
    [
        ("And when will it come?", "The customer's last question has no answer."),
        ("It is order SB-1", "The customer's last message has no answer."),
        ("It is still not here", "The customer's last message says “still not”."),
        ("Great, it still doesn't work", "The customer's last message says “doesn't work”."),
        ("还没收到", "The customer's last message says “还没”."),
    ],
)
def test_the_last_words_are_a_sign(watched: Watched, last: str, sign: str) -> None:
    """A question left open, a message left unanswered, words of trouble."""
    place = watched(CHECK)
    served(place, last)
    assert sign in signs(place)


def test_an_answered_question_is_none(watched: Watched) -> None:
    """The agent had the last word."""
    place = watched(CHECK)
    served(place, "And when will it come?")
    place.reply("c1")
    assert signs(place) == ()


def test_a_question_of_the_agents_is_a_sign_until_it_is_answered(watched: Watched) -> None:
    """Who asks and closes has solved nothing."""
    place = watched(CHECK)
    served(place, "It is late")
    place.reply("c1", "Which order is it?")
    assert signs(place) == ("Your own last question has no answer.",)
    place.says("c1", "Found it, thanks!")
    place.reply("c1", "Anything else?")
    assert signs(place) == ()


def test_nothing_sent_after_the_issue_was_confirmed_is_a_sign(watched: Watched) -> None:
    """A diagnosis alone solves nothing."""
    place = watched(CHECK)
    served(place, "It is order SB-1")
    place.clock.advance(1)
    place.session.confirm_issue("c1", "late-parcel")
    assert "Nothing was sent after the issue was confirmed." in signs(place)
    place.clock.advance(1)
    place.reply("c1")
    assert signs(place) == ()


def test_a_customer_who_has_come_back_is_a_sign(watched: Watched) -> None:
    """Whatever they say: it was thought resolved before."""
    place = watched(CHECK)
    served(place)
    place.session.record(ev.ChatReturned(chat="c1", previous="c0"))
    assert signs(place) == ("The customer had come back with the issue of an earlier chat.",)


def test_a_very_short_chat_is_a_sign(watched: Watched) -> None:
    """Unless the customer gave thanks."""
    place = watched(CHECK)
    place.hold("c1")
    place.passing(10)
    place.reply("c1")
    assert signs(place) == ("The chat was very short.",)
    place.says("c1", "Perfect, thank you")
    assert signs(place) == ()


def test_the_question_can_be_answered_in_three_ways(watched: Watched) -> None:
    """Closing as not resolved and writing on obey; closing as resolved overrides."""
    place = watched(CHECK)
    for number, resolved in enumerate((False, True)):
        place.hold(f"c{number}")
        assert signs(place, f"c{number}")
        place.close_chat(f"c{number}", resolved=resolved)
    place.hold("c3")
    assert signs(place, "c3")
    place.reply("c3")
    assert [what for _, what in place.said()] == [
        *("triggered", "obeyed"),
        *("triggered", "overridden"),
        *("triggered", "obeyed"),
    ]


def test_signs_that_have_gone_take_the_question_with_them(watched: Watched) -> None:
    """The customer gave thanks meanwhile; nor does it stand when they have left."""
    place = watched(CHECK)
    served(place, "Hm")
    assert signs(place)
    place.says("c1", "All good, thanks")
    assert signs(place) == ()
    place.says("c1", "Wait, no")
    assert signs(place)
    place.leaves("c1")
    assert place.said() == [("check", "triggered"), ("check", "lapsed")] * 2


def test_so_many_signs_are_needed_as_the_study_says(watched: Watched) -> None:
    """One sign is not enough where it says two."""
    place = watched(rule("resolved_check", signs=2))
    served(place, "It is order SB-1")
    assert signs(place) == ()
    place.clock.advance(1)
    place.session.confirm_issue("c1", "late-parcel")
    assert len(signs(place)) == 2


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Thanks a lot!", True),
        ("谢谢，解决了", True),
        ("No thanks", False),
        ("没有解决", False),
        ("Danke, aber es funktioniert nicht", False),
        ("Thanksgiving is on Thursday", False),
    ],
)
def test_contentment_is_told_by_words(text: str, content: bool) -> None:
    """Thanks beside a trouble are none."""
    assert sounds_content(text) is content


def test_questions_and_trouble_are_told_by_marks_and_words() -> None:
    """In scripts of several languages."""
    assert asks("何时到？")
    assert asks("¿Cuándo llega")
    assert not asks("It came.")
    assert trouble_in("Das funktioniert nicht!") == "funktioniert nicht"
    assert trouble_in("It works") is None
