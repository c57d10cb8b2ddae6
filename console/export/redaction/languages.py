"""The words of sixteen languages that say what a name or a number is, from ``resources/redaction``.

A file holds one language: phrases separated by commas, and the shapes of the numbers that its
countries give to people.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from console.export.redaction.phrases import PhraseTable
from console.export.redaction.spelling import plain
from console.paths import resources

KEEP = "KEEP"
"""The kind of numbers that say nothing about a person: articles, versions, years."""

_LABELS = {"national_number": "NUMBER", "birth_date": "BIRTHDATE"}


@dataclass(frozen=True, slots=True)
class NumberShape:
    """How one kind of number is written: 9 is a digit, A a letter, all else stands for itself.

    ``check`` is the module of python-stdnum that knows its check digits, ``begins`` what it begins
    with, ``capitals`` whether its letters are.
    """

    shape: str
    label: str
    check: str | None
    begins: str
    capitals: bool


class CueWords:
    """All languages as one: a text may mix them, and nobody says beforehand which it is in."""

    def __init__(self, files: list[dict[str, Any]]) -> None:  # Any: TOML
        self._files = files
        cues = [
            (phrase, _LABELS.get(kind, kind.upper()))
            for file in files
            for kind, phrases in file["cues"].items()
            for phrase in _split(phrases)
        ]
        self.cues = PhraseTable(cues)
        self.number_cues = PhraseTable([cue for cue in cues if cue[1] not in _OF_NO_NUMBER])
        self.birth_cues = PhraseTable([cue for cue in cues if cue[1] == "BIRTHDATE"])
        self.requests = self._phrases("requests")
        self.fillers = self._phrases("fillers")
        introductions = self.all("introductions")
        self.introductions = PhraseTable((each, each.endswith(":")) for each in introductions)
        self.am = self._phrases("am")
        self.greetings = frozenset(plain(each) for each in self.all("greetings"))
        self.linking = frozenset(word for each in self.all("linking") for word in _words(each))
        self.stop = frozenset(word for file in files for word in _words(file["stop"]))
        self.shapes = tuple(_shape(each) for file in files for each in file.get("numbers", ()))
        self.months = frozenset(word for file in files for word in _words(file["months"]))

    def all(self, field: str) -> Iterator[str]:
        """Every phrase of a field, in any language."""
        for file in self._files:
            yield from _split(file.get(field, ""))

    def _phrases(self, field: str) -> PhraseTable[None]:
        return PhraseTable((phrase, None) for phrase in self.all(field))


_OF_NO_NUMBER = frozenset({"NAME", "BIRTHDATE", "ADDRESS", "EMAIL"})


@cache
def languages() -> CueWords:
    """What all the files say."""
    files = sorted((resources() / "redaction").glob("*.toml"))
    return CueWords([tomllib.loads(file.read_text(encoding="utf-8")) for file in files])


def _split(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]


def _words(text: str) -> list[str]:
    return plain(text).split()


def _shape(entry: dict[str, Any]) -> NumberShape:  # Any: TOML
    return NumberShape(
        shape=entry["shape"],
        label=entry.get("kind", "NUMBER"),
        check=entry.get("check"),
        begins=entry.get("begins", ""),
        capitals=entry.get("capitals", False),
    )
