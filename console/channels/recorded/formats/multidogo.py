"""MultiDoGO: a table of what customers wrote, with intents; what agents wrote is not in it."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

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

_COLUMNS = ("conversationId", "turnNumber", "utterance", "intent")

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

_Row = tuple[int, str, str]
"""Turn number, text, intents."""


def recognises(head: str) -> bool:
    """Whether the first line names the table's columns."""
    columns = head.partition("\n")[0].rstrip("\r").split("\t")
    return columns[0] == "conversationId" and "turnNumber" in columns


def read(text: str, source: Path, first: int) -> Iterator[Recording]:
    """The recordings of one table."""
    chats: defaultdict[str, list[_Row]] = defaultdict(list)
    for chat, row in _rows(text, source):
        chats[chat].append(row)
    for number, (chat, rows) in enumerate(chats.items(), start=first):
        rows.sort(key=lambda row: row[0])
        yield Recording(
            id=chat,
            format=NAME,
            source=source,
            customer=Customer(id=chat, name=unnamed(number)),
            turns=tuple(RecordedTurn(turn, by_agent=False, text=text) for turn, text, _ in rows),
            known_issue=_known_issue(rows),
        )


def _rows(text: str, source: Path) -> Iterator[tuple[str, _Row]]:
    csv.field_size_limit(_LONGEST_FIELD)
    table = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    try:
        header = next(table)
        chat_at, turn_at, text_at, intent_at = _positions(header, source)
        for fields in table:
            if not fields:
                continue
            if len(fields) != len(header):
                what = f"the row has {len(fields)} columns"
                raise damaged(source, table.line_num, what, f"{len(header)} as in the first line")
            turn = _turn_number(fields[turn_at], source, table.line_num)
            yield fields[chat_at], (turn, clean(fields[text_at]), fields[intent_at])
    except csv.Error as error:
        raise damaged(
            source, table.line_num, f"broken quoting ({error})", "complete rows with closed quotes"
        ) from error


def _positions(header: list[str], source: Path) -> tuple[int, ...]:
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        what = f"no column {', '.join(missing)}"
        raise damaged(source, 1, what, f"tab-separated {', '.join(_COLUMNS)}")
    return tuple(header.index(column) for column in _COLUMNS)


def _turn_number(text: str, source: Path, line: int) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        raise damaged(source, line, f"turnNumber is {text[:40]!r}", "a number") from error


def _known_issue(rows: list[_Row]) -> str | None:
    intents = (intent for _, _, joined in rows for intent in joined.split("<div>"))
    return next((intent for intent in intents if intent not in _NOT_ISSUES), None)


FORMAT = Format(NAME, recognises, read)
