"""Questionnaires: those that ship with the program, and those that a study brings along.

Ours are in ``resources/questionnaires``; a study's own are files of the same form.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from console import paths
from console.domain.errors import UsageError
from console.domain.structured_text import parse_toml
from console.study.file.loading import dotted
from console.study.file.problem import Place
from console.study.file.toml_lines import lines_of
from console.study.questionnaires.form import Questionnaire

_SUFFIX = ".toml"


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire's file; UsageError names the file, line and field that is wrong."""
    text = _text(path)
    try:
        return Questionnaire.model_validate(parse_toml(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        raise UsageError(_first_fault(path, text, error)) from error


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """The questionnaires that come with the program, by id."""
    folder = paths.resources() / "questionnaires"
    ours = (load_questionnaire(path) for path in sorted(folder.glob(f"*{_SUFFIX}")))
    return {questionnaire.id: questionnaire for questionnaire in ours}


def find_questionnaire(name: str, folder: Path) -> Questionnaire:
    """The questionnaire that a study names: one of the program's, or a file.

    Args:
        name: an id of ``shipped``, or a path that ends in ``.toml``.
        folder: where the study's file lies; a path counts from there.

    Raises:
        UsageError: there is none of this name, the file is wrong, or it takes an id of ours.
    """
    if not name.endswith(_SUFFIX):
        if name not in shipped():
            raise UsageError(
                f"no questionnaire {name!r}; there are {', '.join(shipped())}, "
                f"or give the path of a {_SUFFIX} file of your own"
            )
        return shipped()[name]
    own = load_questionnaire(folder / name)
    if own.id in shipped() and own != shipped()[own.id]:
        raise UsageError(f"{folder / name}: id: {own.id!r} is one of the program's; choose another")
    return own


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise UsageError(
            f"{path}: can't be read: {error.strerror}; name a questionnaire of the program "
            f"({', '.join(shipped())}) or a file that is there"
        ) from error


def _first_fault(path: Path, text: str, error: ValidationError) -> str:
    """The first fault with its line; what a table as a whole lacks has the line it begins on."""
    first = error.errors()[0]
    lines = lines_of(text)
    place: Place = first["loc"]
    depths = range(len(place), 0, -1)
    line = next((lines[place[:n]] for n in depths if place[:n] in lines), 1)
    field = f"{dotted(place)}: " if place else ""
    return f"{path}:{line}: {field}{first['msg'].removeprefix('Value error, ')}"
