"""The machine's clocks as the log needs them."""

import sys
import time

import pytest

from console.domain.clock import SystemClock, time_with_suspend


@pytest.mark.skipif(sys.platform != "linux", reason="the clock is Linux's")
def test_lengths_go_on_while_the_computer_sleeps() -> None:
    """Monotonic time is the time since the start of the system with its sleep, not without it."""
    before = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    now = SystemClock().mono_ns()
    assert before <= now <= time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def test_a_machine_that_has_not_slept_since_says_so() -> None:
    """The two clocks that are compared are read one after the other, which is no sleep."""
    clock = SystemClock()
    before = clock.slept_ns()
    assert before >= 0
    assert abs(clock.slept_ns() - before) < 1_000_000_000


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "another"])
def test_every_system_has_a_clock_that_never_goes_back(platform: str) -> None:
    """Where a system has no clock of that name, Python's own is used."""
    clock = time_with_suspend(platform)
    readings = [clock() for _ in range(100)]
    assert readings == sorted(readings)
    assert readings[0] > 0
