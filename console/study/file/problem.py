"""One contradiction in a study, and where in its file it shows."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

Place = tuple[str | int, ...]
"""Where in the file: keys, and the places of entries counted from 0."""


class StudyFileProblem(NamedTuple):
    """What is wrong: at which key, and why, with what to do about it."""

    place: Place
    why: str


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for a name that is not known: the nearest that is, or else what is said here."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else otherwise
