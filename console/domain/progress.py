"""The shapes of function that long work calls to say how far it is."""

from collections.abc import Callable

ShareProgress = Callable[[str, float], None]
"""Called with what is being done and which share of the whole is behind, 0 to 1."""

StepProgress = Callable[[int, int, str], None]
"""Called with the steps or bytes done, their number in all, and what is being done."""

CountProgress = Callable[[int, int], None]
"""Called with how many are done of how many."""
