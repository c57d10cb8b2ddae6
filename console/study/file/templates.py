"""Study files to start from: what is asked for is filled in, comments and the rest stay."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from console import paths
from console.domain.errors import UsageError
from console.study.file.problem import Place
from console.study.file.toml_lines import lines_of


class Template:
    """A study file that ships with the program."""

    def __init__(self, path: Path) -> None:
        """Read it; it is known to be sound, since the tests check all of them."""
        self.name = path.stem
        self._text = path.read_text(encoding="utf-8")
        self._content: dict[str, object] = tomllib.loads(self._text)

    @property
    def title(self) -> str:
        """What it is a study of."""
        return str(self._content["title"])

    @property
    def first_day(self) -> date | None:
        """The first of its days; null if it has no periods."""
        return min((day for _, day in _days(self._content, ())), default=None)

    def copy(self, path: Path) -> Path:
        """Write it as it is, unless that is what is there already; returns the path.

        Raises:
            UsageError: something else is there, or it can't be written.
        """
        try:
            if path.exists() and path.read_text(encoding="utf-8") != self._text:
                raise UsageError(f"{path} is another study; name another folder, or that file")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
        return path

    def filled(self, *, name: str, title: str, seed: int, start: date | None) -> str:
        """The text of a study file.

        Args:
            name: the study's name: small letters, digits and hyphens.
            title: its title, for people.
            seed: for the randomisation.
            start: its first day, with which all days move; null leaves them as they are.
        """
        lines, at = self._text.splitlines(), lines_of(self._text)
        answers: dict[Place, object] = {("name",): name, ("title",): title}
        answers["assignment", "seed"] = seed
        for place, value in answers.items():
            lines[at[place] - 1] = f"{place[-1]} = {json.dumps(value, ensure_ascii=False)}"
        first = self.first_day
        if start is not None and first is not None:
            for place, day in _days(self._content, ()):
                moved = (day + (start - first)).isoformat()
                line = lines[at[place] - 1]
                lines[at[place] - 1] = line.replace(day.isoformat(), moved)
        return "\n".join(lines) + "\n"


def templates() -> dict[str, Template]:
    """All templates by name."""
    folder = paths.resources() / "studies"
    return {path.stem: Template(path) for path in sorted(folder.glob("*.toml"))}


def _days(value: object, place: Place) -> Iterator[tuple[Place, date]]:
    """Every date in what was read, with its place."""
    if isinstance(value, date):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _days(part, (*place, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _days(part, (*place, number))
