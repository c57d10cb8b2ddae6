"""MultiDoGO: a table of messages.

The annotated half has what customers wrote, with intents; the unannotated half has both sides.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from console.channels.recorded.formats.recording import (
    Format,
    RecordedTurn,
    Recording,
    damaged,
    unnamed,
)
from console.channels.recorded.formats.text import clean
from console.domain.customers import Customer

NAME = "multidogo"

_COLUMNS = ("conversationId", "turnNumber", "utterance")
_INTENT, _ROLE = "intent", "authorRole"
"""Tables have one of these, or both: what a customer wants, or who wrote."""

_ROLES = {"agent": True, "customer": False}
"""Whether a role is the agent's."""

_NOT_ISSUES = frozenset(
    {
        "",
        "closinggreeting",
        "confirmation",
        "contentonly",
        "openinggreeting",
        "outofdomain",
        "rejection",
        "thankyou",
    }
)
"""Intents that say how a turn works in the chat, not what the customer needs."""

_LONGEST_FIELD = 2**31 - 1
"""The csv module refuses fields above 128 KiB unless told otherwise; customers may write more."""


class _Row(NamedTuple):
    """One message; ``intents`` are joined, and empty where nobody noted them."""

    turn: int
    by_agent: bool
    text: str
    intents: str


def recognises(head: str) -> bool:
    """Whether the first line names the table's columns."""
    columns = head.partition("\n")[0].rstrip("\r").replace('"', "").split("\t")
    return _COLUMNS[0] in columns and bool({*_COLUMNS[1:], _ROLE} & set(columns))


def read(text: str, source: Path, first: int) -> Iterator[Recording]:
    """The recordings of one table."""
    chats: defaultdict[str, list[_Row]] = defaultdict(list)
    with _long_fields():
        for chat, row in _rows(text, source):
            chats[chat].append(row)
    for number, (chat, rows) in enumerate(chats.items(), start=first):
        rows.sort(key=lambda row: row.turn)
        yield Recording(
            id=chat,
            format=NAME,
            source=source,
            customer=Customer(id=chat, name=unnamed(number)),
            turns=tuple(RecordedTurn(row.turn, row.by_agent, row.text) for row in rows),
            known_issue=_known_issue(rows),
        )


@contextmanager
def _long_fields() -> Iterator[None]:
    """Fields of any length, for a while: the limit holds for all tables that the process reads."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, source: Path) -> Iterator[tuple[str, _Row]]:
    table = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    try:
        header = next(table)
        _check(header, source)
        for fields in table:
            if not fields:
                continue
            if len(fields) != len(header):
                what = f"the row has {len(fields)} columns"
                raise damaged(source, table.line_num, what, f"{len(header)} as in the first line")
            row = dict(zip(header, fields, strict=True))
            yield clean(row["conversationId"]), _row(row, source, table.line_num)
    except csv.Error as error:
        raise damaged(
            source, table.line_num, f"broken quoting ({error})", "complete rows with closed quotes"
        ) from error


def _check(header: list[str], source: Path) -> None:
    missing = [column for column in _COLUMNS if column not in header]
    if not {_INTENT, _ROLE} & set(header):
        missing.append(f"{_INTENT} or {_ROLE}")
    if missing:
        what = f"no column {', '.join(missing)}"
        expected = f"tab-separated {', '.join(_COLUMNS)} and {_INTENT} or {_ROLE}"
        raise damaged(source, 1, what, expected)


def _row(row: dict[str, str], source: Path, line: int) -> _Row:
    return _Row(
        _turn_number(row["turnNumber"], source, line),
        _by_agent(row.get(_ROLE, "customer"), source, line),
        clean(row["utterance"]),
        row.get(_INTENT, ""),
    )


def _by_agent(role: str, source: Path, line: int) -> bool:
    by_agent = _ROLES.get(role.strip().lower())
    if by_agent is None:
        raise damaged(source, line, f"{_ROLE} is {role[:40]!r}", " or ".join(_ROLES))
    return by_agent


def _turn_number(text: str, source: Path, line: int) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        raise damaged(source, line, f"turnNumber is {text[:40]!r}", "a number") from error


def _known_issue(rows: list[_Row]) -> str | None:
    intents = (intent for row in rows for intent in row.intents.split("<div>"))
    return next((intent for intent in intents if intent not in _NOT_ISSUES), None)


FORMAT = Format(NAME, recognises, read)
