"""What customers describe before anybody asks, in other words than the article's."""

import pytest
from unit.assist.reading.written_chats import met

from console.assist.reading.descriptions import scope


@pytest.mark.parametrize(
    ("need", "message"),
    [
        ("What is broken?", "lid doesn't close anymore"),
        ("What exactly is broken?", "battery dies after ten minutes"),
        ("What exactly happens?", "it switches off after a minute"),
        ("What is missing?", "I got everything but the lid"),
        ("Reason for the cancellation", "please cancel, it's too expensive for me"),
        ("What was left behind?", "i think my glasses are still on the nightstand"),
        ("What did the terminal say?", "the machine keeps telling me 'PIN locked'"),
        ("Which item on the bill?", "there's a wash on it that I never ordered"),
        ("Is it only this home or the neighbors too?", "we're the only ones without power"),
    ],
)
def test_a_need_is_met_by_a_description_in_other_words(need: str, message: str) -> None:
    """Nobody who has said what is wrong is asked for it."""
    assert met(message, ask=need)


@pytest.mark.parametrize(
    ("need", "message"),
    [
        ("What is broken?", "this came in a terrible state"),
        ("What is missing?", "parts missing!!"),
        ("Reason for the cancellation", "I'd like to cancel"),
        ("What exactly happens?", "can you help me?"),
        ("By when can the customer pay?", "i can't pay right now, sorry"),
        ("Which day could the car be brought?", "can you repair my car this week"),
    ],
)
def test_a_complaint_that_says_nothing_more_leaves_the_need_open(need: str, message: str) -> None:
    """It has to be asked for."""
    assert not met(message, ask=need)


def test_who_is_concerned_is_read_from_how_people_say_it() -> None:
    """One alone, or everybody; else nothing is known."""
    assert scope("just us, I think") == "one"
    assert scope("the whole street is dark") == "all"
    assert scope("it's dark") is None
