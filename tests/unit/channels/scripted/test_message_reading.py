"""What a scripted customer makes of an agent's message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.channels.scripted.message_reading import is_question, read_message
from console.channels.scripted.script import Scenario, ScriptedAnswer

STORY = Scenario(
    id="s",
    customer="c",
    issue="damaged_item",
    opening=("It is broken",),
    about=("damage", "broken"),
    solution=(("replace", "refund"), ("ship", "label")),
    answers=(
        ScriptedAnswer(asked=("photo",), reply="Here"),
        ScriptedAnswer(asked=("email",), reply="a@b"),
    ),
)


def test_solution_words_match_at_the_beginning_of_a_word_in_any_case() -> None:
    """Inflected words count, words inside others don't."""
    assert read_message(STORY, "REPLACEMENT on its way").groups == {0}
    assert read_message(STORY, "Your friendship matters").groups == frozenset()


def test_an_offer_in_a_question_is_not_stated() -> None:
    """Asking whether the customer wants a refund settles nothing yet."""
    reading = read_message(STORY, "Shall I refund it or send a label?")
    assert reading.groups == {0, 1}
    assert not reading.stated
    assert read_message(STORY, "I have refunded it.").stated


def test_facts_are_given_to_questions_and_requests_only() -> None:
    """Mentioning a photo is not asking for one."""
    assert [a.reply for a in read_message(STORY, "Could you send a photo?").answers] == ["Here"]
    assert [a.reply for a in read_message(STORY, "Please send a photo").answers] == ["Here"]
    assert read_message(STORY, "I have seen the photo. Thank you.").answers == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hi!",
        "Hello Maya, this is Sam. How can I help you?",
        "Sorry to hear that.",
        "",
        "🙂",
        "¡Hola!",
    ],
)
def test_a_greeting_alone_says_nothing(text: str) -> None:
    """Courtesy needs no answer."""
    assert read_message(STORY, text).courtesy


@pytest.mark.parametrize("text", ["ok", "History is on our side.", "Sorry, we can't do that."])
def test_other_messages_are_more_than_courtesy(text: str) -> None:
    """A refusal behind an apology is heard, and so is an empty phrase."""
    assert not read_message(STORY, text).courtesy


def test_a_question_in_any_script_is_seen() -> None:
    """Arabic and full-width question marks count."""
    assert is_question("كيف حالك؟")
    assert is_question("好吗？")
    assert not is_question("Fine.")


@given(st.text())
def test_any_text_can_be_heard(text: str) -> None:
    """Nothing an agent can type makes the customer stumble."""
    read_message(STORY, text)
