"""What another account of the machine can do with files: run as root, it becomes ``nobody`` first.

``python tests/intruder.py FOLDER`` prints, as JSON, each thing that went well below the folder:
listing a folder, writing into it, opening, locking, and reading a file as a database.
"""

import fcntl
import json
import os
import pwd
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path


def become_nobody() -> None:
    """Give up all rights for good."""
    account = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def paths_below(folder: Path) -> list[Path]:
    """All files and folders, as root sees them."""
    return sorted(folder.rglob("*"))


def successes(paths: list[Path]) -> Iterator[str]:
    """Everything that can be done with these paths, a line each."""
    for path in paths:
        for name, attempt in _ATTEMPTS.items():
            try:
                attempt(path)
            except (OSError, sqlite3.Error):
                continue
            yield f"{name} {path}"


def _read(path: Path) -> None:
    path.read_bytes() if not path.is_dir() else _refuse()


def _list(path: Path) -> None:
    list(path.iterdir())


def _write(path: Path) -> None:
    target = path / "planted" if path.is_dir() else path
    with target.open("ab"):
        pass


def _lock(path: Path) -> None:
    """A lock for reading is enough to keep SQLite from writing."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    finally:
        os.close(descriptor)


def _query(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _replace(path: Path) -> None:
    path.rename(path.with_name(path.name + ".mine"))


def _refuse() -> None:
    raise PermissionError("a folder is no file")


_ATTEMPTS: dict[str, Callable[[Path], None]] = {
    "read": _read,
    "list": _list,
    "write": _write,
    "lock": _lock,
    "query": _query,
    "replace": _replace,
}


def main() -> None:
    """Look as root for what there is, then try as nobody."""
    paths = [path for folder in sys.argv[1:] for path in paths_below(Path(folder))]
    become_nobody()
    print(json.dumps({"tried": len(paths), "done": list(successes(paths))}))  # noqa: T201


if __name__ == "__main__":
    main()
