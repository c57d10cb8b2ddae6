"""How an event becomes a row of the log and an event again."""

import hashlib
from collections.abc import Sequence
from typing import Any

from console.domain import events as ev

# What SQLite gives back has any of its types in any column; ``from_row`` finds out.
Row = tuple[Any, ...]  # Any: columns differ in type
"""The values of an event in the order of ``COLUMNS``; on disk its digest follows."""

COLUMNS = "seq, session, wall_us, mono_ns, schema_version, kind, chat, body"

UNREADABLE = (ValueError, TypeError, OverflowError, OSError)
"""What ``from_row`` may raise of a row that nobody wrote as it is; pydantic's is a ValueError."""


def to_row(event: ev.Event) -> Row:
    """The values of an event in the order of ``COLUMNS``."""
    return (
        event.seq,
        event.session,
        ev.to_micros(event.wall),
        event.mono_ns,
        event.schema_version,
        event.fact.kind,
        event.chat,
        ev.fact_to_json(event.fact),
    )


def from_row(row: Sequence[Any]) -> ev.Event:  # Any: columns differ in type
    """The event that ``to_row`` made this row of; raises one of ``UNREADABLE`` if none did."""
    seq, session, wall_us, mono_ns, schema_version, _kind, _chat, body = row
    return ev.Event(
        seq=seq,
        session=session,
        wall=ev.from_micros(wall_us),
        mono_ns=mono_ns,
        schema_version=schema_version,
        fact=ev.fact_from_json(body),
    )


def chain_digest(before: bytes, row: Sequence[object]) -> bytes:
    """16 bytes of BLAKE2b over the digest of the row before and this row's values.

    The values are joined by the unit separator, which neither JSON nor an identifier contains
    unescaped, so that no two rows give the same text.
    """
    text = "\x1f".join("" if value is None else str(value) for value in row)
    return hashlib.blake2b(before + text.encode(), digest_size=16).digest()
