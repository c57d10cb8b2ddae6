"""A screen reader in small: reads the window's tree over D-Bus and prints what it hears.

Run by the system's Python, which has ``pyatspi``, on the session bus of ``tests/at_spi_window.py``.
It prints JSON, a line each: first the roles, names and states of what is in the window, then each
announcement as it comes, until it is ended.
"""

import json
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # only the system's Python has it

_LOOKED_FOR = ("page tab", "push button", "text")
_PATIENCE_S = 120
_LONGEST_S = 280


def tell(**what: object) -> None:
    """Print a line at once."""
    print(json.dumps(what), flush=True)  # noqa: T201


def window() -> Any:  # noqa: ANN401 - whatever the library has
    """The console's window, once it is on the bus."""
    ends = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends:
        for application in pyatspi.Registry.getDesktop(0):
            for frame in application or ():
                if frame is not None and "Switchboard" in frame.name:
                    return frame
        time.sleep(0.1)
    sys.exit("there is no window on the bus")


def walk(accessible: Any) -> Iterator[Any]:  # noqa: ANN401
    """Everything below, the thing itself first."""
    yield accessible
    for child in accessible:
        if child is not None:
            yield from walk(child)


def heard(event: Any) -> None:  # noqa: ANN401
    """Print an announcement."""
    tell(kind="announcement", text=event.any_data)


# Where the window was lost nobody ends this one, and it would hold its output open for ever.
signal.alarm(_LONGEST_S)
# The registry tells the window who listens, and until it has, the window announces nothing. Of what
# the window answers to the walk, all comes after that.
pyatspi.Registry.registerEventListener(heard, "object:announcement")
found = []
for each in walk(window()):
    states = each.getState()
    if each.getRoleName() in _LOOKED_FOR and states.contains(pyatspi.STATE_SHOWING):
        names = [pyatspi.stateToString(state) for state in states.getStates()]
        found.append((each.getRoleName(), each.name, names))
tell(kind="tree", found=found)
pyatspi.Registry.start()
