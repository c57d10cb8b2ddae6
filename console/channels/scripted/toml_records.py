"""Reads TOML files into checked records; errors name the file and the field."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from console.domain.errors import ChannelError
from console.domain.structured_text import parse_toml

M = TypeVar("M", bound=BaseModel)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; ChannelError if it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ChannelError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise ChannelError(f"{path}: can't be read: {error.strerror}") from error


def read_table(path: Path) -> dict[str, object]:
    """The content of a TOML file; ChannelError if it is none."""
    try:
        return parse_toml(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ChannelError(f"{path}: not TOML: {error}") from error


def checked(path: Path, kind: type[M], value: object, place: str) -> M:
    """A value as a record; ChannelError names the field, which is at ``place`` in the file."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in (place, *first["loc"]) if part != "")
        raise ChannelError(f"{path}: {field}: {first['msg']}") from error


def read_list(path: Path, key: str, kind: type[M]) -> tuple[M, ...]:
    """The records of a file that consists of ``[[key]]`` entries."""
    return listed(path, read_table(path), key, kind)


def listed(path: Path, table: dict[str, object], key: str, kind: type[M]) -> tuple[M, ...]:
    """The records of a table that consists of ``[[key]]`` entries."""
    unknown = sorted(set(table) - {key})
    entries = table.get(key)
    if unknown or not isinstance(entries, list):
        raise ChannelError(f"{path}: holds [[{key}]] entries; found {', '.join(unknown) or 'none'}")
    return tuple(checked(path, kind, value, f"{key}[{n}]") for n, value in enumerate(entries))


def named(path: Path, tables: object, kind: type[M], place: str) -> dict[str, M]:
    """The records of a table that has one table for each name."""
    if not isinstance(tables, dict):
        raise ChannelError(f"{path}: {place}: not a table; write [{place}.NAME] above its entries")
    return {
        name: checked(path, kind, value, f"{place}.{name}".lstrip("."))
        for name, value in tables.items()
    }
