"""The SQL of the measures, kept from one process to the next: translating takes many seconds.

It lies in the user's cache, under a hash of all that decides about it: the source of the measures
and of the domain, and the versions of the libraries that translate. Where there is no source, as in
a frozen program, nothing is kept.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from console import paths
from console.domain.structured_text import parse_object

Sql = dict[str, str]
"""Queries by the name of what they compute, in their order."""

_CONSOLE: Final = Path(__file__).parents[1]
_SOURCES = ("measures", "domain")
_MODULES = ("column_types.py", "settings.py", "paths.py", "language.py")
_LIBRARIES = ("ibis-framework", "sqlglot")
_MOST_FILES = 16


def kept_sql(name: str, translate: Callable[[], Sql]) -> Sql:
    """What ``translate`` returned when it was last called for ``name``, or returns now."""
    made_from = fingerprint(_CONSOLE)
    if made_from is None:
        return translate()
    path = paths.cache_dir() / "sql" / f"{name}-{made_from[:24]}.json"
    known = _read(path)
    if known is None:
        known = translate()
        # On a full or read-only disk nothing is kept, and the next process translates again.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            paths.replace_text(path, json.dumps({"sha256": _digest(known), "sql": known}))
            _drop_old(path.parent)
    return known


@cache
def fingerprint(console: Path) -> str | None:
    """A hash of what the SQL is made from and by; null where the source is not there."""
    files = [console / name for name in _MODULES]
    files += [file for folder in _SOURCES for file in (console / folder).rglob("*.py")]
    digest = hashlib.sha256(repr([(each, version(each)) for each in _LIBRARIES]).encode())
    try:
        for file in sorted(files):
            source = file.read_bytes()
            digest.update(f"\0{file.relative_to(console)}\0{len(source)}\0".encode() + source)
    except OSError:
        return None
    return digest.hexdigest()


def _read(path: Path) -> Sql | None:
    """The queries of a file; null if it is missing or damaged."""
    try:
        kept = parse_object(path.read_text(encoding="utf-8"))
        sql: Sql = {name: str(query) for name, query in kept["sql"].items()}
        return sql if kept["sha256"] == _digest(sql) else None
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _digest(sql: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sql).encode()).hexdigest()


def _drop_old(folder: Path) -> None:
    """Leave the newest files alone; each change of the measures makes others."""
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_MOST_FILES]:
        file.unlink(missing_ok=True)
