"""What closed chats teach: the customers' words and the issues that agents confirmed."""

from collections import defaultdict, deque
from collections.abc import Iterable
from pathlib import Path

from console.diagnosis.protocol import Example
from console.domain import events as ev
from console.store.log import EventLog, read_log

MOST_CHARACTERS = 4000
"""Of what one customer wrote; the beginning tells what they need."""


def confirmed_cases(log: EventLog | Path, limit: int = 2000) -> list[Example]:
    """The closed chats of a log whose issue was confirmed, newest first, at most ``limit``.

    Raises:
        StoreError: the log can't be read.
    """
    events = read_log(log) if isinstance(log, Path) else log.read()
    return list(reversed(_cases(events, limit)))


def _cases(events: Iterable[ev.Event], limit: int) -> deque[Example]:
    """The last cases, in the order in which their chats were closed."""
    words: dict[str, list[str]] = defaultdict(list)
    issues: dict[str, str] = {}
    cases: deque[Example] = deque(maxlen=limit)
    for event in events:
        match event.fact:
            case ev.MessageReceived(chat=chat, text=text):
                words[chat].append(text)
            case ev.IssueConfirmed(chat=chat, issue=issue):
                issues[chat] = issue
            case ev.ChatClosed(chat=chat):
                said = "\n".join(words.pop(chat, []))[:MOST_CHARACTERS].strip()
                confirmed = issues.pop(chat, None)
                if said and confirmed is not None:
                    cases.append(Example(text=said, issue=confirmed))
            case ev.ChatAbandoned(chat=chat) | ev.ChatDropped(chat=chat):
                words.pop(chat, None)
                issues.pop(chat, None)
            case _:
                pass
    return cases
