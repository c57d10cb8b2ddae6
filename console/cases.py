"""What closed chats teach: the customers' words and the issues that agents confirmed."""

from pathlib import Path

from console.diagnosis.protocol import Example
from console.store import cases
from console.store.log import EventLog

MOST_CHARACTERS = 4000
"""Of what one customer wrote; the beginning tells what they need."""


def confirmed_cases(log: EventLog | Path, limit: int = 2000) -> list[Example]:
    """The closed chats of a log whose issue was confirmed, newest first, at most ``limit``.

    Raises:
        StoreError: the log can't be read.
    """
    path = log if isinstance(log, Path) else log.path
    found = cases.confirmed_cases(path, limit)
    return [Example(text=said[:MOST_CHARACTERS], issue=issue) for said, issue in reversed(found)]
