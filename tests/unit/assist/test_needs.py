"""Several messages in a row are answered once, and nobody waits long for it."""

from hypothesis import given
from hypothesis import strategies as st

from console.assist.needs import LONGEST_S, QUIET_S, Burst


def test_a_first_message_is_answered_at_once() -> None:
    """Most customers write one message and wait."""
    assert Burst(5.0, 5.0).is_due(5.0, typing=False)


def test_a_customer_who_types_on_is_waited_for() -> None:
    """But not for ever."""
    burst = Burst(5.0, 5.0)
    assert not burst.is_due(5.1, typing=True)
    assert burst.is_due(5.0 + LONGEST_S, typing=True)


def test_after_a_second_message_there_is_a_short_rest() -> None:
    """A third may follow."""
    burst = Burst(5.0, 5.0)
    burst.add(5.3)
    assert not burst.is_due(5.3, typing=False)
    assert burst.is_due(5.3 + QUIET_S, typing=False)


def test_a_message_after_a_rest_is_a_first_one_again() -> None:
    """What was written a minute ago has been dealt with."""
    burst = Burst(5.0, 5.0)
    burst.add(5.2)
    burst.add(65.0)
    assert burst.is_due(65.0, typing=False)


@given(st.lists(st.floats(0, 3), max_size=20), st.booleans())
def test_nobody_waits_longer_than_the_limit(pauses: list[float], typing: bool) -> None:
    """However many messages come, and whatever the customer does."""
    now = 0.0
    burst = Burst(now, now)
    for pause in pauses:
        now += pause
        burst.add(now)
    assert burst.is_due(now + LONGEST_S + 1e-6, typing=typing)
