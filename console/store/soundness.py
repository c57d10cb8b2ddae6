"""Whether a log is as it was written: its structure, numbers, digests, times and first facts."""

import sqlite3
from collections.abc import Iterator

from console.store.order import EventOrder
from console.store.rows import COLUMNS, UNREADABLE, chain_digest, from_row


def all_problems(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with a log, a sentence each; nothing if it is sound."""
    problems: list[str] = []
    try:
        problems.extend(_problems(connection))
    except sqlite3.Error:
        # SQLite's own words may quote what a customer wrote.
        problems.append("a row and what follows it can't be read: its text or its page is damaged")
    return problems


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Structure, numbering, digests, readability, order of monotonic time and of facts."""
    for (verdict,) in connection.execute("PRAGMA integrity_check(10)"):
        if verdict != "ok":
            yield f"the file's structure is broken: {verdict}"
    expected, chain = 1, b""
    latest: dict[str, int] = {}
    order = EventOrder()
    for *row, stored in connection.execute(f"SELECT {COLUMNS}, chain FROM events ORDER BY seq"):  # noqa: S608
        seq, session, _, mono_ns, _, kind, *_ = row
        if seq != expected:
            yield f"event {expected} is missing; the next one is {seq}"
        elif chain_digest(chain, row) != stored:
            yield f"event {seq} does not match its digest: it or the one before was changed"
        try:
            yield from order.problems(from_row(row))
        except UNREADABLE as error:
            yield f"event {seq} can't be read: {str(error).splitlines()[0]}"
        if session not in latest and kind != "session_started":
            yield f"event {seq} belongs to session {session}, which had not started"
        if mono_ns < latest.get(session, mono_ns):
            yield f"event {seq} is earlier in monotonic time than the one before it"
        expected, chain, latest[session] = seq + 1, stored, mono_ns
