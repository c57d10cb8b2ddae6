"""Readers of files, fed with bytes."""

from collections.abc import Callable
from pathlib import Path


def in_file(path: Path, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    """Reads bytes as the content of a file, whose folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def take(content: bytes) -> None:
        path.write_bytes(content)
        read(path)

    return take


def with_file(file: Path, read: Callable[[], object]) -> Callable[[bytes], None]:
    """Reads while the file holds what is given, and puts back what it held."""
    right = file.read_bytes()

    def take(content: bytes) -> None:
        file.write_bytes(content)
        try:
            read()
        finally:
            file.write_bytes(right)

    return take
