"""The site's secret key for pseudonyms: made once, kept with the site, never exported."""

import hashlib
import os
import secrets
from pathlib import Path

from console.export.errors import ExportError

KEY_BYTES = 32


def pseudonym_key(path: Path) -> bytes:
    """Read the key in this file, or make one that only its owner can read.

    Raises:
        ExportError: the file can't be read or written, or holds something else.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = _create(path)
    except OSError as error:
        raise ExportError(
            f"cannot use the pseudonym key {path}: {error.strerror}; it must be a file you may "
            "read, in a folder you may write in"
        ) from error
    if len(key) != KEY_BYTES:
        raise ExportError(
            f"{path} is not a pseudonym key ({len(key)} bytes, not {KEY_BYTES}); move it away to "
            "have a new one made, which gives everyone new pseudonyms"
        )
    return key


def key_for(key: bytes, purpose: str) -> bytes:
    """Another key made of the site's: pseudonyms of one purpose tell nothing of another's."""
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=KEY_BYTES).digest()


def _create(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(key)
    except FileExistsError:
        return path.read_bytes()
    return key
