"""Compares copies of a log: where it begins, how far it goes, and its digest at any place.

Two files are copies of one log if it begins with the same session; one goes on where the other
stops if both have the same digest there, since a digest is one over all rows before it.
"""

from dataclasses import dataclass
from pathlib import Path

from console.domain.errors import StoreError
from console.store.database import reading


@dataclass(frozen=True, slots=True)
class LogExtent:
    """What a log holds: its sessions in order, and the place and digest of its newest event."""

    sessions: tuple[str, ...]
    events: int
    last_seq: int
    last_digest: bytes

    @property
    def name(self) -> str | None:
        """The id of its first session, by which the log is known; None if nothing is in it."""
        return self.sessions[0] if self.sessions else None


def extent(path: Path) -> LogExtent:
    """How far a log goes. A console may be writing it at the same time.

    Raises:
        StoreError: there is no such log, or it can't be read.
    """
    if not path.is_file():
        raise StoreError(f"{path} is not a file; name a session database")
    with reading(path) as connection:
        connection.execute("BEGIN")
        sessions = connection.execute(
            "SELECT session, COUNT(*) FROM events GROUP BY session ORDER BY MIN(seq)"
        ).fetchall()
        newest = connection.execute(
            "SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    seq, digest = newest or (0, b"")
    return LogExtent(tuple(s for s, _ in sessions), sum(n for _, n in sessions), seq, digest)


def digest_at(path: Path, seq: int) -> bytes | None:
    """The digest of the event at a place, None if the log has none there."""
    with reading(path) as connection:
        row = connection.execute("SELECT chain FROM events WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None
