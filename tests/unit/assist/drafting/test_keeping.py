"""The model's version says what was approved, in other words perhaps, and next to nothing else."""

import pytest

from console.assist.drafting.keeping import departures

WORDING = (
    "Thank you, Maya. Could you tell me your postal code, and the e-mail address on the account? "
    "I'll look the order up then."
)


@pytest.mark.parametrize(
    "draft",
    [
        WORDING,
        "I'm sorry about that, Maya. Thank you! Could you tell me the e-mail address on the "
        "account and your postal code? Then I'll look up the order.",
    ],
)
def test_a_version_in_other_words_departs_from_nothing(draft: str) -> None:
    """It may join sentences, change their order, and show that it has listened."""
    assert departures(draft, WORDING) == []


@pytest.mark.parametrize(
    ("draft", "against"),
    [
        ("Thank you, Maya. I'll look the order up then.", "leaves out"),
        ("Thank you, Maya. I need your postal code and the e-mail address on the account.", "out"),
        (f"{WORDING} Have you tried another browser?", "adds a question"),
        (f"{WORDING} Deliveries abroad are free. Gift wrap costs nothing.", "nobody approved"),
    ],
)
def test_what_is_left_out_or_added_is_named(draft: str, against: str) -> None:
    """The agent would send less or more than the shop wants to say."""
    assert any(against in objection for objection in departures(draft, WORDING))
