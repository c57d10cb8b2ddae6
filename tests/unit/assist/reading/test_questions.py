"""Which messages hold a question that nobody has answered."""

import pytest
from unit.assist.reading.written_chats import read

from console.assist.reading.questions import adds, questions_in


@pytest.mark.parametrize(
    "text",
    [
        "How long does that take?",
        "how much is it for two",
        "and do i have to be at home",
        "please explain to me why there are two",
        "any news on my parcel",
        "is it one box or two",
        "wie lange dauert das denn",
        "muss ich dann zu Hause sein?",
        "¿cuánto cuesta?",
        "combien de temps est-ce que ça prend",
        "要多久",
    ],
)
def test_a_question_is_found_with_and_without_its_mark(text: str) -> None:
    """Also in other languages."""
    assert questions_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "What a lovely house.",
        "Have a great day",
        "It broke when I opened it.",
        "Could you please send a new one?",
        "why do you need my birthday?",
        "that was quick",
    ],
)
def test_a_request_a_refusal_or_a_statement_is_no_question(text: str) -> None:
    """These ask for something to be done, or for nothing."""
    assert not questions_in(text)


def test_a_question_is_open_until_the_agent_says_something_to_it() -> None:
    """A promise or a question of the agent's answers nothing."""
    asked = ("my bag is torn", "who pays for the postage?")
    assert read(*asked).questions == ("m1",)
    assert read(*asked, "> One moment, I'm looking it up.").questions == ("m1",)
    assert read(*asked, "> Sorry to hear that! Is it the strap?").questions == ("m1",)
    assert read(*asked, "> The postage is on us.").questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "I also tried restarting it.",
        "it also happened yesterday",
        "thanks, also for the help!",
    ],
)
def test_also_in_an_account_brings_up_nothing_further(text: str) -> None:
    """It tells more of the same matter."""
    assert not adds(text)


@pytest.mark.parametrize(
    "text",
    [
        "I also want to cancel my other order.",
        "thanks! could you also send me an invoice?",
        "Also, how long is my ticket valid",
        "please also change my address",
        "by the way, my invoice is missing",
    ],
)
def test_also_with_a_wish_or_a_question_brings_something_up(text: str) -> None:
    """Other phrases do it by themselves."""
    assert adds(text)
