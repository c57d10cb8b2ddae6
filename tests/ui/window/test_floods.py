"""However much strangers send, the window goes on working while it is taken in."""

import pytest
from flood_pauses import pauses

from console.ui.kit.theme import Theme

MOST_MS = 600
"""Of processor time, on a machine as slow as any: the floods took 4 to 58 seconds before."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "flood",
    ["3,000 messages in one poll", "a record field of 1 MB of words", "3 MB of line ends"],
)
def test_a_flood_does_not_hold_the_window_up(theme: Theme, flood: str) -> None:
    """No turn of the event loop is long; ``tests/flood_pauses.py`` prints all of them."""
    for pause in pauses(theme, (flood,)):
        assert pause.processor_ms < MOST_MS, pause
