"""All tables of a bundle, with what their rows are about."""

from collections.abc import Iterable, Iterator
from typing import Any

from console.export.log_tables import EVENTS, FOCUS, focus_of
from console.export.people_tables import AGENTS, ASSIGNMENTS, agents_of, assignments_of
from console.measures.chats import chats_table
from console.measures.columns import Table
from console.measures.history import History
from console.measures.messages import MESSAGES, messages_of
from console.measures.retrial import Visits
from console.measures.suggestion_table import SUGGESTIONS
from console.measures.suggestions import suggestions_of


def tables_of(logs: list[History]) -> Iterator[tuple[Table[Any], Iterable[Any]]]:
    """Every table of a bundle with the things its rows are about."""
    chats = [chat for log in logs for chat in log.chats.values()]
    sessions = [session for log in logs for session in log.sessions.values()]
    yield EVENTS, (timed.event for session in sessions for timed in session.events)
    yield MESSAGES, (message for chat in chats for message in messages_of(chat))
    yield SUGGESTIONS, (suggestion for chat in chats for suggestion in suggestions_of(chat))
    yield FOCUS, (focus for log in logs for focus in focus_of(log))
    yield chats_table(Visits(logs)), chats
    yield AGENTS, agents_of(sessions, chats)
    yield ASSIGNMENTS, assignments_of(sessions)
