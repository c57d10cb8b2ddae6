"""One contradiction in a study, and where in its file it shows."""

from typing import NamedTuple

Place = tuple[str | int, ...]
"""Where in the file: keys, and the places of entries counted from 0."""


class Problem(NamedTuple):
    """What is wrong: at which key, and why, with what to do about it."""

    place: Place
    why: str
