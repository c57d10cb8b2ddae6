"""The study's file as a shared bundle has it: its days moved, and nothing that tells by how much.

Title, consent text and comments are words, which may name a day or the site. The seed is often the
day on which the study began. A name that holds a year is replaced, in the tables too.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_toml
from console.export.errors import ExportError
from console.export.privacy import TextPrivacy

DATED = r"(19|20)\d\d"
"""What a study's name has in it if it may hold a date, for Python and DuckDB."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NOTE = "# Days are moved as in the shared bundle this file is in; the seed is left out.\n"


def moved_study(content: bytes, days: int, privacy: TextPrivacy) -> bytes:
    """A study's file with every date moved back by so many days.

    Raises:
        ExportError: it is not TOML.
    """
    try:
        study = parse_toml(content.decode())
    except ValueError as error:
        raise ExportError(f"the study's file can't be read: {error}; nothing was shared") from error
    name = study_name(str(study.get("name", "")), privacy)
    study |= {"name": name, "title": name}
    study.pop("consent", None)
    if isinstance(assignment := study.get("assignment"), dict):
        study["assignment"] = assignment | {"seed": 0}
    return (_NOTE + "".join(_lines(_moved(study, timedelta(days))))).encode()


def study_name(name: str, privacy: TextPrivacy) -> str:
    """A study's name, or a pseudonym for one that may hold a date."""
    return privacy.pseudonym("study", name) if re.search(DATED, name) else name


def _moved(value: Any, by: timedelta) -> Any:  # noqa: ANN401 - any TOML
    if isinstance(value, dict):
        return {name: _moved(each, by) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    if isinstance(value, date):  # a datetime is one too
        try:
            return value - by
        except OverflowError:
            return value
    return value


def _lines(study: JsonObject) -> Iterator[str]:
    """The file: values first, for what follows a table's heading belongs to the table."""
    for name, value in study.items():
        if not isinstance(value, dict):
            yield f"{_pair(name, value)}\n"
    for name, value in study.items():
        if isinstance(value, dict):
            yield f"\n[{_key(name)}]\n"
            yield from (f"{_pair(key, each)}\n" for key, each in value.items())


def _pair(name: str, value: Any) -> str:  # noqa: ANN401 - any TOML
    return f"{_key(name)} = {_toml(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _toml(name)


def _toml(value: Any) -> str:  # noqa: ANN401 - any TOML
    if isinstance(value, str):  # JSON's escapes are TOML's
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        pairs = ", ".join(_pair(key, each) for key, each in value.items())
        return f"{{{pairs}}}"
    return str(value)
