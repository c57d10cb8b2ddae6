"""Whether a message begins by agreeing or thanking."""

import pytest

from console.measures.text.agreement import agrees


@pytest.mark.parametrize(
    "text",
    [
        "Yes", "yes please", "Yeah, that's the one", "OK!", "Okay do that", "Thanks so much",
        "Thank you", "Exactly that", "That\u2019s right", "Oh great, thanks", "  correct.",
        "Perfect 👍", "Sure, go ahead", "Got it", "Well, yes", "Exactly, it never did",
        "Yes it does not work",
    ],
)  # fmt: skip
def test_agreement(text: str) -> None:
    """The first words say yes, or thanks."""
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "No", "No thanks", "Yesterday it came", "Right now it's broken", "Surely not",
        "Okra seeds", "Great, but it is still broken", "It is not correct", "Where is it?",
        "Thankfully no", "yesyesyes", "Right, that is not what I meant", "Thank you, no, the other",
        "OK, that's not my problem", "Sure, but why?", "Okay that isn't it",
    ],
)  # fmt: skip
def test_no_agreement(text: str) -> None:
    """Other words, a refusal, or an agreement that is taken back."""
    assert not agrees(text)


def test_a_long_message_takes_no_time() -> None:
    """Only the beginning is looked at."""
    assert agrees("yes " + "x " * 500_000)
