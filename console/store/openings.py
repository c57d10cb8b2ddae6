"""How sessions began: who sat down, and what they answered when asked for consent."""

from collections.abc import Iterator
from pathlib import Path

from console.domain.events import Event
from console.store.database import errors_about, reading
from console.store.rows import COLUMNS, from_row

# Whether an agent consents is recorded with the session's start, within the two facts after it;
# the starts themselves have an index.
_SELECT = (
    f"SELECT {COLUMNS} FROM events WHERE seq IN ("  # noqa: S608 - names of this program only
    "SELECT seq + after FROM events, (SELECT 0 AS after UNION SELECT 1 UNION SELECT 2) "
    "WHERE kind IN ('session_started', 'session_ended') AND kind = 'session_started') "
    "AND kind IN ('session_started', 'consent_answered') ORDER BY seq"
)


def session_openings(path: Path) -> Iterator[Event]:
    """The starts of all sessions of a log and the answers to their consent, in order.

    Nothing if there is no log yet.

    Raises:
        StoreError: the log can't be read.
    """
    if not path.is_file():
        return
    with reading(path) as connection, errors_about(path):
        for row in connection.execute(_SELECT):
            yield from_row(row)
