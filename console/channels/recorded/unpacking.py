"""The content of a file with recordings, unpacked if it is a gzip file."""

import gzip
import zlib
from pathlib import Path

from console.domain.errors import ChannelError
from console.domain.limits import RECORDINGS_BYTES

_GZIP = b"\x1f\x8b"
_OTHER_ARCHIVES = (
    b"PK\x03\x04",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
)
"""How zip, bzip2, xz, 7z and zstd files begin."""


def head_of(path: Path, size: int) -> bytes:
    """At most ``size`` bytes from the beginning; nothing of a gzip file that is damaged there."""
    with path.open("rb") as file:
        head = file.read(size)
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, size)
    except zlib.error:
        return b""


_PIECE_BYTES = 1_000_000


def content_of(path: Path) -> bytes:
    """The whole content; raises ChannelError if it can't be unpacked or is too much."""
    with path.open("rb") as file:
        begin = file.read(max(map(len, _OTHER_ARCHIVES)))
    if begin.startswith(_OTHER_ARCHIVES):
        raise ChannelError(f"{path}: packed; unpack it first, expected text or a gzip file")
    try:
        with gzip.open(path) if begin.startswith(_GZIP) else path.open("rb") as file:
            # In pieces: to ask for as much as is allowed takes that much memory for any file.
            content = bytearray()
            while len(content) <= RECORDINGS_BYTES and (piece := file.read(_PIECE_BYTES)):
                content += piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        what = "the gzip file is damaged or cut off"
        raise ChannelError(f"{path}: {what}; expected a whole one, download it again") from error
    if len(content) > RECORDINGS_BYTES:
        most = f"at most {RECORDINGS_BYTES / 1e6:,.0f} MB"
        raise ChannelError(f"{path}: too large, expected {most} of text; divide it")
    return bytes(content)
