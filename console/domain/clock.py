"""Time as the log keeps it: wall time to place a fact in the world, monotonic time to measure with.

Wall clocks jump (daylight saving, a correction from the network, a person); durations are
therefore always differences of monotonic time within one session. Customers wait while a computer
sleeps, so monotonic time must go on in suspend. Python's ``time.monotonic`` stops there on Linux
and macOS:

- Linux: ``CLOCK_BOOTTIME`` goes on, ``CLOCK_MONOTONIC`` does not;
- macOS: ``CLOCK_MONOTONIC_RAW`` is the kernel's continuous time, while Python's own clock there
  (``mach_absolute_time``, ``CLOCK_UPTIME_RAW``) stops;
- Windows: ``time.monotonic`` goes on, since both clocks that Python has used for it,
  ``GetTickCount64`` and ``QueryPerformanceCounter``, count suspend.

How long the machine slept is how far the clock that goes on is ahead of the one that stops. On
Windows both are one, and nobody tells. Only Linux was tried.
"""

import sys
import time
from collections.abc import Callable
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

    def slept_ns(self) -> int:
        """For how long the machine has been suspended since an arbitrary start, in nanoseconds.

        0 where the system does not tell.
        """
        ...


class SystemClock:
    """The machine's clocks; what it sleeps counts."""

    def __init__(self) -> None:
        self._mono_ns = time_with_suspend()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def mono_ns(self) -> int:
        return self._mono_ns()

    def slept_ns(self) -> int:
        return max(0, self._mono_ns() - time.monotonic_ns())


def time_with_suspend(platform: str = sys.platform) -> Callable[[], int]:
    """The clock, in nanoseconds, that goes on while this kind of system is suspended."""
    name = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC_RAW"}.get(platform)
    clock = getattr(time, name, None) if name else None
    return time.monotonic_ns if clock is None else lambda: time.clock_gettime_ns(clock)


def utc_offset_s(moment: datetime) -> int:
    """By how many seconds this machine's local time is ahead of UTC at a moment."""
    return round((moment.astimezone().utcoffset() or timedelta()).total_seconds())


class ManualClock:
    """A clock that moves only when told to, for simulations and tests."""

    def __init__(self, start: datetime, mono_ns: int = 0) -> None:
        self._wall = start
        self._mono_ns = mono_ns
        self._slept_ns = 0

    def wall(self) -> datetime:
        return self._wall

    def mono_ns(self) -> int:
        return self._mono_ns

    def slept_ns(self) -> int:
        return self._slept_ns

    def sleep(self, seconds: float) -> None:
        """Let the machine be suspended for a while."""
        self.advance(seconds)
        self._slept_ns += round(seconds * 1e9)

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks alike."""
        self._wall += timedelta(seconds=seconds)
        self._mono_ns += round(seconds * 1e9)
