"""Time as the log keeps it: wall time to place a fact in the world, monotonic time to measure with.

Wall clocks jump (daylight saving, a correction from the network, a person); durations are
therefore always differences of monotonic time within one session.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of time."""

    def wall(self) -> datetime:
        """The time of day in UTC, to the microsecond."""
        ...

    def mono_ns(self) -> int:
        """Nanoseconds since an arbitrary start, never going back."""
        ...


class SystemClock:
    """The machine's clocks."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def mono_ns(self) -> int:
        return time.monotonic_ns()


class ManualClock:
    """A clock that moves only when told to, for simulations and tests."""

    def __init__(self, start: datetime, mono_ns: int = 0) -> None:
        self._wall = start
        self._mono_ns = mono_ns

    def wall(self) -> datetime:
        return self._wall

    def mono_ns(self) -> int:
        return self._mono_ns

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks alike."""
        self._wall += timedelta(seconds=seconds)
        self._mono_ns += round(seconds * 1e9)
