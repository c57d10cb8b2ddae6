"""Files of older versions that other accounts of the machine could open: found, and closed."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_COMPANIONS = ("-wal", "-shm", ".lock")


@dataclass(frozen=True, slots=True)
class Permissions:
    """What was looked at: how many files and folders, which were open, and which still are.

    ``unread`` are folders whose files were not looked at, since they can't be listed.
    """

    looked_at: int
    closed: tuple[Path, ...]
    still_open: tuple[Path, ...]
    unread: tuple[Path, ...] = ()


def own_places(data: Path, settings: Path, diagnostics: Path) -> Iterator[Path]:
    """The files and folders that hold the user's data. Links are not followed."""
    yield data
    for parent, folders, files in os.walk(data):
        yield from (Path(parent, name) for name in sorted((*folders, *files)))
    yield settings.parent
    yield settings
    yield diagnostics.parent
    yield from sorted(diagnostics.parent.glob(f"{diagnostics.name}*"))


def of_database(path: Path) -> Iterator[Path]:
    """A log and the files beside it; not its folder, which may be anybody's."""
    yield path
    yield from (path.with_name(path.name + suffix) for suffix in _COMPANIONS)


def close_to_others(places: Iterable[Path]) -> Permissions:
    """Take all rights from everybody but the owner: 0600 for files, 0700 for folders.

    What is not there, a link, or somebody else's is left alone; the last counts as still open.
    """
    looked_at, closed, still_open, unread = 0, list[Path](), list[Path](), list[Path]()
    for place in dict.fromkeys(places):
        try:
            found = place.lstat()
        except OSError:
            continue
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            continue
        looked_at += 1
        if stat.S_ISDIR(found.st_mode) and not os.access(place, os.R_OK | os.X_OK):
            unread.append(place)
        if not found.st_mode & _OTHERS:
            continue
        try:
            place.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
        except OSError:
            still_open.append(place)
        else:
            closed.append(place)
    return Permissions(looked_at, tuple(closed), tuple(still_open), tuple(unread))
