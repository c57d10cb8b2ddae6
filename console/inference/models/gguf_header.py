"""Reads the header of a GGUF model file, to refuse what can't be a whole model before loading it.

Files come from anywhere, so every count and length is checked before anything is read by it.
"""

import math
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from console.domain.errors import ModelError

_VERSIONS = (2, 3)
_MOST_ENTRIES = 1 << 20
_MOST_TEXT = 1 << 24
_MOST_DIMENSIONS = 4
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?"}
_SCALARS |= {10: "Q", 11: "q", 12: "d"}

_TENSOR_TYPES = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110),
    22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8),
    29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""Numbers in a block and bytes it takes, by the format's type number."""

Value = int | float | bool | str | None


@dataclass(frozen=True, slots=True)
class Header:
    """What a model file says about itself, and how long it must be to hold what it promises.

    ``types`` are those of the tensors, by their names, as the format numbers them.
    """

    version: int
    types: dict[str, int]
    metadata: dict[str, Value]
    needed_bytes: int

    @property
    def tensors(self) -> int:
        """How many tensors there are."""
        return len(self.types)

    @property
    def architecture(self) -> str:
        """The kind of model, such as ``qwen2``."""
        return str(self.metadata.get("general.architecture", "unknown"))

    @property
    def context(self) -> int | None:
        """The most tokens the model was trained on at once."""
        value = self.metadata.get(f"{self.architecture}.context_length")
        return value if isinstance(value, int) else None


def read_header(path: Path) -> Header:
    """Read the header of ``path`` and check that all it promises is there.

    Raises ``ModelError`` if it is no file, not GGUF, damaged or truncated.
    """
    try:
        with path.open("rb") as file:
            return _Reader(path, file).header()
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no such model file") from None
    except IsADirectoryError:
        raise ModelError(f"{path}: this is a folder; name the .gguf file in it") from None
    except OSError as error:
        raise ModelError(f"{path}: can't be read: {error.strerror}") from error


class _Reader:
    """Walks through a header once."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._size = os.fstat(file.fileno()).st_size

    def header(self) -> Header:
        if self._file.read(4) != b"GGUF":
            raise ModelError(f"{self._path}: not a model in the GGUF format")
        version = self._number("I")
        if version not in _VERSIONS:
            raise ModelError(f"{self._path}: GGUF version {version} is not supported")
        tensors, entries = self._count(), self._count()
        metadata = dict(self._entry() for _ in range(entries))
        types: dict[str, int] = {}
        ends = [self._tensor_end(types) for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment <= 0:
            raise self._damaged()
        start = -(-self._file.tell() // alignment) * alignment
        needed = start + max(ends, default=0)
        if needed > self._size:
            raise ModelError(
                f"{self._path}: truncated, {self._size:,} bytes of at least {needed:,}; "
                "fetch it again"
            )
        return Header(version, types, metadata, needed)

    def _damaged(self) -> ModelError:
        return ModelError(f"{self._path}: damaged or truncated in its header; fetch it again")

    def _bytes(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise self._damaged()
        return data

    def _number(self, code: str) -> int:
        value = struct.unpack("<" + code, self._bytes(struct.calcsize(code)))[0]
        return int(value)

    def _count(self) -> int:
        count = self._number("Q")
        if count > _MOST_ENTRIES:
            raise self._damaged()
        return count

    def _text(self) -> str:
        size = self._number("Q")
        if size > _MOST_TEXT:
            raise self._damaged()
        return self._bytes(size).decode("utf-8", "replace")

    def _entry(self) -> tuple[str, Value]:
        return self._text(), self._value(self._number("I"))

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            self._skip_array()
            return None
        code = self._code(kind)
        value: Value = struct.unpack("<" + code, self._bytes(struct.calcsize(code)))[0]
        return value

    def _code(self, kind: int) -> str:
        if kind not in _SCALARS:
            raise self._damaged()
        return _SCALARS[kind]

    def _skip_array(self) -> None:
        """Vocabularies and the like, of which nothing is needed here."""
        kind, length = self._number("I"), self._count()
        if kind == _STRING:
            for _ in range(length):
                size = self._number("Q")
                if size > _MOST_TEXT:
                    raise self._damaged()
                self._bytes(size)
        else:
            self._bytes(length * struct.calcsize(self._code(kind)))

    def _tensor_end(self, types: dict[str, int]) -> int:
        """Where a tensor ends, in bytes from the beginning of the data; its type is noted."""
        name = self._text()
        dimensions = self._number("I")
        if dimensions > _MOST_DIMENSIONS:
            raise self._damaged()
        numbers = math.prod(self._number("Q") for _ in range(dimensions))
        kind, offset = self._number("I"), self._number("Q")
        types[name] = kind
        # A type that is newer than this program: only where it begins is known.
        block, size = _TENSOR_TYPES.get(kind, (1, 0))
        return offset + -(-numbers // block) * size
