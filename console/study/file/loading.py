"""Reads a study file. All faults are reported at once: line, key, fault and remedy."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from console.domain.structured_text import parse_toml
from console.study.errors import StudyError
from console.study.file.design import Study
from console.study.file.problem import Place, StudyFileProblem
from console.study.file.toml_lines import lines_of
from console.study.file.validation_messages import validation_messages

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def load_study(path: Path) -> Study:
    """Read a study file.

    Raises:
        StudyError: it can't be read or is not a study; a line for each fault.
    """
    content = _content(path, _text(path))
    try:
        return Study.model_validate(content)
    except ValidationError as error:
        raise refused(path, validation_messages(error.errors(), content)) from error


def refused(path: Path, problems: Iterable[StudyFileProblem]) -> StudyError:
    """The error that lists every problem of a file with its line."""
    lines = lines_of(_text(path))
    faults = sorted({(_line(lines, p.place), dotted(p.place), p.why) for p in problems})
    return StudyError("\n".join(_one_line(path, *fault) for fault in faults))


def study_hash(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal: the mark of the plan as it was written.

    Raises:
        StudyError: it can't be read.
    """
    return hashlib.sha256(_bytes(path)).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        why = "no such file; `switchboard study init` writes one"
        raise StudyError(f"{path}: {why}") from error
    except OSError as error:
        raise StudyError(f"{path}: can't be read: {error.strerror}") from error


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _content(path: Path, text: str) -> dict[str, object]:
    try:
        return parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line = place[1] if place and place[1] else str(text.count("\n") + 1)
        why = _AT_LINE.sub("", message).strip()
        hint = "write key = value, with quotes around texts"
        raise StudyError(f"{path}:{line}: not TOML: {why}; {hint}") from error


def _one_line(path: Path, line: int, key: str, why: str) -> str:
    return f"{path}:{line}: {key}: {why}" if key else f"{path}:{line}: {why}"


def _line(lines: Mapping[Place, int], place: Place) -> int:
    """The line of the innermost part of the place that the file has."""
    return next((lines[part] for part in _outwards(place) if part in lines), 1)


def _outwards(place: Place) -> Iterator[Place]:
    for depth in range(len(place), 0, -1):
        yield place[:depth]


def dotted(place: Place) -> str:
    """A place as people write it, entries counted from 1: ``arms[2].share``."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".")
