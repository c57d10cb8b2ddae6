"""Which alternative of a step is taken, by what was said."""

from datetime import date

import pytest

from console.assist.moves.choices import chosen
from console.assist.moves.evidence import ChatEvidence
from console.domain.customers import Customer

ACTION = "pause the box or cancel it"


@pytest.mark.parametrize(
    ("message", "taken"),
    [
        ("Please cancel it.", "cancel it"),
        ("I'd like a break, can you pause it?", "pause the box"),
        ("I don't want to cancel.", "pause the box"),
        ("No pause please", "cancel it"),
        ("I don't need it, cancel it", "cancel it"),
        ("I don't need it cancel it", "cancel it"),
        ("I'd rather pause than cancel.", "pause the box"),
        ("What do you suggest?", ACTION),
    ],
)
def test_what_the_customer_wants_decides_between_alternatives(message: str, taken: str) -> None:
    """What the customer wants decides, and what they don't want decides for the other."""
    evidence = ChatEvidence(
        ((False, message),), Customer(id="c", name="Ada"), None, None, date(2026, 4, 15)
    )
    assert chosen(ACTION, evidence) == taken
