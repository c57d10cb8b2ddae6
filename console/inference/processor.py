"""How much of the machine the model may have: what the window leaves, never before the window."""

import os
from pathlib import Path

_TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


WAITING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "1000"}
"""How the library's threads wait for each other; it reads this from the environment."""


def lower_priority() -> None:
    """Make this process give way to others. Call it before the library is loaded.

    Threads that wait for work by spinning would take the second core from the window. Those that
    never spin are late for each of the hundreds of short waits that one token takes: with GNU's
    OpenMP they wrote 25 tokens a second where 1,000 turns, some microseconds, make it 68 on a quiet
    machine, and 23 against 53 beside a window at work. On Windows the parent sets the priority when
    it starts the process.
    """
    os.environ.update(WAITING)
    # A failed assertion in the library would otherwise start a debugger on this process.
    os.environ["GGML_NO_BACKTRACE"] = "1"
    if hasattr(os, "nice"):
        os.nice(10)


def threads_to_use() -> int:
    """All physical cores this process may run on but one; both of two.

    On two cores the second thread halves the time to a draft, and the window is no later for it
    (a 10 ms timer, p99: 3.5 ms with two threads, 3.8 with one), because this process gives way.
    """
    cores = physical_cores()
    return cores if cores <= 2 else cores - 1


def physical_cores() -> int:
    """Cores this process may run on; two threads of one core count once where that is known."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    allowed = os.sched_getaffinity(0)
    return len({_siblings(cpu) for cpu in allowed})


def _siblings(cpu: int) -> str:
    path = Path(_TOPOLOGY.format(cpu))
    return path.read_text() if path.exists() else str(cpu)
