"""Messages of customers with the issues they are about, from files of several formats.

A file is a table with a header, separated by commas, semicolons or tabs. Which column holds the
text and which the issue follows from their names. Several issues of one message are joined by
``<div>``, as in MultiDoGO.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.domain.errors import UsageError

TEXT_COLUMNS = ("text", "utterance", "message", "query")
ISSUE_COLUMNS = ("category", "issue", "intent", "label")
JOINT = "<div>"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it is about: one issue, or several of which the first is the main one."""

    text: str
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """The messages of a file. ``skipped`` rows had no text or no issue."""

    messages: tuple[Labelled, ...]
    skipped: int


def read_labelled(path: Path) -> LabelledFile:
    """Read a file; raises ``UsageError`` with the line if it is not understood."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 text (byte {error.start:,})") from error
    if not lines:
        raise UsageError(f"{path}: the file is empty")
    rows = list(_rows(path, lines))
    messages = tuple(row for row in rows if row is not None)
    if not messages:
        raise UsageError(f"{path}: there is no row with a text and an issue in it")
    return LabelledFile(messages, len(rows) - len(messages))


def _rows(path: Path, lines: list[str]) -> Iterator[Labelled | None]:
    separator = max("\t,;", key=lines[0].count)
    table = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header = next(table)
        text = _column(path, header, TEXT_COLUMNS, "text")
        issue = _column(path, header, ISSUE_COLUMNS, "issue")
        for row in table:
            if row and len(row) != len(header):
                raise UsageError(
                    f"{path}, line {table.line_num}: {len(row)} columns, where the header has "
                    f"{len(header)}"
                )
            if row:
                yield _labelled(row[text], row[issue])
    except csv.Error as error:
        raise UsageError(f"{path}, line {table.line_num}: {error}") from error


def _labelled(text: str, issue: str) -> Labelled | None:
    issues = tuple(dict.fromkeys(part.strip() for part in issue.split(JOINT) if part.strip()))
    return Labelled(text.strip(), issues) if text.strip() and issues else None


def _column(path: Path, header: list[str], names: tuple[str, ...], what: str) -> int:
    columns = [name.strip().casefold() for name in header]
    for name in names:
        if name in columns:
            return columns.index(name)
    raise UsageError(
        f"{path}, line 1: no column for the {what}; one must be called {', '.join(names)}"
    )
