"""Lengths of time and quantities as customers write them, also where they write nonsense."""

import pytest

from console.assist.moves.calendar import spans
from console.assist.moves.quantities import quantities_in


def test_a_length_of_time_has_its_numbers_and_unit() -> None:
    """Also with two numbers."""
    (span,) = spans("it takes 3 to 5 business days")
    assert (span.low, span.high, span.unit, span.business) == (3, 5, "day", True)


@pytest.mark.parametrize("digits", [7, 400, 5000])
def test_a_number_that_is_too_long_to_mean_anything_is_no_length_of_time(digits: int) -> None:
    """Python refuses to read some thousand digits as a number."""
    assert spans(f"pause it for {'1' * digits} weeks") == ()


def test_a_number_that_is_too_long_to_mean_anything_is_no_quantity() -> None:
    """It would be infinite, and more than any limit."""
    assert quantities_in(f"{'9' * 400} tickets, ${'9' * 400}") == ()
