"""Numbers as a reader sees them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.effects.estimates import Change
from console.effects.formatting import bare_p, change, interval, p_value, plain_number, precise


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0004, "<\u00a0.001"), (0.0123, "=\u00a0.012"), (1.0, ">\u00a0.999"), (None, "—")],
)
def test_p_values(value: float | None, told: str) -> None:
    """p-values have three digits, no zero before the point, and a bound at both ends."""
    assert p_value(value) == told


def test_p_values_in_tables() -> None:
    """In a column the sign of equality is left out."""
    assert bare_p(0.04) == ".040"


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_what_is_written_is_the_number(value: float, digits: int) -> None:
    """A number read back is the one written, to half of the last digit."""
    text = plain_number(value, digits)
    back = float(text.replace("−", "-").replace(",", ""))
    assert math.isclose(back, value, abs_tol=0.5000001 * 10**-digits)
    assert text not in ("−0", "−0.0", "−0.00")


def test_small_coefficients_keep_a_digit() -> None:
    """A coefficient below a hundredth has four digits after the point."""
    assert (precise(0.00123), precise(-0.25)) == ("0.0012", "−0.250")


def test_ends_that_there_are_none_of() -> None:
    """An interval without an end is infinite."""
    assert interval(None, 0.5) == "−∞ to 0.500"


def test_changes_have_their_sign_and_unit() -> None:
    """An effect in its outcome's unit has a sign unless the sentence says the direction."""
    effect = Change(unit="percent", value=-7.88, low=-10.0, high=0.04)
    assert change(effect) == "−7.9%"
    assert change(effect, signed=False) == "7.9%"
    assert change(effect, "high") == "0.0%"
