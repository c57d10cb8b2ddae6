"""Reads the list of agents who are to be assigned: a CSV file with agent, tier and site."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.study.assignment.assignment_list import Person
from console.study.errors import StudyError

_COLUMNS = ("agent", "tier", "site")


def read_people(path: Path, tiers: Mapping[str, str]) -> list[Person]:
    """The agents, in the file's order; tier and site may be missing or empty.

    Args:
        path: a CSV file in UTF-8 with a line of names above; commas or semicolons between values.
        tiers: the tier of agents for whom the file has none.

    Raises:
        StudyError: it can't be read, or a line names no agent.
    """
    lines = _text(path).splitlines()
    names = lines[0] if lines else ""
    rows = _rows(path, lines, ";" if ";" in names else ",")
    header = [name.strip().lower() for name in rows[0]] if rows else []
    _check(path, header)
    return [
        _person(path, number, header, row, tiers)
        for number, row in enumerate(rows[1:], 2)
        if any(value.strip() for value in row)
    ]


def _rows(path: Path, lines: Sequence[str], separator: str) -> list[list[str]]:
    table = csv.reader(lines, delimiter=separator)
    try:
        return list(table)
    except csv.Error as error:
        raise StudyError(f"{path}:{table.line_num}: no list of agents: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise StudyError(f"{path}: can't be read: {error.strerror}") from error


def _check(path: Path, header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown or "agent" not in header:
        what = f"no column {unknown[0]!r} is known" if unknown else "there is no column 'agent'"
        raise StudyError(f"{path}:1: {what}; write agent,tier,site above the list")


def _person(
    path: Path, number: int, header: Sequence[str], row: Sequence[str], tiers: Mapping[str, str]
) -> Person:
    values = {name: value.strip() for name, value in zip(header, row, strict=False)}
    agent = values.get("agent", "")
    if not agent or len(row) > len(header):
        raise StudyError(f"{path}:{number}: write an agent and a value for each column")
    tier = values.get("tier") or tiers.get(agent)
    return Person(agent, tier, values.get("site") or None)
